import { Lock, LockOpen, ShieldCheck } from 'lucide-react'
import './marks.css'

interface LockMarkProps {
  readonly kind: 'secure' | 'plain'
  readonly verified: boolean
  /** Empty: the words stand beside it. */
  readonly label: string
}

export function LockMark({ kind, verified, label }: LockMarkProps) {
  const Icon = kind === 'plain' ? LockOpen : verified ? ShieldCheck : Lock
  const named = label ? { role: 'img', 'aria-label': label, title: label } : { 'aria-hidden': true as const }
  return (
    <span className="ui-lock" data-kind={kind} data-verified={verified} {...named}>
      <Icon size={14} aria-hidden="true" />
    </span>
  )
}
