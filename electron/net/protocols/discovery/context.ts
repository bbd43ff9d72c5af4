import type { ErrorData } from '../../../../shared/errors.ts'
import type { Service } from './dns-sd.ts'
import type { Link } from './links.ts'
import type { RoomTable } from './room-table.ts'
import type { SelfTest } from './self-test.ts'
import type { Table } from './table.ts'
import type { DiscoveryOptions, OwnRoom, Refusal } from './types.ts'

/** What is known of one link while it is in use. */
export interface LinkState {
  readonly link: Link
  readonly beacon: SelfTest
  readonly mdns: SelfTest
  error: ErrorData | null
}

/** What the beacon and DNS-SD share. */
export interface Context {
  readonly options: DiscoveryOptions
  readonly random: () => number
  /** What one tells of oneself now; port 0: nothing. */
  readonly own: () => Service
  /** Rooms of one's own, as they are announced now. */
  readonly ownRooms: () => readonly OwnRoom[]
  readonly table: Table
  readonly rooms: RoomTable
  /** undefined: that link is not in use (any more). */
  readonly stateOf: (link: Link | undefined) => LinkState | undefined
  readonly refuse: (why: Refusal) => void
  /** The table says something else now. */
  readonly changed: () => void
  /** How sending went. */
  readonly sent: (state: LinkState, error: ErrorData | null) => void
}
