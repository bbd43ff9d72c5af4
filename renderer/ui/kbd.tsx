import type { ReactNode } from 'react'
import './ui.css'

export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className="ui-kbd">{children}</kbd>
}
