/** The mark: a wide tree, and two people who talk in its shade. The icon of the app is the same drawing. */
export function Tree({ size = 72 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" fill="currentColor" aria-hidden="true">
      <path d="M9 33c-3.600 0-6-2.400-6-5.700 0-4 3-6.900 7-7.100 1.200-4.500 5-7.200 9.400-6.600C22.200 9 26.600 6.500 32 6.500c6 0 10.800 3 13 7.700 4.700-.4 8.600 2.300 9.700 6.400 3.800.4 6.300 3.100 6.300 6.700 0 3.300-2.400 5.700-6 5.700z" />
      <path d="M29.300 32c0 11-.8 17.600-4.500 25h14.400c-3.700-7.400-4.500-14-4.500-25z" />
      <path d="m30 42-9-11h5l5.500 6.500zm4 0 9-11h-5l-5.500 6.500z" />
      <circle cx="13" cy="48.500" r="4" />
      <path d="M6 57.500c0-3 3-5 7-5s7 2 7 5z" />
      <circle cx="51" cy="48.500" r="4" />
      <path d="M44 57.500c0-3 3-5 7-5s7 2 7 5z" />
    </svg>
  )
}
