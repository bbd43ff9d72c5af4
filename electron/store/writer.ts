import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { type Db, sqliteCode } from './database.ts'
import type { GroupTx } from './tx.ts'
import type { StoreTx } from './types.ts'

interface Job {
  readonly run: (tx: StoreTx) => unknown
  readonly fulfil: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/** One transaction holds at most this many jobs, and its jobs run at most about this long, ms: sockets and the window have their turn in between. */
const groupJobs = 2_000
const groupMs = 20
/** Between two tries while the disk is full or the file locked, ms. */
const retryMs = 250

/** What the database can't do now, but may later (a damaged file after the next start, which rescues it). Everything waits for it. */
const passing: Readonly<Record<string, ErrorCode>> = {
  SQLITE_BUSY: 'store-locked',
  SQLITE_LOCKED: 'store-locked',
  SQLITE_FULL: 'disk-full',
  SQLITE_IOERR: 'store-failed',
  SQLITE_CANTOPEN: 'store-failed',
  SQLITE_READONLY: 'store-failed',
  SQLITE_CORRUPT: 'store-damaged',
  SQLITE_NOTADB: 'store-damaged',
}

const passingCode = (thrown: unknown): ErrorCode | null => {
  const code = sqliteCode(thrown)
  return code === null ? null : (passing[code] ?? passing[code.split('_').slice(0, 2).join('_')] ?? null)
}

/** Commits everything that was asked for during one turn of the event loop together: one sync of the disk for all. */
export class Writer {
  readonly #db: Db
  readonly #tx: GroupTx
  readonly #onTrouble: (code: ErrorCode | null, waiting: number) => void
  #queue: Job[] = []
  #scheduled = false
  #trouble: ErrorCode | null = null

  constructor(db: Db, tx: GroupTx, onTrouble: (code: ErrorCode | null, waiting: number) => void) {
    this.#db = db
    this.#tx = tx
    this.#onTrouble = onTrouble
  }

  get waiting(): number {
    return this.#queue.length
  }

  write<T>(run: (tx: StoreTx) => T): Promise<T> {
    if (this.#queue.length >= limits.storeQueue) return Promise.reject(new AppError('queue-full'))
    return new Promise<T>((fulfil, reject) => {
      this.#queue.push({ run, fulfil: fulfil as (value: never) => void, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return
    this.#scheduled = true
    if (this.#trouble) setTimeout(() => this.#turn(), retryMs).unref()
    else setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#scheduled = false
    this.flush()
    this.#schedule()
  }

  /** One group. Also called when closing. */
  flush(): void {
    const jobs = this.#queue.slice(0, groupJobs)
    if (jobs.length === 0) return
    try {
      const done = this.#commit(jobs)
      this.#queue.splice(0, done.length)
      this.#setTrouble(null)
      for (const settle of done) settle()
    } catch (thrown) {
      this.#rollBack()
      const code = passingCode(thrown)
      if (code) this.#setTrouble(code)
      else this.#fail(thrown)
    }
  }

  /** Answers what to do for each job once it is on disk: those that fitted into the time. */
  #commit(jobs: readonly Job[]): (() => void)[] {
    const done: (() => void)[] = []
    const until = performance.now() + groupMs
    this.#tx.reset()
    this.#db.exec('BEGIN IMMEDIATE')
    for (const job of jobs) {
      done.push(this.#attempt(job))
      if (performance.now() > until) break
    }
    this.#tx.finish()
    this.#db.exec('COMMIT')
    return done
  }

  #attempt(job: Job): () => void {
    try {
      const value = job.run(this.#tx)
      return () => job.fulfil(value as never)
    } catch (thrown) {
      if (sqliteCode(thrown) !== null && passingCode(thrown)) throw thrown
      throw new JobFailed(job, thrown)
    }
  }

  /** The failed job leaves the queue and rejects alone; the others run again in the next group. */
  #fail(thrown: unknown): void {
    const failed = thrown instanceof JobFailed ? thrown.job : this.#queue[0]
    this.#queue = this.#queue.filter((job) => job !== failed)
    failed?.reject(thrown instanceof JobFailed ? thrown.cause : thrown)
  }

  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error).
    }
  }

  #setTrouble(code: ErrorCode | null): void {
    if (code === this.#trouble && code === null) return
    this.#trouble = code
    this.#onTrouble(code, this.#queue.length)
  }

  /** At the end: what still can't be written is told so. */
  close(): void {
    do this.flush()
    while (this.#queue.length > 0 && !this.#trouble)
    for (const job of this.#queue.splice(0)) job.reject(new AppError(this.#trouble ?? 'store-failed'))
  }
}

class JobFailed extends Error {
  readonly job: Job

  constructor(job: Job, cause: unknown) {
    super('a job failed', { cause })
    this.job = job
  }
}
