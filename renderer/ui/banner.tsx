import { ChevronDown, Info, LockOpen, OctagonAlert, TriangleAlert } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import './feedback.css'

interface BannerProps {
  readonly tone: 'info' | 'warning' | 'danger' | 'plain'
  readonly title?: string
  readonly action?: ReactNode
  /** One sentence. */
  readonly children?: ReactNode
  /** What only some want to know. */
  readonly detail?: ReactNode
  /** One line, its title or sentence, beside something that matters more. The rest is behind its button. */
  readonly brief?: boolean
  /** With the rest from the beginning. */
  readonly isOpen?: boolean
  readonly 'data-testid'?: string
  readonly 'data-hard'?: boolean
}

const icons = { info: Info, warning: TriangleAlert, danger: OctagonAlert, plain: LockOpen }

export function Banner({ tone, title, action, children, detail, brief = false, isOpen = false, ...data }: BannerProps) {
  const { t } = useTranslation('app')
  const [open, setOpen] = useState(isOpen)
  const id = useId()
  const Icon = icons[tone]
  const isBrief = brief && !open
  const hasMore = detail || (brief && (action || (title && children)))
  const more = hasMore ? (
    <button type="button" className="ui-banner-more" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
      {t('details')}
      <ChevronDown size={14} aria-hidden="true" />
    </button>
  ) : null
  return (
    <div className="ui-banner" data-tone={tone} data-brief={isBrief} role={tone === 'danger' ? 'alert' : 'status'} {...data}>
      <span className="ui-banner-icon">
        <Icon size={18} aria-hidden="true" />
      </span>
      <div className="ui-banner-text">
        {isBrief ? (
          <span className="ui-banner-line">{title ?? children}</span>
        ) : (
          <>
            {title ? <strong>{title}</strong> : null}
            {children}
          </>
        )}{' '}
        {more}
        {open && detail ? (
          <div id={id} className="ui-banner-detail">
            {detail}
          </div>
        ) : null}
      </div>
      {action && !isBrief ? <div className="ui-banner-actions">{action}</div> : null}
    </div>
  )
}
