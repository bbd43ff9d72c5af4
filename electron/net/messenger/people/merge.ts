import { distinctAddresses } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FoundPerson } from '../../../../shared/model/directory.ts'
import type { NearbyPerson, Source } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Entry } from '../../protocols/discovery/types.ts'

type Merged = Omit<NearbyPerson, 'conversationId'>

export interface MergeOptions {
  readonly conversationOf: (id: PersonId) => ConversationId | null
  readonly limit: number
}

/** One line for each key, whatever told of it: this network first, then those who are online, then by last sign of life. */
export function mergePeople(entries: readonly Entry[], people: readonly FoundPerson[], { conversationOf, limit }: MergeOptions): readonly NearbyPerson[] {
  const merged = new Map<PersonId, Merged>()
  for (const { id, name, addresses, via, seenAt } of entries) {
    merged.set(id, { id, name, addresses, sources: via, seenAt, directory: null, online: true })
  }
  for (const { id, name, addresses, state, seenAt, directory } of people) {
    const near = merged.get(id)
    const sources: readonly Source[] = [...(near?.sources ?? []), 'directory']
    merged.set(id, {
      id,
      name: near?.name ?? name,
      sources,
      directory,
      addresses: distinctAddresses([...(near?.addresses ?? []), ...addresses]),
      online: near !== undefined || state === 'online',
      seenAt: Math.max(near?.seenAt ?? 0, seenAt),
    })
  }
  const rank = ({ sources, online }: Merged) => (sources.some((source) => source !== 'directory') ? 0 : online ? 1 : 2)
  const best = [...merged.values()].sort((a, b) => rank(a) - rank(b) || b.seenAt - a.seenAt).slice(0, limit)
  return best.map((person) => ({ ...person, conversationId: conversationOf(person.id) }))
}
