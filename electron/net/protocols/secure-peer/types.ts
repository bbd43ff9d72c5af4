import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Address } from '../../../../shared/model/address.ts'
import type { TransferChange } from '../../../../shared/model/file.ts'
import type { PersonId, PictureId, Profile } from '../../../../shared/model/person.ts'
import type { Clock, Closed, Logger } from '../../core/types.ts'

/** My key and the self-signed ECDSA P-256 certificate around it. PEM. `id` is the SHA-256 of the SubjectPublicKeyInfo, base32. */
export interface Identity {
  readonly id: PersonId
  readonly keyPem: string
  readonly certPem: string
}

/** What my log to one person says. Durable: each takes a sequence number and is sent until acknowledged. */
export type EntryBody =
  | { readonly kind: 'text'; readonly text: string; readonly replyTo: string | null }
  | { readonly kind: 'edit'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'reaction'; readonly emoji: string; readonly on: boolean }
  | FileBody
  | { readonly kind: 'transfer'; readonly change: TransferChange; readonly code: string | null }

/** An offer; `files` and `manifest` (SHA-256) are of a folder. See the room `files`. */
export interface FileBody {
  readonly kind: 'file'
  readonly name: string
  readonly size: number
  readonly mime: string
  readonly files: number | null
  readonly manifest: Uint8Array | null
}

/** An entry of a log, as it travels. `prev` is the hash of the entry before (32 bytes), null for the first. */
export interface Entry {
  readonly seq: number
  readonly prev: Uint8Array | null
  /** Hybrid logical clock of the author: ms and counter. */
  readonly wall: number
  readonly count: number
  /** text, file: its own id. Else the id of the message it concerns. */
  readonly messageId: string
  readonly body: EntryBody
}

/**
 * A body that this version can't read: of a kind from a later one, or malformed. It still has its place in the log: set it aside
 * (quarantine), count it as received and acknowledge it, so that it never holds up what follows. `name`: its kind, at most 32 characters.
 */
export interface UnreadableBody {
  readonly kind: 'unreadable'
  readonly name: string
}

/** An entry with the bytes it was read from (length prefix included, as `encodeEntry` made them): hashed for the chain, kept for quarantine. */
export interface ReceivedEntry {
  readonly entry: Omit<Entry, 'body'> & { readonly body: EntryBody | UnreadableBody }
  readonly frame: Uint8Array
}

/** Sent by both sides first; a session is open when each has the other's. `epoch`/`seq`: how far I have *your* log, so you resend from there. */
export interface Hello {
  readonly profile: Profile
  /** Of my own log to you. */
  readonly epoch: string
  /** What I have of your log: its epoch (null: nothing) and last sequence on disk. */
  readonly haveEpoch: string | null
  readonly haveSeq: number
  /** Hash of that last entry, so that a log which took another turn since (a restored file, a power cut) is noticed; null: none, or not known. */
  readonly haveHash: Uint8Array | null
  /** Where my listener can be reached: its port; 0: none. */
  readonly port: number
}

/** Which of a dialler's connections this is: `at` grows within one `run` of its process. */
export interface Dialled {
  readonly run: string
  readonly at: number
}

/** Unchecked: only bytes of this hash, and of a picture, may be kept. null: they have it no more. */
export interface GivenPicture {
  readonly id: PictureId
  readonly bytes: Uint8Array | null
}

/**
 * A favour asked of the other side, so that it can be told what comes through: `tcp`, connect to this port of mine and read what greets you; `udp`,
 * send some datagrams with this token there; `reflector`, open one for a moment; `observed`, only say where I come from. All at the address that this
 * connection comes from, nowhere else.
 */
export interface Check {
  readonly what: 'tcp' | 'udp' | 'reflector' | 'observed'
  readonly port: number
  readonly token: number
}

/** What came of it: only their word. */
export interface Checked {
  /** Where this connection comes from, as they see it: the host that they tried. */
  readonly host: string
  readonly port: number
  /** `connected`, `sent`, `opened`, `seen`; a code of the system; `no-answer`, `busy`, `unknown`. */
  readonly result: string
  /** A Palabre greeted. */
  readonly banner: boolean
  readonly ms: number
  /** Datagrams. */
  readonly sent: number
  /** The reflector's port; 0: none. */
  readonly opened: number
}

/** A favour that they ask. `what` may be of a later version. */
export type CheckAsked = Omit<Check, 'what'> & { readonly what: string }

