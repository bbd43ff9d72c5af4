import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'

/** What someone says of themselves, signed. Times in s since 1970 (RFC 7519), as they travel. */
export interface DirectoryRecord {
  /** The pseudonym as it is shown; NFKC, see `names.ts`. */
  readonly name: string
  /** SHA-256 of the key that signed it. */
  readonly id: PersonId
  readonly addresses: readonly Address[]
  /** Grows with every record of this person; `Date.now()` will do. */
  readonly seq: number
  readonly iat: number
  readonly exp: number
}

/** A record with the text that proves it. */
export interface SignedRecord extends DirectoryRecord {
  readonly text: string
}

/** What a directory knows of someone. `record` is the signed text: read it with `readRecord` before believing any of this. */
export interface DirectoryPerson {
  readonly id: PersonId
  readonly name: string
  readonly state: 'online' | 'offline'
  /** Last sign of life, ms since 1970; while online, of the last claim or update. */
  readonly seenAt: number
  readonly record: string
}

/** Why a directory says no. */
export const directoryErrorCodes = [
  /** Not JSON, not the schema, or a type that does not exist. */
  'bad-request',
  /** The pseudonym has characters, a length or a mix of scripts that it can't have. */
  'bad-name',
  /** The pseudonym is someone else's. */
  'name-taken',
  /** The pseudonym looks like someone else's. */
  'name-confusable',
  /** Malformed, too long, or its signature is wrong. */
  'bad-record',
  'record-expired',
  /** Signed in the future: `now` of the challenge tells the directory's clock. */
  'record-early',
  /** Lives longer than an hour. */
  'record-too-long',
  /** The directory has a newer one: `seq` must grow. */
  'record-stale',
  /** The record is of another key than the proof, or than the session. */
  'wrong-key',
  /** Signature, nonce, audience or age of the proof. */
  'bad-proof',
  /** `update` before `claim`. */
  'not-claimed',
  'too-many-requests',
  'too-many-watches',
  'too-many-sessions',
  /** The store is away; the same request may succeed later. */
  'unavailable',
] as const

export type DirectoryErrorCode = (typeof directoryErrorCodes)[number]

/** Close codes of the WebSocket (RFC 6455, 4000 to 4999 are ours). 1001: the directory stops. 1009: a message was too long. */
export const closeCodes = {
  protocol: 4000,
  /** The client does not read what is pushed to it. */
  slow: 4001,
  /** Nothing came for `silentMs`. */
  silent: 4002,
  /** Went on asking far beyond the limits. */
  flood: 4003,
  /** Too many sessions of this address or this key. */
  crowded: 4004,
} as const

/** The first message of every session, from the directory. */
export interface Challenge {
  readonly type: 'challenge'
  readonly version: number
  /** What a proof signs; good for this session only. */
  readonly nonce: string
  /** SHA-256 of the directory's key (SubjectPublicKeyInfo), base32: must be the key that TLS saw. */
  readonly directory: string
  /** The client's address as the directory sees it. */
  readonly observed: Address
  /** The directory's clock, ms since 1970. */
  readonly now: number
}

/** What a client asks. `n` comes back in the answer; the client counts it up. */
export type DirectoryRequest =
  | { readonly type: 'claim'; readonly n: number; readonly record: string; readonly proof: string }
  | { readonly type: 'update'; readonly n: number; readonly record: string }
  | { readonly type: 'find'; readonly n: number; readonly name: string }
  | { readonly type: 'find'; readonly n: number; readonly id: PersonId }
  | { readonly type: 'list'; readonly n: number; readonly after?: string; readonly limit?: number; readonly online?: boolean }
  | { readonly type: 'search'; readonly n: number; readonly prefix: string; readonly after?: string; readonly limit?: number; readonly online?: boolean }
  | { readonly type: 'watch'; readonly n: number; readonly ids?: readonly PersonId[]; readonly names?: readonly string[] }
  | { readonly type: 'unwatch'; readonly n: number; readonly ids?: readonly PersonId[]; readonly names?: readonly string[] }
  | { readonly type: 'observed'; readonly n: number }
  | { readonly type: 'dialback'; readonly n: number; readonly port: number }

/** How a dial back ended. `banner`: a Palabre answered there. `code` is the system's, or `no-answer`; null when connected. */
export interface DialbackResult {
  readonly host: string
  readonly port: number
  readonly result: 'connected' | 'refused' | 'timeout' | 'unreachable'
  readonly code: string | null
  readonly banner: boolean
  readonly ms: number
}

/** What a directory answers, by the request's type, and what it pushes. */
export type DirectoryAnswer =
  /** To `claim` and `update`. */
  | { readonly type: 'claimed'; readonly n: number; readonly person: DirectoryPerson }
  /** To `find`. */
  | { readonly type: 'found'; readonly n: number; readonly person: DirectoryPerson | null }
  /** To `list` and `search`, ordered by folded name. `next`: ask on with `after`; null at the end. */
  | { readonly type: 'people'; readonly n: number; readonly people: readonly DirectoryPerson[]; readonly next: string | null }
  /** To `watch` and `unwatch`: those just asked for that are known, and how many this session watches now. */
  | { readonly type: 'watching'; readonly n: number; readonly people: readonly DirectoryPerson[]; readonly count: number }
  | ({ readonly type: 'observed'; readonly n: number } & Address)
  | ({ readonly type: 'dialback'; readonly n: number } & DialbackResult)
  /** `n` is null when the request could not be read. `retryMs`: not before. */
  | { readonly type: 'error'; readonly n: number | null; readonly code: DirectoryErrorCode; readonly retryMs?: number }

export type DirectoryPush =
  /** Someone watched came, left, or has a new record or name. */
  | { readonly type: 'presence'; readonly person: DirectoryPerson }
  /** A watched name, folded, has no owner any more: they took another. */
  | { readonly type: 'released'; readonly name: string }

export type DirectoryMessage = Challenge | DirectoryAnswer | DirectoryPush
