import { Info, LockOpen, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import './feedback.css'

interface BannerProps {
  readonly tone: 'info' | 'warning' | 'danger' | 'plain'
  readonly title?: string
  readonly action?: ReactNode
  readonly children?: ReactNode
  readonly 'data-testid'?: string
  readonly 'data-hard'?: boolean
}

const icons = { info: Info, warning: TriangleAlert, danger: OctagonAlert, plain: LockOpen }

export function Banner({ tone, title, action, children, ...data }: BannerProps) {
  const Icon = icons[tone]
  return (
    <div className="ui-banner" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'} {...data}>
      <span className="ui-banner-icon">
        <Icon size={18} aria-hidden="true" />
      </span>
      <div className="ui-banner-text">
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
      {action ? <div className="ui-banner-actions">{action}</div> : null}
    </div>
  )
}
