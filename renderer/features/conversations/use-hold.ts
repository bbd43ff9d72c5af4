import { type Conversation, isLive, isVisitor } from '../../../shared/model/conversation.ts'
import { useLink } from '../../state/links-store.ts'

/** Why nothing can be sent now (a key of the words), or null. A person who is away is no reason: it waits. */
export function useHold(conversation: Conversation | null): string | null {
  const link = useLink(conversation?.id ?? null)
  if (!conversation) return null
  if (link?.state === 'key-changed') return 'composer.keyChanged'
  return isVisitor(conversation) && !isLive(link) ? 'composer.closed' : null
}
