import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Batch } from './batch.ts'
import type { DiskSync } from './disk-sync.ts'
import { faultOf } from './faults.ts'
import type { Statements } from './statements.ts'
import type { GroupTx } from './tx.ts'
import type { StoreTx } from './types.ts'

interface Job {
  readonly run: (tx: StoreTx) => unknown
  readonly committed: ((value: never) => void) | null
  /** Nobody waits for it on disk: it shares the next transaction. */
  readonly isTidy: boolean
  readonly fulfil: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/**
 * One group holds at most this many jobs, and its jobs run at most about this long, ms: sockets and the window have their turn in between, and what is
 * written of many messages is on its way to the other end while the next are.
 */
const groupJobs = 2_000
const groupMs = 0.5
/** A batch of groups is committed at most this long after its first one, ms: then other programs that read the history see it too. */
const batchMs = 100
/** Between two tries while the disk is full or the file locked, ms. */
const retryMs = 250
/** Jobs that are written and not yet on disk: past it nothing more is written until the disk has caught up. */
const mostUnsynced = 4_000
/** Longest wait of a tidy job for a group to share, ms. */
const tidyMs = 20

/** What follows for a job when its group is in the journal, and when that is on disk. */
interface Done {
  readonly committed: () => void
  readonly settle: (isOnDisk: boolean) => void
  readonly isTidy: boolean
}

export interface WriterDeps {
  readonly sql: Statements
  readonly tx: GroupTx
  readonly batch: Batch
  readonly sync: DiskSync
  /** Where the last group is; where commits are. */
  readonly files: { readonly group: () => string | null; readonly commit: string }
  /** The history is on disk with this generation. */
  readonly settled: (generation: number) => void
  readonly onTrouble: (code: ErrorCode | null) => void
}

/** Writes everything that was asked for during one turn of the event loop together; `sync` then puts it on disk. */
export class Writer {
  readonly #deps: WriterDeps
  readonly #sql: Statements
  readonly #tx: GroupTx
  readonly #batch: Batch
  readonly #sync: DiskSync
  #queue: Job[] = []
  #scheduled = false
  /** The next turn, when it is not at once. */
  #timer: NodeJS.Timeout | null = null
  /** The next commit. */
  #commitTimer: NodeJS.Timeout | null = null
  #commitImmediate: NodeJS.Immediate | null = null
  #isRunning = false
  /** Committed, and not yet told. */
  readonly #toTell: Done[] = []
  #isTelling = false
  #trouble: ErrorCode | null = null
  /** A job of the last group failed: the next group runs each one under a savepoint of its own. */
  #careful = false
  #closed = false

  constructor(deps: WriterDeps) {
    this.#deps = deps
    this.#sql = deps.sql
    this.#tx = deps.tx
    this.#batch = deps.batch
    this.#sync = deps.sync
  }

  get waiting(): number {
    return this.#queue.length
  }

