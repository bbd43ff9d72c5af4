import type { Conversation } from '../../../shared/model/conversation.ts'
import { useIsPlain, useProgramsIn, useWasInside } from '../../state/rooms-store.ts'
import { lockWords } from './marks.ts'
import { useWords } from './use-words.ts'

/**
 * What the lock of a conversation shows: open as soon as anybody in it hears and says everything in clear. null: a room that was never entered,
 * or an address where nobody ever answered, may turn out to be either.
 */
export function useLock(conversation: Conversation): { readonly kind: 'secure' | 'plain'; readonly words: string } | null {
  const { t } = useWords()
  const plain = useIsPlain(conversation)
  const programs = useProgramsIn(conversation.id)
  const wasInside = useWasInside(conversation)
  if (!wasInside || (conversation.kind === 'plain' && !plain)) return null
  if (programs > 0) return { kind: 'plain', words: t('header.encryptedExcept', { count: programs }) }
  return plain ? { kind: 'plain', words: t('header.plain') } : { kind: 'secure', words: t(lockWords(conversation)) }
}