/** What a session tells its owner. Called in wire order; while a promise is not settled, nothing further is read. */
export interface SessionHandlers {
  /**
   * Entries that came in one read, in order, schema-checked. The session stops reading until the promise fulfils (backpressure).
   * Acknowledge with `session.acknowledge` once they are on disk.
   */
  onEntries(entries: readonly ReceivedEntry[]): Promise<void>
  /** Everything of mine up to `seq` is on their disk. */
  onAcknowledged(seq: number): void
  /** They miss entries from `seq` on. */
  onResend(from: number): void
  /** They will never send entries up to `seq` (again). */
  onGone(upTo: number): void | Promise<void>
  /** They have read my messages up to this one. */
  onRead(messageId: string): void | Promise<void>
  onTyping(typing: boolean): void
  onProfile(profile: Profile): void | Promise<void>
  /** They want the bytes of a picture that my profile named. */
  onWanted(picture: PictureId): void
  onPicture(picture: GivenPicture): void
  onRtt(ms: number): void
  /** A ping that kept the connection alive was not answered in time. */
  onUnanswered(): void
  /** They ask for a favour: what came of it, or null to keep silent. */
  onCheck(check: CheckAsked): Promise<Checked | null>
  /** Silent for `limits.keepaliveUnstableMs`; false: heard again. */
  onUnstable(unstable: boolean): void
  onClosed(closed: Closed): void
}

/** One authenticated, open connection with one person. */
export interface Session {
  readonly personId: PersonId
  readonly hello: Hello
  /** Mine, as it was said to them. */
  readonly said: Hello
  /** How far their clock was ahead of mine when it opened; 0: within `limits.clockAheadMs`, or not known. */
  readonly aheadMs: number
  /** I dialled. */
  readonly outbound: boolean
  /** The dialler's word for this connection, so that both sides name the newest alike: see `keep`. */
  readonly dial: Dialled
  readonly remote: Address
  /** My end of it. */
  readonly local: Address
  /** When it opened (monotonic ms). */
  readonly openedAt: number
  /** Sets the handlers and starts reading. Until then nothing is read. */
  start(handlers: SessionHandlers): void
  /** Encoded entries (`encodeEntry`). false: wait for `drained` before more. */
  sendEntries(frames: readonly Uint8Array[]): boolean
  drained(): Promise<void>
  /** Coalesced per turn: the greatest wins. */
  acknowledge(seq: number): void
  requestResend(from: number): void
  sendGone(upTo: number): void
  sendRead(messageId: string): void
  sendTyping(typing: boolean): void
  sendProfile(profile: Profile): void
  /** Asks for a picture that their profile named. */
  wantPicture(picture: PictureId): void
  sendPicture(picture: GivenPicture): void
  /** Application round trip, ms. Rejects `no-answer` after 5 s. */
  ping(): Promise<number>
  /** One at a time: rejects `queue-full`. `no-answer` after 4.5 s: they are older, or don't want to. */
  check(check: Check): Promise<Checked>
  /** At once, e.g. after the computer wakes: a ping whose silence for 5 s closes the connection. */
  probe(): void
  close(reason?: 'replaced' | 'quit' | 'blocked'): void
}

export interface SecureOptions {
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  /** The hello for this person, asked for once their key is known. Throw `AppError` to refuse (e.g. `blocked`). */
  readonly hello: (personId: PersonId) => Hello
}

/**
 * TLS 1.3 on a connected socket, both certificates, pin, both hellos; all within `limits.handshakeMs`.
 * Rejects `AppError`: `wrong-key` {expected, offered}, `tls-failed`, `protocol-error`, `protocol-version`, `own-address`, ECONNRESET, `no-answer`.
 * The socket is destroyed on failure.
 */
export type AcceptSecure = (socket: Socket, options: SecureOptions) => Promise<Session>
export type ConnectSecure = (socket: Socket, options: SecureOptions & { readonly expected: PersonId | null }) => Promise<Session>

/** Another protocol with someone whose key is known, on the same port, told apart by ALPN. Nothing of it has been read. */
export interface Stream {
  readonly personId: PersonId
  readonly socket: TLSSocket
  readonly protocol: string
}

export type AcceptAny = (socket: Socket, protocols: readonly string[], options: SecureOptions) => Promise<Session | Stream>
/** Rejects `AppError` also when they do not speak that protocol: protocol-version. */
export type ConnectStream = (
  socket: Socket,
  protocol: string,
  options: Pick<SecureOptions, 'identity' | 'clock' | 'logger'> & { readonly expected: PersonId },
) => Promise<Stream>
