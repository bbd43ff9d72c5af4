import type { AppError } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import type { FoundPerson } from '../../../../../shared/model/directory.ts'
import { type PersonId, personIdPattern } from '../../../../../shared/model/person.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import { watchBatch, watchesMax } from '../constants.ts'
import type { DirectoryPerson, DirectoryPush } from '../types.ts'
import { settleMs } from './constants.ts'
import type { Judge } from './judge.ts'
import { delayMs } from './reconnect.ts'
import { saidBy } from './said.ts'
import type { DirectorySession } from './session.ts'

interface WatchingOptions {
  readonly session: DirectorySession
  readonly address: Address
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  readonly judge: Judge
  readonly now: () => number
  readonly watched: () => readonly PersonId[]
  readonly onPerson: (found: FoundPerson) => void
  readonly onLie: (lie: AppError) => void
}

/** The people watched in one session. */
export class Watching {
  readonly #options: WatchingOptions
  readonly #active = new Set<PersonId>()
  /** What was said last of each. */
  readonly #last = new Map<PersonId, FoundPerson>()
  #failures = 0
  #running = false
  #again = false
  #stopped = false
  #cancel = () => {}

  constructor(options: WatchingOptions) {
    this.#options = options
  }

  /** Never rejects. */
  start(): Promise<void> {
    return this.#run()
  }

  refresh(): void {
    if (!this.#stopped) this.#later(settleMs)
  }

  pushed(push: DirectoryPush): void {
    if (this.#stopped || push.type !== 'presence' || !this.#active.has(push.person.id)) return
    this.#news([push.person], new Set([push.person.id]))
  }

  /** The session is over: nobody knows any more who of them is online. */
  stop(): void {
    this.#stopped = true
    this.#cancel()
    const asOf = this.#options.now()
    for (const found of this.#last.values()) this.#options.onPerson({ ...found, state: 'unknown', asOf })
  }

  async #run(): Promise<void> {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    this.#cancel()
    const failed = await this.#sync().catch((thrown: unknown) => saidBy(this.#options.address, thrown))
    this.#running = false
    if (this.#stopped) return
    this.#failures = failed ? this.#failures + 1 : 0
    if (failed) this.#options.logger.info('directory watch refused', { ...failed.details, code: failed.code })
    if (failed || this.#again) this.#later(failed ? delayMs(this.#failures, this.#options.random()) : settleMs)
    this.#again = false
  }

  async #sync(): Promise<null> {
    const { session, watched } = this.#options
    const wanted = new Set(
      watched()
        .filter((id) => personIdPattern.test(id))
        .slice(0, watchesMax),
    )
    for (const ids of batches([...this.#active].filter((id) => !wanted.has(id)))) {
      await session.ask({ type: 'unwatch', ids })
      for (const id of ids) this.#forget(id)
    }
    for (const ids of batches([...wanted].filter((id) => !this.#active.has(id)))) {
      // Before the answer: what is pushed in between is news.
      for (const id of ids) this.#active.add(id)
      try {
        const { people } = await session.ask({ type: 'watch', ids })
        this.#news(people, new Set(ids))
      } catch (error) {
        for (const id of ids) this.#forget(id)
        throw error
      }
    }
    return null
  }

  #forget(id: PersonId): void {
    this.#active.delete(id)
    this.#last.delete(id)
  }

  #news(people: readonly DirectoryPerson[], expected: ReadonlySet<PersonId>): void {
    if (this.#stopped) return
    const { judge, onPerson, onLie } = this.#options
    for (const person of people) {
      try {
        // Somebody else than those asked for is `somebody-else`.
        const found = judge.person(person, { id: expected.has(person.id) ? person.id : '' })
        this.#last.set(found.id, found)
        onPerson(found)
      } catch (error) {
        onLie(error as AppError)
      }
    }
  }

  #later(ms: number): void {
    this.#cancel()
    this.#cancel = this.#options.clock.after(ms, () => void this.#run())
  }
}

function batches(ids: readonly PersonId[]): PersonId[][] {
  return Array.from({ length: Math.ceil(ids.length / watchBatch) }, (_, i) => ids.slice(i * watchBatch, (i + 1) * watchBatch))
}
