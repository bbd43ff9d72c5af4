import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { asAppError } from './faults.ts'
import { HistoryFile, type Opened } from './history-file.ts'
import { Indexer } from './indexer.ts'
import { createReader } from './reader.ts'
import { Statements } from './statements.ts'
import { createTx } from './tx.ts'
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

/** A file that breaks again and again is not rescued for ever. */
const mostRescues = 3

/**
 * Opens the history of a profile, made if it is missing. A damaged file is kept aside and what can be read of it is rescued, at the
 * start and at run time. Errors: `key-unavailable` (not the key of this file; nothing is touched), `store-locked`, `disk-full`,
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
  readonly #writer: Writer
  readonly #protection: StorageStatus['protection']
  readonly #readOnly: boolean
  readonly #listeners = new Set<(status: StorageStatus) => void>()
  #rescued: StorageStatus['rescued']
  #rescues = 0
  #trouble: ErrorCode | null = null
  #closed = false

  constructor(file: HistoryFile, { db, rescued }: Opened, protection: StorageStatus['protection'], readOnly: boolean) {
    this.#file = file
    this.#rescued = rescued
    this.#protection = protection
    this.#readOnly = readOnly
    this.#sql = new Statements(db)
    this.#indexer = new Indexer(this.#sql, () => this.#writer.waiting > 0)
    const reader = createReader(this.#sql, () => !readOnly && this.#indexer.catchUp())
    this.read = guarded(reader, (code) => code === 'store-damaged' && setImmediate(() => this.#onTrouble(code)))
    this.#writer = new Writer(this.#sql, createTx(this.#sql, reader), (code) => this.#onTrouble(code))
    if (!readOnly) this.#indexer.follow()
  }

  write: Store['write'] = (job) => {
    if (this.#closed || this.#readOnly) return Promise.reject(new AppError('store-failed', { cause: this.#closed ? 'closed' : 'read only' }))
    this.#indexer.follow()
    return this.#writer.write(job)
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
    this.#sql.close()
    if (!this.#readOnly) this.#file.closed(this.#trouble !== 'store-damaged')
  }

  #onTrouble(code: ErrorCode | null): void {
    if (this.#closed && code !== null) this.#trouble = code
    if (this.#closed) return
    this.#trouble = code === 'store-damaged' && this.#rescue() ? null : code
    for (const listener of this.#listeners) listener(this.status())
  }

  /** Damage that shows at run time: the same as at the start, with what waits kept for the new file. */
  #rescue(): boolean {
    if (this.#readOnly || ++this.#rescues > mostRescues) return false
    try {
      const { db, rescued } = this.#file.rescue()
      this.#sql.use(db)
      this.#rescued = rescued
      return true
    } catch {
      return false
    }
  }
}

/** Reads that throw only `AppError`, and say what they met. */
function guarded(reader: StoreReader, onFault: (code: ErrorCode) => void): StoreReader {
  const guard =
    <A extends unknown[], R>(read: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return read(...args)
      } catch (thrown) {
        const error = asAppError(thrown)
        onFault(error.code)
        throw error
      }
    }
  const functions = Object.entries(reader).map(([name, read]) => [name, name === 'history' ? read : guard(read as never)])
  return Object.fromEntries(functions) as unknown as StoreReader
}
