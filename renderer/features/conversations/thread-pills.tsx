import { ArrowDown, ArrowUp } from 'lucide-react'
import { useWords } from './use-words.ts'

interface ThreadPillsProps {
  readonly unread: number
  readonly atBottom: boolean
  readonly unreadAbove: boolean
  readonly onBottom: () => void
  readonly onUnread: () => void
}

/** Ways back: up to the first unread message, down to the newest. Each is at the edge where it leads to, so neither hides the newest message. */
export function ThreadPills({ unread, atBottom, unreadAbove, onBottom, onUnread }: ThreadPillsProps) {
  const { t } = useWords()
  return (
    <>
      {unreadAbove ? (
        <div className="cv-pills" data-edge="start">
          <button type="button" className="cv-pill" data-testid="to-unread" onClick={onUnread}>
            <ArrowUp aria-hidden="true" size={16} />
            {t('thread.toUnread')}
          </button>
        </div>
      ) : null}
      {atBottom ? null : (
        <div className="cv-pills" data-edge="end">
          <button
            type="button"
            className="cv-pill"
            data-new={unread > 0}
            data-testid="to-newest"
            aria-label={unread > 0 ? undefined : t('thread.toNewest')}
            onClick={onBottom}
          >
            <ArrowDown aria-hidden="true" size={16} />
            {unread > 0 ? t('thread.newMessages', { count: unread }) : null}
          </button>
        </div>
      )}
    </>
  )
}
