import type { Address } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FoundPerson } from '../../../../shared/model/directory.ts'
import type { NearbyPerson, Source } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Entry } from '../../protocols/discovery/types.ts'

/** One line for each key, whatever told of it: this network first, then those who are online, then by last sign of life. */
export function mergePeople(
  entries: readonly Entry[],
  people: readonly FoundPerson[],
  conversationOf: (id: PersonId) => ConversationId | null,
): readonly NearbyPerson[] {
  const merged = new Map<PersonId, NearbyPerson>()
  for (const { id, name, addresses, via, seenAt } of entries) {
    merged.set(id, { id, name, addresses, sources: via, seenAt, online: true, conversationId: conversationOf(id) })
  }
  for (const { id, name, addresses, state, seenAt } of people) {
    const near = merged.get(id)
    const sources: readonly Source[] = [...(near?.sources ?? []), 'directory']
    merged.set(id, {
      id,
      name: near?.name ?? name,
      sources,
      addresses: withoutRepeats([...(near?.addresses ?? []), ...addresses]),
      online: near !== undefined || state === 'online',
      seenAt: Math.max(near?.seenAt ?? 0, seenAt),
      conversationId: near ? near.conversationId : conversationOf(id),
    })
  }
  const rank = ({ sources, online }: NearbyPerson) => (sources.some((source) => source !== 'directory') ? 0 : online ? 1 : 2)
  return [...merged.values()].sort((a, b) => rank(a) - rank(b) || b.seenAt - a.seenAt)
}

function withoutRepeats(addresses: readonly Address[]): readonly Address[] {
  return addresses.filter((a, index) => addresses.findIndex((b) => b.host === a.host && b.port === a.port) === index)
}
