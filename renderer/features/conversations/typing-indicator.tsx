import type { Conversation } from '../../../shared/model/conversation.ts'
import { useIsTyping } from './use-typing.ts'
import { useWords } from './use-words.ts'

export function TypingIndicator({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const typing = useIsTyping(conversation.id)
  return (
    <div className="cv-typing" aria-live="polite" data-testid="typing">
      {typing ? (
        <>
          <span className="cv-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('thread.typing', { name: conversation.title })}
        </>
      ) : null}
    </div>
  )
}
