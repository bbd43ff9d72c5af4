import type { ReactNode } from 'react'
import './feedback.css'

interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly text: string
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      {icon ? <div className="ui-empty-icon">{icon}</div> : null}
      <h2>{title}</h2>
      <p>{text}</p>
      {action}
    </div>
  )
}
