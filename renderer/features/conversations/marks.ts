import type { Conversation } from '../../../shared/model/conversation.ts'

/** The words of the lock, as a key. */
export function lockWords({ kind, trust }: Conversation): string {
  if (kind === 'plain') return 'header.plain'
  return trust === 'verified' ? 'header.encryptedVerified' : 'header.encrypted'
}