  write<T>(run: (tx: StoreTx) => T, committed: ((value: T) => void) | null, isTidy = false): Promise<T> {
    if (this.#queue.length >= limits.storeQueue) return Promise.reject(new AppError('queue-full'))
    return new Promise<T>((fulfil, reject) => {
      this.#queue.push({ run, committed, isTidy, fulfil: fulfil as (value: never) => void, reject })
      this.#schedule(isTidy)
    })
  }

  /** What waits only to share a group is written before it is read. */
  tidyUp(): void {
    if (this.#queue.length > 0 && !this.#scheduled && !this.#trouble && !this.#isRunning) {
      this.flush()
      this.#schedule(false)
    }
  }

  #schedule(isTidy: boolean): void {
    if (this.#closed || this.#scheduled || (this.#queue.length === 0 && !this.#trouble)) return
    if (this.#trouble || isTidy) {
      this.#timer ??= setTimeout(() => this.#turn(), this.#trouble ? retryMs : tidyMs)
      return
    }
    this.#scheduled = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    if (this.#closed) return
    if (this.#sync.waiting >= mostUnsynced) {
      // Not inside of the round's end, which may be part of a rescue.
      this.#sync.after(this.#groupFile, [() => setImmediate(() => this.#turn())])
      return
    }
    this.#scheduled = false
    this.flush()
    this.#schedule(false)
  }

  /** One group. Also called when closing. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const jobs = this.#queue.slice(0, groupJobs)
    if (jobs.length === 0 && !this.#trouble) return
    try {
      // What a full disk did not take is tried first: until then it is not over.
      if (this.#trouble) this.#commit()
      const { done, generation } = this.#run(jobs)
      this.#queue.splice(0, done.length)
      this.#setTrouble(null)
      this.#tell(done)
      const settle = done.map((each) => each.settle)
      if (done.every((each) => each.isTidy)) for (const each of settle) each(true)
      else this.#sync.after(generation === null ? this.#groupFile : this.#deps.files.commit, settle)
      if (generation === null) this.#commitLater()
      else this.#committed(generation)
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  /** In the order of the jobs: one that is told of may read, and so have the next group written. */
  #tell(done: readonly Done[]): void {
    this.#toTell.push(...done)
    if (this.#isTelling) return
    this.#isTelling = true
    for (let each = this.#toTell.shift(); each; each = this.#toTell.shift()) each.committed()
    this.#isTelling = false
  }

  get #groupFile(): string {
    return this.#deps.files.group() ?? this.#deps.files.commit
  }

  /** What was written becomes part of the history's own file; not inside a job. Throws SqliteError; then it is tried again, by itself. */
  commit(): void {
    if (this.#isRunning) return
    try {
      this.#commit()
    } catch (thrown) {
      this.#fail(thrown)
      this.#schedule(false)
      throw thrown
    }
  }

  /** Idle work: in no journal, and never part of a batch, as statements taken over from the journal must find the keys that they found the first time. */
  apart(job: () => void): void {
    if (!this.#isRunning) {
      this.commit()
      this.#committed(this.#batch.apart(job))
    } else job()
  }

  #commit(): void {
    if (this.#commitTimer) clearTimeout(this.#commitTimer)
    if (this.#commitImmediate) clearImmediate(this.#commitImmediate)
    this.#commitTimer = null
    this.#commitImmediate = null
    const generation = this.#batch.commit()
    if (generation !== null) this.#committed(generation)
  }

  #committed(generation: number): void {
    this.#sync.after(this.#deps.files.commit, [(isOnDisk) => isOnDisk && this.#deps.settled(generation)])
  }

  #commitLater(): void {
    if (!this.#batch.isOpen) return
    if (!this.#batch.isFull) this.#commitTimer ??= setTimeout(() => this.#commitNow(), batchMs)
    else this.#commitImmediate ??= setImmediate(() => this.#commitNow())
  }

  #commitNow(): void {
    try {
      this.commit()
    } catch {
      // Said and tried again already.
    }
  }

  #fail(thrown: unknown): void {
    this.#tx.reset()
    this.#batch.undo()
    try {
      // Readers go on seeing what was written before.
      this.#batch.remake()
    } catch {
      // The next turn tries again, and says what is wrong.
    }
    // Past the careful group nothing can be one job's fault.
    if (thrown instanceof JobFailed && !this.#careful) this.#careful = true
    else this.#setTrouble(faultOf(thrown) ?? 'store-failed')
  }

  /** Answers what follows for each job that fitted into the time. */
  #run(jobs: readonly Job[]): { done: readonly Done[]; generation: number | null } {
    const done: Done[] = []
    if (jobs.length === 0) return { done, generation: null }
    const until = performance.now() + groupMs
    this.#isRunning = true
    try {
      const generation = this.#batch.run(() => {
        for (const job of jobs) {
          done.push(this.#careful ? this.#attemptAlone(job) : this.#attempt(job))
          if (performance.now() > until) break
        }
        this.#finish()
      })
      this.#careful = false
      return { done, generation }
    } finally {
      this.#isRunning = false
    }
  }

  #attempt(job: Job): Done {
    try {
      const value = job.run(this.#tx)
      this.#checkWhole()
      return fulfilled(job, value as never)
    } catch (thrown) {
      throw faultOf(thrown) ? thrown : new JobFailed()
    }
  }

  /** A job that fails is undone alone and rejects alone. */
  #attemptAlone(job: Job): Done {
    try {
      let value: unknown
      this.#sql.attempt(() => {
        value = job.run(this.#tx)
        this.#tx.finish()
        this.#checkWhole()
      })
      return fulfilled(job, value as never)
    } catch (thrown) {
      if (faultOf(thrown)) throw thrown
      this.#tx.reset()
      return { committed: () => {}, settle: () => job.reject(thrown), isTidy: job.isTidy }
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
    this.#deps.onTrouble(code)
  }

  /** At the end: what still can't be written is told so. */
  close(): void {
    this.#closed = true
    do this.flush()
    while (this.#queue.length > 0 && !this.#trouble)
    try {
      this.commit()
    } catch {
      this.#batch.undo()
      // The journal keeps it for the next start.
    }
    this.#sync.now()
    for (const job of this.#queue.splice(0)) job.reject(new AppError(this.#trouble ?? 'store-failed'))
  }
}

function fulfilled(job: Job, value: never): Done {
  const committed = () => {
    try {
      job.committed?.(value)
    } catch (thrown) {
      job.reject(thrown)
    }
  }
  return { committed, settle: (isOnDisk) => (isOnDisk ? job.fulfil(value) : job.reject(new AppError('store-failed'))), isTidy: job.isTidy }
}

/** Not the file's fault: some job of the group threw. */
class JobFailed extends Error {}
