import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { faultOf } from './faults.ts'
import type { Statements } from './statements.ts'
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

/** Commits everything that was asked for during one turn of the event loop together: one sync of the disk for all. */
export class Writer {
  readonly #sql: Statements
  readonly #tx: GroupTx
  readonly #onTrouble: (code: ErrorCode | null) => void
  #queue: Job[] = []
  #scheduled = false
  #retry: NodeJS.Timeout | null = null
  #trouble: ErrorCode | null = null
  /** A job of the last group failed: the next group runs each one under a savepoint of its own. */
  #careful = false

  constructor(sql: Statements, tx: GroupTx, onTrouble: (code: ErrorCode | null) => void) {
    this.#sql = sql
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
    if (this.#trouble) this.#retry = setTimeout(() => this.#turn(), retryMs)
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
      this.#sql.rollBack()
      // Past the careful group nothing can be one job's fault.
      if (thrown instanceof JobFailed && !this.#careful) this.#careful = true
      else this.#setTrouble(faultOf(thrown) ?? 'store-failed')
    }
  }

  /** Answers what to do for each job once it is on disk: those that fitted into the time. */
  #commit(jobs: readonly Job[]): (() => void)[] {
    const done: (() => void)[] = []
    const until = performance.now() + groupMs
    this.#tx.reset()
    this.#sql.run('BEGIN IMMEDIATE')
    for (const job of jobs) {
      done.push(this.#careful ? this.#attemptAlone(job) : this.#attempt(job))
      if (performance.now() > until) break
    }
    this.#finish()
    this.#sql.run('COMMIT')
    this.#careful = false
    return done
  }

  #attempt(job: Job): () => void {
    try {
      const value = job.run(this.#tx)
      this.#checkWhole()
      return () => job.fulfil(value as never)
    } catch (thrown) {
      throw faultOf(thrown) ? thrown : new JobFailed()
    }
  }

  /** A job that fails is undone alone and rejects alone. */
  #attemptAlone(job: Job): () => void {
    this.#sql.run('SAVEPOINT job')
    try {
      const value = job.run(this.#tx)
      this.#tx.finish()
      this.#checkWhole()
      this.#sql.run('RELEASE job')
      return () => job.fulfil(value as never)
    } catch (thrown) {
      if (faultOf(thrown)) throw thrown
      this.#tx.reset()
      this.#sql.run('ROLLBACK TO job')
      this.#sql.run('RELEASE job')
      return () => job.reject(thrown)
    }
  }

  #finish(): void {
    try {
      this.#tx.finish()
    } catch (thrown) {
      throw faultOf(thrown) ? thrown : new JobFailed()
    }
  }

  /** SQLite undoes a transaction by itself when the disk is full; a job that swallowed that error must not go on outside of one. */
  #checkWhole(): void {
    if (!this.#sql.inTransaction) throw new AppError('store-failed', { cause: 'the transaction was undone' })
  }

  #setTrouble(code: ErrorCode | null): void {
    if (code === this.#trouble && code === null) return
    this.#trouble = code
    this.#onTrouble(code)
  }

  /** At the end: what still can't be written is told so. */
  close(): void {
    if (this.#retry) clearTimeout(this.#retry)
    do this.flush()
    while (this.#queue.length > 0 && !this.#trouble)
    for (const job of this.#queue.splice(0)) job.reject(new AppError(this.#trouble ?? 'store-failed'))
  }
}

/** Not the file's fault: some job of the group threw. */
class JobFailed extends Error {}
