import type { Clock } from '../../core/types.ts'
import { type Budget, budgetsMax } from './constants.ts'

interface Bucket {
  left: number
  at: number
}

/** Token buckets by address or key. Forgetting one is only ever generous. */
export class Budgets {
  readonly #budget: Budget
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

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

  /** Those that are full again say nothing; if there are none, the oldest goes. */
  #makeRoom(): void {
    if (this.#buckets.size < budgetsMax) return
    const { burst, perSecond } = this.#budget
    const full = this.#clock.monotonic() - (burst * 1_000) / perSecond
    for (const [who, { at }] of this.#buckets) if (at <= full) this.#buckets.delete(who)
    for (const who of this.#buckets.keys()) {
      if (this.#buckets.size < budgetsMax) return
      this.#buckets.delete(who)
    }
  }
}
