import type { Conversation, LinkState } from '../../../shared/model/conversation.ts'

export type Presence = 'online' | 'connecting' | 'trouble' | 'offline'

export function presenceOf(state: LinkState | undefined): Presence {
  if (state === 'open') return 'online'
  if (state === 'unstable' || state === 'half-closed' || state === 'key-changed') return 'trouble'
  return state === 'connecting' ? 'connecting' : 'offline'
}

/** The words of the lock, as a key. */
export function lockWords({ kind, trust }: Conversation): string {
  if (kind === 'plain') return 'header.plain'
  return trust === 'verified' ? 'header.encryptedVerified' : 'header.encrypted'
}
