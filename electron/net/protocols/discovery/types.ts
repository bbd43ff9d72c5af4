import type { NetworkInterfaceInfo } from 'node:os'
import type { ErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { DiscoveryLink, SkippedInterface } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { RoomEntryRule } from '../../../../shared/model/room.ts'
import type { Clock, Logger } from '../../core/types.ts'
import type { Identity } from '../secure-peer/types.ts'
import type { OpenUdp } from './udp.ts'

/** How somebody was noticed: by their signed beacon, or by DNS-SD, which anybody can forge. */
export type Via = 'beacon' | 'mdns'

/** Where somebody, or a room, seems to be. */
export interface Place {
  /** Latest first. A link-local host carries its scope (`fe80::1%eth0`). */
  readonly addresses: readonly Address[]
  readonly via: readonly Via[]
  /** Wall clock, ms. */
  readonly seenAt: number
  /** Our interface on which they were heard last. */
  readonly interface: string
}

/** Somebody who seems to be near. Only a hint: who they are is known after the handshake with `id` as the expected key. */
export interface Entry extends Place {
  readonly id: PersonId
  /** Made safe for display; null: they hide it. */
  readonly name: string | null
}

/** What the host of a room says of it. */
interface RoomWords {
  /** UUID, the same whoever hosts it. */
  readonly room: string
  readonly name: string
  readonly entry: RoomEntryRule
  /** Raw-socket programs may come in too. */
  readonly plain: boolean
  readonly people: number
}

/** A room that seems to be near. Only a hint: the host proves its key when one enters, and decides then who may. */
export interface RoomEntry extends RoomWords, Place {
  readonly hostId: PersonId
  /** Made safe for display; null: they hide it. */
  readonly hostName: string | null
}

/** A room that is hosted here. */
export interface OwnRoom extends RoomWords {
  readonly port: number
}

/** Why a datagram was not believed. */
export type Refusal = 'malformed' | 'off-link' | 'wrong-address' | 'replayed' | 'too-many' | 'forged' | 'expired'

export interface DiscoveryHealth {
  readonly running: boolean
  readonly links: readonly DiscoveryLink[]
  readonly skipped: readonly SkippedInterface[]
  /** Could not listen at all: EADDRINUSE (another program insists on the port), EACCES… */
  readonly beaconError: ErrorData | null
  readonly mdnsError: ErrorData | null
  readonly refused: Readonly<Record<Refusal, number>>
}

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

export interface DiscoveryOptions {
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  /** TCP port of the listener; 0: nothing is listening, so one looks without being seen. */
  readonly port: () => number
  readonly name: () => string
  /** The name stays out of what is sent; key, address and port are still seen. */
  readonly hidden: () => boolean
  /** Rooms that are hosted here and may be known of; more than `maxOwnRooms` are not announced. */
  readonly rooms?: () => readonly OwnRoom[]
  /** Names of the interfaces to use, also virtual and loopback ones; null: all ordinary ones. */
  readonly interfaces?: () => readonly string[] | null
  /** The same as `subscribe` for one's whole life. */
  readonly onChange?: () => void
  readonly beaconPort?: number
  readonly mdnsPort?: number
  /** Of the system; tests bring their own. */
  readonly networkInterfaces?: () => Interfaces
  readonly openUdp?: OpenUdp
  /** From 0 to 1. */
  readonly random?: () => number
}

export interface Discovery {
  /** Never rejects: what does not work is in `health`. */
  start(): Promise<void>
  /** Says goodbye and closes everything; the entries are gone. */
  stop(): Promise<void>
  /** The computer woke up, or the network came back: opens the sockets afresh and calls out again. */
  wake(): void
  /** The name, the port or `hidden` is another now. */
  refresh(): void
  /** Latest first. */
  entries(): readonly Entry[]
  rooms(): readonly RoomEntry[]
  /** A room began, ended, or something in it is another now. */
  roomsChanged(): void
  health(): DiscoveryHealth
  /** Called after entries or health have changed, at most ten times a second. Answers what unsubscribes. */
  subscribe(run: () => void): () => void
}
