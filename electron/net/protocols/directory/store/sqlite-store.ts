import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, type ErrorCode } from '../../../../../shared/errors.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { asAppError } from '../../../../store/faults.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import { commitRestMs, groupMax, storeQueueMax, storeRetryMs, sweepMs } from '../constants.ts'
import type { DirectoryPerson } from '../types.ts'
import { SqlitePeople } from './sqlite-people.ts'
import type { Claim, ClaimResult, DirectoryStore, Page, PageQuery, StoreListener } from './types.ts'

interface Job {
  /** Inside the transaction. Answers what to do once it is on disk. */
  readonly run: (people: SqlitePeople) => () => void
  /** It could not be done. null: it must be, so it waits until it can. */
  readonly reject: ((error: AppError) => void) | null
}

/**
 * One file for one process; `:memory:` for none. What is asked for in one turn of the event loop is one commit. A file that was moved,
 * deleted or replaced under way is noticed before anything is written to it, and a new one is begun.
 */
export class SqliteStore implements DirectoryStore {
  readonly freshMs = Number.POSITIVE_INFINITY
  readonly #file: string
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #sessions = new Map<PersonId, Set<string>>()
  readonly #stops: (() => void)[] = []
  #people: SqlitePeople | null
  #inode: string
  #queue: Job[] = []
  #scheduled = false
  /** The next commit waits so long: whoever asks has as much of the time as a slow disk takes, and more go into one commit. */
  #restUntil = 0
  #listener: StoreListener | null = null
  #trouble: ErrorCode | null = null

  /** Throws `AppError` store-failed, store-damaged. */
  constructor(file: string, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#file = file
    this.#clock = clock
    this.#logger = logger
    this.#people = this.#open()
    this.#inode = this.#inodeNow()
    this.#every(storeRetryMs, () => this.#watchFile())
    this.#every(sweepMs, () => this.#sweep())
    this.#sweep()
  }

  get trouble(): ErrorCode | null {
    return this.#trouble
  }

  listen(listener: StoreListener): void {
    this.#listener = listener
  }

