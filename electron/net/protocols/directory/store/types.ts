import type { ErrorCode } from '../../../../../shared/errors.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import type { DirectoryErrorCode, DirectoryPerson, SignedRecord } from '../types.ts'

/** A record whose signature and proof have been checked, and the session it came in. `now` in ms since 1970. */
export interface Claim {
  readonly record: SignedRecord
  readonly session: string
  readonly now: number
}

export type ClaimRefusal = Extract<DirectoryErrorCode, 'name-taken' | 'name-confusable' | 'record-stale'>

export type ClaimResult = { readonly person: DirectoryPerson; readonly refusal: null } | { readonly person: null; readonly refusal: ClaimRefusal }

/** Something to tell those who watch. `released`: the folded name that this person had before, if it is another. */
export interface Change {
  readonly person: DirectoryPerson
  readonly key: string
  readonly released: string | null
}

export interface PageQuery {
  /** Folded; '' for all. */
  readonly prefix: string
  /** Folded name after which to go on; '' from the beginning. */
  readonly after: string
  readonly limit: number
  readonly online: boolean
}

export interface Page {
  readonly people: readonly DirectoryPerson[]
  /** Folded name of the last of them when there are more; null at the end. */
  readonly next: string | null
}

export interface StoreListener {
  readonly onChange: (change: Change) => void
  /** What was claimed may be gone (another file, a Redis that restarted, a process taken for dead): claim again for every session, tell every watcher. */
  readonly onReset: () => void
}

/**
 * Who has which name, and who is online. Claims are atomic, across processes too. While the store is away everything rejects with
 * `AppError` store-failed, disk-full or store-locked; it comes back by itself.
 */
export interface DirectoryStore {
  claim(claim: Claim): Promise<ClaimResult>
  leave(id: PersonId, session: string, now: number): Promise<void>
  byKey(key: string): Promise<DirectoryPerson | null>
  byId(id: PersonId): Promise<DirectoryPerson | null>
  page(query: PageQuery): Promise<Page>
  counts(): Promise<{ readonly people: number; readonly online: number }>
  listen(listener: StoreListener): void
  /** null: works. */
  readonly trouble: ErrorCode | null
  /** How long a read may be kept although nobody told of a change, ms. */
  readonly freshMs: number
  close(): Promise<void>
}
