import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react'
import type { MessageState } from '../../shared/model/message.ts'
import './marks.css'

const icons = { queued: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert } as const

/** Where a message of mine stands. */
export function StateMark({ state, label }: { readonly state: MessageState; readonly label: string }) {
  if (state === 'received') return null
  const Icon = icons[state]
  return (
    <span className="ui-state-mark" data-state={state} role="img" aria-label={label} title={label}>
      <Icon size={15} aria-hidden="true" />
    </span>
  )
}
