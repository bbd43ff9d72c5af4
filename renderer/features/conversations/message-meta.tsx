import type { Message } from '../../../shared/model/message.ts'
import { useConversation } from '../../state/conversations-store.ts'
import { retryMessage } from '../../state/message-actions.ts'
import { isPending } from '../../state/thread.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { askDoctor, canDiagnose } from '../shell/show-diagnostics.ts'
import { clockTime, fullTime } from './time-words.ts'
import { useNow } from './use-now.ts'
import { useWords } from './use-words.ts'

/** When, and how far it got: queued, sent, delivered, read, failed. Native titles, as a popup per message would slow the scrolling. */
export function MessageMeta({ message, showTime }: { readonly message: Message; readonly showTime: boolean }) {
  const { t, locale } = useWords()
  const mine = message.from === 'me' && !message.deleted
  return (
    <>
      <span className="cv-meta">
        {message.editedAt === null || message.deleted ? null : (
          <span title={t('message.editedAt', { time: fullTime(message.editedAt, locale) })}>{t('message.edited')}</span>
        )}
        {message.late ? (
          <span
            className="cv-late"
            data-testid="message-late"
            title={t('message.lateAt', { sent: fullTime(message.sentAt, locale), received: fullTime(message.receivedAt ?? message.sentAt, locale) })}
          >
            {t('message.late')}
          </span>
        ) : null}
        {showTime ? (
          <time dateTime={new Date(message.sentAt).toISOString()} title={fullTime(message.sentAt, locale)}>
            {clockTime(message.sentAt, locale)}
          </time>
        ) : null}
        {mine ? (
          <span data-testid="message-state" data-state={message.state}>
            <StateMark state={message.state} label={t(isPending(message) && message.state === 'queued' ? 'message.pending' : `message.${message.state}`)} />
          </span>
        ) : null}
      </span>
      {message.state === 'failed' ? (
        <span className="cv-failure">
          {message.failure ? <ErrorText error={message.failure} /> : t('message.failed')}
          <button type="button" className="cv-link" data-testid="message-retry" onClick={() => void retryMessage(message)}>
            {t('message.retry')}
          </button>
          <Why message={message} />
        </span>
      ) : null}
      {mine && message.state === 'queued' && !isPending(message) && showTime ? <Waiting message={message} /> : null}
    </>
  )
}

/** A message that waits this long makes one wonder. ms */
const longMs = 30_000

function Waiting({ message }: { readonly message: Message }) {
  const now = useNow(10_000)
  if (now - message.sentAt < longMs) return null
  return (
    <span className="cv-failure" data-waiting="true">
      <Why message={message} />
    </span>
  )
}

/** From a message that did not arrive to what is in its way. */
function Why({ message }: { readonly message: Message }) {
  const { t } = useWords()
  const conversation = useConversation(message.conversationId)
  if (!conversation || !canDiagnose(conversation)) return null
  return (
    <button type="button" className="cv-link" data-testid="message-why" onClick={() => askDoctor(conversation)}>
      {t('message.why')}
    </button>
  )
}
