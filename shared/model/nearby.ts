import type { ErrorData } from '../errors.ts'
import type { Address } from './address.ts'
import type { ConversationId } from './conversation.ts'
import type { DirectoryStatus } from './directory.ts'
import type { PersonId } from './person.ts'
import type { RoomEntryRule } from './room.ts'

/** Which way someone is known: a conversation with them, what this network says, what a directory says. Asked in this order. */
export type FoundBy = 'contact' | 'nearby' | 'directory'

/** How someone was noticed on this network or through a directory. `mdns` is unsigned; the others are signed by their key. */
export type Source = 'beacon' | 'mdns' | 'directory'

/** Someone who could be talked to. Only a hint: who answers there, the handshake tells. */
export interface NearbyPerson {
  readonly id: PersonId
  /** Made safe for display; null: they hide it. */
  readonly name: string | null
  readonly sources: readonly Source[]
  /** Best first; a link-local host carries its scope (`fe80::1%eth0`). */
  readonly addresses: readonly Address[]
  /** Heard of within the last 90 s, or in a session with a directory now. */
  readonly online: boolean
  /** ms; last sign of life. */
  readonly seenAt: number
  /** Which directory tells of them; null: none does. */
  readonly directory: Address | null
  /** Of the conversation with them; null: never talked. */
  readonly conversationId: ConversationId | null
}

/** A room that is announced on this network. Only a hint: its host proves its key when one enters, and decides then who may. */
export interface NearbyRoom {
  /** UUID, the same whoever hosts it. */
  readonly room: string
  readonly hostId: PersonId
  /** Made safe for display, as is `name`; null: they hide it. */
  readonly hostName: string | null
  readonly name: string
  readonly entry: RoomEntryRule
  /** Raw-socket programs may come in too. */
  readonly plain: boolean
  readonly people: number
  /** Best first. */
  readonly addresses: readonly Address[]
  /** Its host signed that; else anybody may have said it. */
  readonly signed: boolean
  /** Of the conversation of it; null: never entered. */
  readonly conversationId: ConversationId | null
}

/** Our own beacon or announcement on one link: `no`, it did not come back within 5 s, so others may not hear it either. */
export type Heard = 'yes' | 'no' | 'waiting'

/** One of our addresses on one network. */
export interface DiscoveryLink {
  readonly interface: string
  readonly family: 4 | 6
  readonly address: string
  readonly beaconHeard: Heard
  readonly mdnsHeard: Heard
  /** The last attempt to send failed so. */
  readonly error: ErrorData | null
}

/** Nobody is looked for there, and why. */
export interface SkippedInterface {
  readonly interface: string
  readonly reason: 'virtual' | 'self-assigned' | 'loopback' | 'no-broadcast' | 'not-chosen'
}

export interface DiscoveryStatus {
  /** false: switched off in the settings. */
  readonly on: boolean
  readonly links: readonly DiscoveryLink[]
  readonly skipped: readonly SkippedInterface[]
  readonly error: ErrorData | null
}

/** A search of the local /24 that somebody asked for. */
export interface ScanStatus {
  readonly running: boolean
  readonly done: number
  readonly total: number
  readonly found: readonly Address[]
}

/** The directory that this computer runs for others. */
export type HostedDirectory =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  | { readonly state: 'listening'; readonly port: number; readonly id: string }
  | { readonly state: 'failed'; readonly error: ErrorData }

export interface NetworkStatus {
  readonly discovery: DiscoveryStatus
  readonly directories: readonly DirectoryStatus[]
  readonly hosted: HostedDirectory
  readonly scan: ScanStatus | null
  readonly rooms: readonly NearbyRoom[]
}

export const quietNetwork: NetworkStatus = {
  discovery: { on: false, links: [], skipped: [], error: null },
  directories: [],
  hosted: { state: 'off' },
  scan: null,
  rooms: [],
}
