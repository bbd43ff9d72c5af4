import type { Address } from './address.ts'
import type { ConversationId } from './conversation.ts'

/** What a socket is there for. */
export const wireRoles = [
  'listener',
  'inbound',
  'outbound',
  'room-server',
  'room-member',
  'room-client',
  'directory-server',
  'directory-client',
  'discovery',
  'test-server',
  'test-server-client',
  'test-client',
] as const

export type WireRole = (typeof wireRoles)[number]

/** One socket of the app. Numbers are never used twice while it runs. */
export interface WireSocket {
  readonly id: number
  readonly role: WireRole
  readonly transport: 'tcp' | 'udp'
  readonly family: 4 | 6
  /** null: not bound yet. */
  readonly local: Address | null
  /** null: it listens, or is a UDP socket that talks to many. */
  readonly remote: Address | null
  readonly state: 'listening' | 'connecting' | 'open' | 'half-closed' | 'closed'
  /** Plaintext as the app reads and writes it, and what the system carried where TLS is in between. */
  readonly bytesIn: number
  readonly bytesOut: number
  readonly encrypted: boolean
  /** Since 1970. */
  readonly since: number
  readonly closedAt: number | null
  readonly conversationId: ConversationId | null
  /** Of the test or server that it belongs to. */
  readonly runId: string | null
}

/** `bytes` are held in memory, of the last pieces; `dropped`: pieces that made room, since recording began. */
export interface WireRecording {
  readonly on: boolean
  readonly since: number | null
  readonly pieces: number
  readonly bytes: number
  readonly dropped: number
}

export interface WireState {
  readonly sockets: readonly WireSocket[]
  readonly recording: WireRecording
}

/** New or changed sockets, at most ten times a second, while someone watches. */
export interface WireChange {
  readonly sockets: readonly WireSocket[]
  /** Closed ones that made room. */
  readonly removed: readonly number[]
  readonly recording: WireRecording
}

/** What one read or write had: as the app saw it, so decrypted. */
export interface WirePiece {
  /** In order over all sockets, without gaps. */
  readonly seq: number
  readonly socket: number
  readonly direction: 'in' | 'out'
  /** Since 1970. */
  readonly at: number
  readonly base64: string
  /** Of the whole piece; more than there is here where it was cut. */
  readonly bytes: number
  /** Of datagrams: from whom, or to whom. */
  readonly peer: Address | null
}

export interface WireTraffic {
  /** In order, oldest first. */
  readonly pieces: readonly WirePiece[]
  readonly hasMore: boolean
}
