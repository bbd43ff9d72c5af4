import type { ReactNode } from 'react'

export function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="gal-row">
      <span className="gal-row-name">{name}</span>
      {children}
    </div>
  )
}
