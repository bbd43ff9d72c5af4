import type { Clock } from '../../core/types.ts'
import { type Budget, budgetsMax } from './constants.ts'

interface Bucket {
  left: number
  at: number
}

/** Between two looks for budgets that are full again, ms. */
const sweepPauseMs = 1_000

/** Token buckets by address or key. Forgetting one is only ever generous. */
export class Budgets {
  readonly #budget: Budget
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(budget: Budget, clock: Clock) {
    this.#budget = budget
    this.#clock = clock
  }

  /** 0: go on. Otherwise ms until there is one again. */
  take(who: string): number {
    const { burst, perSecond } = this.#budget
    const at = this.#clock.monotonic()
    const bucket = this.#buckets.get(who)
    if (!bucket) {
      this.#makeRoom()
      this.#buckets.set(who, { left: burst - 1, at })
      return burst >= 1 ? 0 : 1_000
    }
    bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) * perSecond) / 1_000)
    bucket.at = at
    if (bucket.left < 1) return Math.ceil(((1 - bucket.left) * 1_000) / perSecond)
    bucket.left--
    return 0
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Those that are full again say nothing: they go, but looking for them takes long, so not each time. Else the oldest goes. */
  #makeRoom(): void {
    if (this.#buckets.size < budgetsMax) return
    const now = this.#clock.monotonic()
    if (now - this.#sweptAt >= sweepPauseMs) this.#sweep(now)
    const oldest = this.#buckets.size >= budgetsMax ? this.#buckets.keys().next() : null
    if (oldest && !oldest.done) this.#buckets.delete(oldest.value)
  }

  #sweep(now: number): void {
    this.#sweptAt = now
    const full = now - (this.#budget.burst * 1_000) / this.#budget.perSecond
    for (const [who, { at }] of this.#buckets) if (at <= full) this.#buckets.delete(who)
  }
}
