import type { PersonId } from '../../../../shared/model/person.ts'
import type { RoomEntryRule } from '../../../../shared/model/room.ts'
import { safeName, visibleName } from '../../core/text.ts'
import { maxRooms, maxRoomsOfAddress } from './constants.ts'
import { type Heard, mostBelieved, placeOf, Sightings } from './sightings.ts'
import type { RoomEntry } from './types.ts'

/** A room heard of once. Two hosts of one room are two: which of them has it, the handshake tells. */
export interface RoomSighting extends Heard {
  readonly room: string
  readonly hostId: PersonId
  /** As they were received, as is `hostName`. */
  readonly name: string
  readonly hostName: string | null
  readonly entry: RoomEntryRule
  readonly plain: boolean
  readonly people: number
}

export const roomKey = (hostId: PersonId, room: string): string => `${hostId} ${room}`

/** Which rooms are near. */
export class RoomTable extends Sightings<RoomSighting> {
  constructor() {
    super({
      most: maxRooms,
      mostOfAddress: maxRoomsOfAddress,
      isNews: (a, b) => a.name !== b.name || a.hostName !== b.hostName || a.entry !== b.entry || a.plain !== b.plain || a.people !== b.people,
    })
  }

  /** Latest first. */
  entries(): readonly RoomEntry[] {
    return this.all()
      .flatMap(([, sightings]) => {
        const said = mostBelieved(sightings)
        if (!said) return []
        const { room, hostId, name, hostName, entry, plain, people } = said
        return [{ room, hostId, name: safeName(name), hostName: visibleName(hostName ?? '') || null, entry, plain, people, ...placeOf(sightings) }]
      })
      .sort((a, b) => b.seenAt - a.seenAt || (roomKey(a.hostId, a.room) < roomKey(b.hostId, b.room) ? -1 : 1))
  }
}
