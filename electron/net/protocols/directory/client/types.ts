import type { Address } from '../../../../../shared/model/address.ts'
import type { DirectoryStatus, FoundPage, FoundPerson } from '../../../../../shared/model/directory.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import type { Clock, Dial, Logger } from '../../../core/types.ts'
import type { Identity } from '../../secure-peer/types.ts'
import type { DialbackResult } from '../types.ts'
import type { KeptRecords } from './records.ts'

export type { DirectoryStatus, FoundPage, FoundPerson } from '../../../../../shared/model/directory.ts'
export type { DialbackResult } from '../types.ts'

/** Whom to find: by pseudonym as it was typed, or by identity. */
export type FindQuery = string | { readonly id: PersonId }

export interface SearchOptions {
  /** `next` of the page before. */
  readonly after?: string | null
  /** At most 100. */
  readonly limit?: number
  readonly online?: boolean
}

/** What all directories are told of me. Asked again at every use: call `refresh` when an answer has changed. */
interface Me {
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  readonly dial: Dial
  /** My pseudonym. */
  readonly name: () => string
  /** Where I can be reached, the most useful first; 16 at most are told. */
  readonly addresses: () => readonly Address[]
  /** Whose coming and going is wanted, the most wanted first; 1,000 at most. */
  readonly watched: () => readonly PersonId[]
  /** `status()` is another. */
  readonly onChange: () => void
  /** News of someone watched: they came, left, moved, or nobody knows any more. */
  readonly onPerson: (found: FoundPerson) => void
  /** From 0 to 1. */
  readonly random?: () => number
}

export interface DirectoryClientOptions extends Me {
  readonly address: Address
  /** Without TLS: to loopback only. */
  readonly plain?: boolean
  /** The directory's identity that was met first; null: not met yet. */
  readonly pinned: string | null
  /** Keep it: from now on only this key. */
  readonly onPinned: (id: string) => void
  /** Default: kept in memory only. */
  readonly records?: KeptRecords
}

/** One directory. Registers, comes back after any interruption, renews, watches, all by itself. */
export interface DirectoryClient {
  readonly address: Address
  start(): void
  /** Takes leave. What was asked rejects ECONNABORTED. */
  stop(): Promise<void>
  /** Name, addresses or watched people are others now. */
  refresh(): void
  /** The computer woke up, or the network changed: tries now, or looks whether the session still lives. */
  wake(): void
  status(): DirectoryStatus
  /**
   * null: nobody, says the directory. While it is away or silent, from the kept records (`asOf`).
   * Rejects `AppError`: bad-name; directory-lies (its answer is forged, or of somebody else); directory-busy, no-answer, directory-unavailable.
   */
  find(query: FindQuery): Promise<FoundPerson | null>
  /** The same from the kept records alone. */
  recall(query: FindQuery): FoundPerson | null
  /** An empty prefix: everyone. What does not verify is left out. While the directory is away: the kept records. Rejects like `find`. */
  search(prefix: string, options?: SearchOptions): Promise<FoundPage>
  /** My address as it sees it now. */
  observed(): Promise<Address>
  /** It tries my own observed address at this port. */
  dialback(port: number): Promise<DialbackResult>
  /** The key that `offeredId` shows is the right one from now on. */
  acceptKey(): void
  /** It is not: only the pinned one will do, and this other one is no more asked about. */
  refuseKey(): void
}

export interface DirectoryEntry {
  readonly address: Address
  readonly pinned: string | null
  readonly plain?: boolean
}

export interface DirectoriesOptions extends Me {
  readonly directories: readonly DirectoryEntry[]
  readonly onPinned: (address: Address, id: string) => void
  readonly records?: KeptRecords
}

/** Several directories as one. */
export interface Directories {
  start(): void
  /** Takes leave of all, writes the kept records. */
  stop(): Promise<void>
  /** Those no more in the list are left, new ones are joined. */
  set(directories: readonly DirectoryEntry[]): void
  refresh(): void
  wake(): void
  statuses(): readonly DirectoryStatus[]
  /** null: not in the list. */
  client(address: Address): DirectoryClient | null
  /**
   * All that bear this name, one entry per identity: more than one when directories differ, none when
   * nobody does or nobody can (spaces, emoji). Rejects when no directory and no kept record can tell.
   */
  lookup(query: FindQuery): Promise<readonly FoundPerson[]>
  /** `lookup`, when it must be one: rejects ambiguous-name {name, count}. null: nobody. */
  find(query: FindQuery): Promise<FoundPerson | null>
  search(prefix: string, options?: SearchOptions): Promise<FoundPage>
}
