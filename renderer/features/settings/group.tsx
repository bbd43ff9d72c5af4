import { type ReactNode, useId } from 'react'

/** Settings that belong together, on one sheet. */
export function Group({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className="set-group" aria-labelledby={title ? id : undefined}>
      {title ? <h2 id={id}>{title}</h2> : null}
      <div className="set-sheet">{children}</div>
    </section>
  )
}

/** A fact, not a choice: its name, the words, and what can be done about it. */
export function Fact({ label, children, action }: { readonly label: string; readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="set-fact">
      <div className="set-fact-text">
        <span className="ui-label">{label}</span>
        <div className="ui-hint">{children}</div>
      </div>
      {action}
    </div>
  )
}
