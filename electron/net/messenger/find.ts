import { AppError } from '../../../shared/errors.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'

/** How pseudonyms compare: NFKC, then case folded. */
export const foldName = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('und').trim()

/** By pseudonym or `HOST:PORT`. Errors: unknown-name, ambiguous-name. */
export function findConversation(conversations: readonly Conversation[], name: string): Conversation {
  const folded = foldName(name)
  const byAddress = conversations.filter((c) => c.address && formatAddress(c.address) === name.trim())
  const found = conversations.filter((c) => !c.blocked && foldName(c.title) === folded)
  const candidates = found.length > 0 ? found : byAddress
  const accepted = candidates.filter((c) => !c.request)
  const [first, ...others] = accepted.length > 0 ? accepted : candidates
  if (!first) throw new AppError('unknown-name', { name })
  if (others.length > 0) throw new AppError('ambiguous-name', { name, count: others.length + 1 })
  return first
}
