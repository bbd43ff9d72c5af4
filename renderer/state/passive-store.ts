import { create } from 'zustand'
import { passiveLimits } from '../../shared/diagnostic-limits.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { PassiveBucket } from '../../shared/model/passive.ts'
import { getApi } from '../api.ts'

export interface PassiveState {
  /** Of the conversations that were asked for. Oldest first. */
  readonly strips: Readonly<Record<ConversationId, readonly PassiveBucket[]>>
}

/** Round trips of the last day. */
export const usePassive = create<PassiveState>()(() => ({ strips: {} }))

/** The newest five minutes; nothing for a conversation that nobody looks at. */
export function applyPassive(strips: PassiveState['strips'], id: ConversationId, bucket: PassiveBucket): PassiveState['strips'] {
  const old = strips[id]
  if (!old) return strips
  return { ...strips, [id]: [...old.filter(({ at }) => at !== bucket.at), bucket].slice(-passiveLimits.buckets) }
}

/** Not worth words when it fails: the strip is then not there. */
export async function loadPassive(id: ConversationId): Promise<void> {
  const strip = await getApi()
    .call('conversation.passive', { id })
    .catch(() => null)
  if (strip) usePassive.setState(({ strips }) => ({ strips: { ...strips, [id]: strip.buckets } }))
}
