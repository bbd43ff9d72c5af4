import type { ReactNode } from 'react'

/** A wide table in a narrow window: it scrolls, also by the keys. */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="dg-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
