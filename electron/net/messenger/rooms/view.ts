import type { Room, RoomMember } from '../../../../shared/model/room.ts'
import { withoutMapping } from '../../core/addresses.ts'
import { safeName } from '../../core/text.ts'
import { type Facts, roleOf } from '../../protocols/room/index.ts'

/** Everyone who is there, for people to read. */
export function membersOf(facts: Facts): readonly RoomMember[] {
  return [...facts.members.values()].map(({ key, name, color, host, port }) => {
    const isPlain = key.startsWith('name:')
    return {
      key,
      personId: isPlain ? null : key,
      name: safeName(name),
      color,
      address: host === '' ? null : { host: withoutMapping(host), port },
      role: roleOf(facts, key),
      muted: facts.muted.has(key),
    }
  })
}

/** What its log says of a room and of me; null: nothing yet. */
export function factsInView(facts: Facts | null, me: string): Pick<Room, 'topic' | 'rules' | 'hostId' | 'epoch' | 'role' | 'muted'> {
  if (!facts) return { topic: '', rules: { entry: 'anyone', plain: true, announced: true }, hostId: null, epoch: 0, role: 'member', muted: false }
  const { topic, rules, hostId, epoch } = facts
  return { topic, rules, hostId, epoch, role: roleOf(facts, me), muted: facts.muted.has(me) }
}
