import type { Message } from '../../../shared/model/message.ts'
import { noticeWords } from './notice-words.ts'
import { clockTime } from './time-words.ts'
import { useWords } from './use-words.ts'

/** A fact of the conversation, in words. */
export function SystemNotice({ message }: { readonly message: Message }) {
  const { t, locale } = useWords()
  return (
    <div className="cv-notice" data-testid="notice" data-code={message.notice?.code}>
      <span dir="auto">{message.notice ? noticeWords(t, message.notice) : message.text}</span>{' '}
      <time dateTime={new Date(message.sentAt).toISOString()}>{clockTime(message.sentAt, locale)}</time>
    </div>
  )
}
