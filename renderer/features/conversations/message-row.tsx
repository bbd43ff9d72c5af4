import { memo } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { WaitingOffers } from '../files/waiting-offers.tsx'
import { MessageBubble } from './message-bubble.tsx'
import type { Row } from './rows.ts'
import { SystemNotice } from './system-notice.tsx'
import { dayWords } from './time-words.ts'
import { useWords } from './use-words.ts'

export interface MessageRowProps {
  readonly row: Row
  readonly conversation: Conversation
  /** In the tab order: one message of the thread is. */
  readonly focusable: boolean
  /** Just jumped to. */
  readonly marked: boolean
  readonly onFocus: (id: string) => void
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { t, locale } = useWords()
  const { message, day, unreadFrom } = props.row
  return (
    <div className="cv-row" data-from={message.from} data-first={props.row.first} data-marked={props.marked}>
      {day === null ? null : (
        <div className="cv-day">
          <span>{dayWords(day, locale)}</span>
        </div>
      )}
      {unreadFrom ? (
        <div className="cv-unread-mark" data-testid="unread-mark">
          <span>{t('thread.unread')}</span>
        </div>
      ) : null}
      {message.from === 'system' ? <SystemNotice message={message} /> : <MessageBubble {...props} />}
      {message.file ? <WaitingOffers message={message} conversation={props.conversation} /> : null}
    </div>
  )
}, sameRow)

/** Rows are made anew with each change of the thread: compare what is in them. */
function sameRow(a: MessageRowProps, b: MessageRowProps): boolean {
  return (
    a.row.message === b.row.message &&
    a.row.day === b.row.day &&
    a.row.first === b.row.first &&
    a.row.last === b.row.last &&
    a.row.unreadFrom === b.row.unreadFrom &&
    a.focusable === b.focusable &&
    a.marked === b.marked &&
    a.conversation.title === b.conversation.title &&
    a.conversation.color === b.conversation.color &&
    a.conversation.personId === b.conversation.personId &&
    a.conversation.kind === b.conversation.kind &&
    a.conversation.request === b.conversation.request &&
    a.conversation.blocked === b.conversation.blocked
  )
}