  claim(claim: Claim): Promise<ClaimResult> {
    if (this.#queue.length >= storeQueueMax) return Promise.reject(new AppError('queue-full'))
    const { id } = claim.record
    const isNew = !this.#sessions.get(id)?.has(claim.session)
    return new Promise((fulfil, reject) => {
      this.#enqueue({
        run: (people) => {
          const { person, refusal, change } = people.claim(claim)
          // Now and not once it is on disk: a departure in the same group must see it.
          if (person) this.#sessionsOf(id).add(claim.session)
          return () => {
            if (change) this.#listener?.onChange(change)
            fulfil(person ? { person, refusal: null } : { person: null, refusal: refusal ?? 'name-taken' })
          }
        },
        reject: (error) => {
          if (isNew) this.#drop(id, claim.session)
          reject(error)
        },
      })
    })
  }

  leave(id: PersonId, session: string, now: number): Promise<void> {
    if (!this.#drop(id, session)) return Promise.resolve()
    return new Promise((fulfil) => {
      this.#enqueue({
        run: (people) => {
          const change = this.#sessions.has(id) ? null : people.leave(id, now)
          return () => {
            if (change) this.#listener?.onChange(change)
            fulfil()
          }
        },
        reject: null,
      })
    })
  }

  byKey(key: string): Promise<DirectoryPerson | null> {
    return this.#read((people) => people.byKey(key, this.#clock.now()))
  }

  byId(id: PersonId): Promise<DirectoryPerson | null> {
    return this.#read((people) => people.byId(id, this.#clock.now()))
  }

  page(query: PageQuery): Promise<Page> {
    return this.#read((people) => people.page(query, this.#clock.now()))
  }

  counts(): Promise<{ readonly people: number; readonly online: number }> {
    return this.#read((people) => people.counts())
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    do this.#flush()
    while (this.#queue.length > 0 && this.#trouble === null)
    this.#people?.close()
    this.#people = null
  }

  #sessionsOf(id: PersonId): Set<string> {
    const known = this.#sessions.get(id)
    if (known) return known
    const made = new Set<string>()
    this.#sessions.set(id, made)
    return made
  }

  /** true: that was their last session. */
  #drop(id: PersonId, session: string): boolean {
    const open = this.#sessions.get(id)
    open?.delete(session)
    return open?.size === 0 && this.#sessions.delete(id)
  }

  #enqueue(job: Job): void {
    this.#queue.push(job)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const flush = () => {
      this.#scheduled = false
      this.#flush()
      if (this.#queue.length > 0 && this.#trouble === null) this.#schedule()
    }
    const restMs = this.#restUntil - this.#clock.monotonic()
    if (restMs >= 1) this.#clock.after(restMs, flush)
    else setImmediate(flush)
  }

  #flush(): void {
    const jobs = this.#queue.splice(0, groupMax)
    if (jobs.length === 0) return
    const from = this.#clock.monotonic()
    try {
      this.#checkFile()
      const people = this.#working()
      const settle = people.transaction(() => jobs.map((job) => job.run(people)))
      this.#setTrouble(null)
      for (const done of settle) done()
    } catch (thrown) {
      const error = asAppError(thrown)
      this.#setTrouble(error)
      for (const job of jobs) job.reject?.(error)
      this.#queue.unshift(...jobs.filter((job) => job.reject === null))
    }
    const now = this.#clock.monotonic()
    this.#restUntil = now + Math.min(now - from, commitRestMs)
  }

  async #read<T>(read: (people: SqlitePeople) => T): Promise<T> {
    try {
      return read(this.#working())
    } catch (thrown) {
      const error = asAppError(thrown)
      this.#setTrouble(error)
      throw error
    }
  }

  #working(): SqlitePeople {
    if (!this.#people) throw new AppError(this.#trouble ?? 'store-failed', { cause: 'closed or gone' })
    return this.#people
  }

  #open(): SqlitePeople {
    try {
      if (this.#file !== ':memory:') mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      return new SqlitePeople(this.#file)
    } catch (thrown) {
      throw asAppError(thrown)
    }
  }

  /** The file under this name now; '' for none. */
  #inodeNow(): string {
    if (this.#file === ':memory:') return this.#file
    const seen = statSync(this.#file, { throwIfNoEntry: false })
    return seen ? `${seen.dev} ${seen.ino}` : ''
  }

  /** Writing to a file that was deleted succeeds, and is lost: so look first. */
  #checkFile(): void {
    if (this.#people && this.#inodeNow() === this.#inode) return
    this.#abandon()
    throw new AppError('store-failed', { cause: 'the file is gone' })
  }

  #abandon(): void {
    this.#setTrouble(new AppError('store-failed', { cause: 'the file is gone' }))
    // At once: closed later, it would take the log of the next file with it.
    this.#people?.close()
    this.#people = null
  }

  #watchFile(): void {
    if (this.#people) {
      if (this.#inodeNow() === this.#inode) return void this.#flush()
      this.#abandon()
    }
    try {
      this.#people = this.#open()
      this.#inode = this.#inodeNow()
    } catch (thrown) {
      return void this.#setTrouble(asAppError(thrown))
    }
    this.#setTrouble(null)
    this.#sessions.clear()
    this.#flush()
    this.#listener?.onReset()
  }

  #sweep(): void {
    const people = this.#people
    try {
      people?.transaction(() => people.sweep(this.#clock.now()))
    } catch (thrown) {
      this.#setTrouble(asAppError(thrown))
    }
  }

  #setTrouble(error: AppError | null): void {
    if (error?.code === this.#trouble || (error === null && this.#trouble === null)) return
    this.#trouble = error?.code ?? null
    if (error) this.#logger.error('the store fails', { code: error.code, ...error.details })
    else this.#logger.info('the store works again')
  }

  #every(ms: number, run: () => void): void {
    const again = () => {
      cancel = this.#clock.after(ms, () => {
        again()
        run()
      })
    }
    let cancel = () => {}
    again()
    this.#stops.push(() => cancel())
  }
}
