import type { ErrorData } from '../errors.ts'
import type { Address } from './address.ts'
import type { PersonId } from './person.ts'

/**
 * `waiting`: for `nextTryAt`. `key-changed`: another key answered there and nothing was sent to it; the person decides.
 * `off`: not started, or stopped.
 */
export type DirectoryState = 'connecting' | 'online' | 'waiting' | 'off' | 'key-changed'

/** How one directory is doing. */
export interface DirectoryStatus {
  readonly address: Address
  readonly state: DirectoryState
  /** SHA-256 of its pinned key, base32; null: never met. */
  readonly id: string | null
  /** The other key that answered: to be accepted or refused. */
  readonly offeredId: string | null
  /** The pseudonym that is mine there now; null: none. */
  readonly claimed: string | null
  /** Why it is away; or, while online, what it refuses: name-taken, name-confusable, bad-name, directory-lies… */
  readonly error: ErrorData | null
  /** My own address as it sees it. */
  readonly observed: Address | null
  /** Wall clock, ms. */
  readonly nextTryAt: number | null
}

/** Someone as a directory tells of them: name, addresses and identity are signed by themselves, the rest is the directory's word. */
export interface FoundPerson {
  readonly id: PersonId
  readonly name: string
  readonly addresses: readonly Address[]
  /** `unknown`: from the kept records, or the directory that said so is away now. */
  readonly state: 'online' | 'offline' | 'unknown'
  /** Last sign of life, ms since 1970; while online, when they came. */
  readonly seenAt: number
  /** Their record has run out: who they are still holds, where they are is a guess. */
  readonly expired: boolean
  /** The directory that said so. */
  readonly directory: Address
  /** null: it says so now. Else when it did, ms since 1970. */
  readonly asOf: number | null
}

/** Ordered by folded name. */
export interface FoundPage {
  readonly people: readonly FoundPerson[]
  /** Goes into `after`; null at the end. */
  readonly next: string | null
}
