import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { Batch } from './batch.ts'
import { DiskSync } from './disk-sync.ts'
import { asAppError } from './faults.ts'
import { HistoryFile, type Opened } from './history-file.ts'
import { Indexer } from './indexer.ts'
import { createReader } from './reader.ts'
import { type Row, Statements } from './statements.ts'
import { createTx, type GroupTx } from './tx.ts'
import type { Store, StoreReader } from './types.ts'
import { Writer } from './writer.ts'

export interface StoreOptions {
  readonly folder: string
  /** 32 bytes. */
  readonly key: Uint8Array
  readonly protection: StorageStatus['protection']
  /** For the name of a file kept aside, ms. */
  readonly now?: () => number
  /** For a second process, while the first has the profile: nothing is checked, rescued, marked or written. */
  readonly readOnly?: boolean
}

/**
 * Opens the history of a profile, made if it is missing. A damaged file is kept aside and what can be read of it is rescued;
 * the same when damage shows at run time. Errors: `key-unavailable` (not the key of this file; nothing is touched), `store-locked`, `disk-full`,
 * `store-failed` {cause}.
 */
export async function openStore({ folder, key, protection, now = Date.now, readOnly = false }: StoreOptions): Promise<Store> {
  const file = new HistoryFile(folder, key, now)
  return new HistoryStore(file, readOnly ? file.openToRead() : file.open(), protection, readOnly)
}

class HistoryStore implements Store {
  readonly read: StoreReader
  readonly #file: HistoryFile
  readonly #sql: Statements
  readonly #indexer: Indexer
  readonly #sync: DiskSync
  readonly #batch: Batch
  readonly #tx: GroupTx
  readonly #writer: Writer
  readonly #protection: StorageStatus['protection']
  readonly #readOnly: boolean
  readonly #listeners = new Set<(status: StorageStatus) => void>()
  #db: Opened['db'] | null
  #rescued: StorageStatus['rescued']
  #trouble: ErrorCode | null = null
  #closed = false

  constructor(file: HistoryFile, { db, rescued }: Opened, protection: StorageStatus['protection'], readOnly: boolean) {
    this.#file = file
    this.#db = db
    this.#rescued = rescued
    this.#protection = protection
    this.#readOnly = readOnly
    this.#sql = new Statements(db)
    this.#indexer = new Indexer(
      this.#sql,
      () => this.#writer.waiting > 0,
      (job) => this.#writer.apart(job),
    )
    const reader = createReader(this.#sql, () => !readOnly && this.#indexer.catchUp())
    this.#sync = new DiskSync({
      checkpoint: () => {
        this.#writer.commit()
        const isDone = isCheckpointed(this.#sql.get('PRAGMA wal_checkpoint(FULL)'))
        if (isDone) file.journal.allSettled()
        return isDone
      },
      onTrouble: (thrown) => this.#onTrouble(thrown === null ? null : asAppError(thrown).code),
    })
    this.#tx = createTx(this.#sql, reader)
    this.#batch = new Batch(this.#sql, file.journal)
    this.#writer = new Writer({
      sql: this.#sql,
      tx: this.#tx,
      batch: this.#batch,
      sync: this.#sync,
      files: { group: () => file.journal.file, commit: file.walFile },
      settled: (generation) => file.journal.settled(generation),
      onTrouble: (code) => this.#onTrouble(code),
    })
    this.read = guarded(
      reader,
      () => this.#writer.tidyUp(),
      (code) => this.#onReadFault(code),
    )
    if (!readOnly) this.#indexer.follow()
  }

  write: Store['write'] = (job, committed) => {
    if (this.#closed || this.#readOnly) return Promise.reject(this.#refusal())
    this.#indexer.follow()
    return this.#writer.write(job, committed ?? null)
  }

  tidy: Store['tidy'] = (job) => {
    if (this.#closed || this.#readOnly) return Promise.reject(this.#refusal())
    this.#indexer.follow()
    return this.#writer.write(job, null, true)
  }

  #refusal(): AppError {
    return new AppError('store-failed', { cause: this.#closed ? 'closed' : 'read only' })
  }

  status = (): StorageStatus => ({
    protection: this.#protection,
    error: this.#trouble && { code: this.#trouble, details: {} },
    waiting: this.#trouble ? this.#writer.waiting : 0,
    rescued: this.#rescued,
  })

  onStatus = (listener: (status: StorageStatus) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close = async (): Promise<void> => {
    if (this.#closed) return
    this.#closed = true
    this.#indexer.stop()
    this.#writer.close()
    if (this.#readOnly) this.#db?.close()
    else if (this.#db) this.#file.close(this.#db)
    else this.#file.journal.close()
  }

  /** A rescue replaces the file, so it waits for the end of the turn; other reads may have met the same damage. */
  #onReadFault(code: ErrorCode): void {
    const db = this.#db
    if (code === 'store-damaged' && db) setImmediate(() => db === this.#db && !this.#closed && this.#onTrouble(code))
  }

  #onTrouble(code: ErrorCode | null): void {
    const isRescued = code === 'store-damaged' && this.#db !== null && !this.#readOnly && this.#rescue(this.#db)
    this.#trouble = isRescued ? null : code
    if (this.#closed) return
    for (const listener of this.#listeners) listener(this.status())
  }

  /** Holds everything until it is done. What waits is written to the rescued file, by the writer's next try. */
  #rescue(damaged: Opened['db']): boolean {
    // What fails meanwhile begins no other rescue.
    this.#db = null
    this.#sync.now()
    this.#batch.undo()
    this.#file.markDamaged()
    const opened = this.#closed ? null : this.#file.rescueNow(damaged)
    if (opened) this.#batch.forget()
    this.#db = opened?.db ?? null
    this.#rescued = opened?.rescued ?? this.#rescued
    this.#sql.use(this.#db)
    this.#tx.reset()
    return opened !== null
  }
}

/** The answer of `wal_checkpoint`: busy, pages in the log, pages moved. */
function isCheckpointed(row: Row | undefined): boolean {
  return row !== undefined && row[0] === 0 && row[1] === row[2]
}

/** Reads that throw only `AppError`, and say what they met. */
function guarded(reader: StoreReader, before: () => void, onFault: (code: ErrorCode) => void): StoreReader {
  const failed = (thrown: unknown): AppError => {
    const error = asAppError(thrown)
    onFault(error.code)
    return error
  }
  const guard =
    <A extends unknown[], R>(read: (...args: A) => R) =>
    (...args: A): R => {
      try {
        before()
        return read(...args)
      } catch (thrown) {
        throw failed(thrown)
      }
    }
  const functions = Object.entries(reader).map(([name, read]) => [name, guard(read as never)])
  return { ...(Object.fromEntries(functions) as unknown as StoreReader), history: (id) => iterated(reader.history(id), failed) }
}

function* iterated<T>(items: Iterable<T>, failed: (thrown: unknown) => AppError): Iterable<T> {
  try {
    yield* items
  } catch (thrown) {
    throw failed(thrown)
  }
}
