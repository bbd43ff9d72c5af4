import type { Conversation } from '../../../shared/model/conversation.ts'
import { jumpToMessage } from '../../state/thread-actions.ts'
import { useThreads } from '../../state/threads-store.ts'
import { useWords } from './use-words.ts'

/** The message that is answered, in one line; a click goes to it, wherever it is. */
export function ReplyQuote({ conversation, messageId }: { readonly conversation: Conversation; readonly messageId: string }) {
  const { t } = useWords()
  const message = useThreads((state) => state.byConversation[conversation.id]?.messages.find((m) => m.id === messageId))
  const text = message ? (message.deleted ? t('message.deleted') : message.text) : '…'
  return (
    <button type="button" className="cv-quote" data-testid="message-quote" onClick={() => void jumpToMessage(conversation.id, messageId)}>
      {message ? <span className="cv-quote-author">{message.from === 'me' ? t('thread.you') : (message.author?.name ?? conversation.title)}</span> : null}
      <span className="cv-quote-text" dir="auto">
        {text}
      </span>
    </button>
  )
}
