import { visibleName } from '../../core/text.ts'
import { maxEntries, maxEntriesOfAddress } from './constants.ts'
import { type Heard, mostBelieved, placeOf, Sightings } from './sightings.ts'
import type { Entry } from './types.ts'

/** A person heard once. */
export interface Sighting extends Heard {
  /** As it was received; null: hidden. */
  readonly name: string | null
}

/** Who is near. */
export class Table extends Sightings<Sighting> {
  constructor() {
    super({ most: maxEntries, mostOfAddress: maxEntriesOfAddress, isNews: (before, now) => before.name !== now.name })
  }

  /** Latest first. */
  entries(): readonly Entry[] {
    return this.all()
      .map(([id, sightings]) => ({ id, name: visibleName(mostBelieved(sightings)?.name ?? '') || null, ...placeOf(sightings) }))
      .sort((a, b) => b.seenAt - a.seenAt || (a.id < b.id ? -1 : 1))
  }
}
