import type { ReactNode } from 'react'
import './feedback.css'

interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly text: string
  /** Between the title and the text. */
  readonly lead?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, text, lead, action }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      {icon ? <div className="ui-empty-icon">{icon}</div> : null}
      <h2>{title}</h2>
      {lead}
      <p>{text}</p>
      {action}
    </div>
  )
}
