import { Reply, X } from 'lucide-react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { setComposing } from '../../state/composer-store.ts'
import { useThreads } from '../../state/threads-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useWords } from './use-words.ts'

/** Which message is being answered. */
export function ReplyBar({ conversation, messageId }: { readonly conversation: Conversation; readonly messageId: string }) {
  const { t } = useWords()
  const message = useThreads((state) => state.byConversation[conversation.id]?.messages.find((m) => m.id === messageId))
  const name = message?.from === 'me' ? t('thread.you') : (message?.author?.name ?? conversation.title)
  return (
    <div className="cv-reply-bar" data-testid="reply-bar">
      <Reply size={16} aria-hidden="true" />
      <span className="cv-reply-text">
        <b>{t('composer.replying', { name })}</b> <span dir="auto">{message?.text}</span>
      </span>
      <IconButton size="small" label={t('composer.cancelReply')} icon={<X size={16} />} onClick={() => setComposing(conversation.id, { replyTo: null })} />
    </div>
  )
}
