/** The mark: the tree under which people talk. */
export function Tree({ size = 72 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" fill="none" aria-hidden="true">
      <path d="M32 58V34m0 8 9-8m-9 13-8-7" stroke="currentColor" strokeWidth="4" strokeLinecap="round" />
      <path d="M22 40c-8 1-14-4-14-11 0-6 4-10 9-11 1-7 7-12 15-12s14 5 15 12c5 1 9 5 9 11 0 7-6 12-14 11" stroke="currentColor" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M20 58h24" stroke="currentColor" strokeWidth="4" strokeLinecap="round" />
    </svg>
  )
}
