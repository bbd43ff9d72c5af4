import type { Clock } from '../../core/types.ts'
import { burstMs, heartbeatMs, jitter } from './constants.ts'

/** burst: somebody may just have come; heartbeat: we are still here. */
export type Occasion = 'burst' | 'heartbeat'

/** When to call out: several times in a row where something has changed, then steadily, never in step with others. */
export class Announcer {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #call: (occasion: Occasion) => void
  #cancels: (() => void)[] = []

  constructor(clock: Clock, random: () => number, call: (occasion: Occasion) => void) {
    this.#clock = clock
    this.#random = random
    this.#call = call
  }

  burst(): void {
    this.stop()
    this.#cancels = burstMs.map((ms) => this.#clock.after(ms, () => this.#call('burst')))
    this.#heartbeat(burstMs[burstMs.length - 1] ?? 0)
  }

  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel()
  }

  #heartbeat(after: number): void {
    const wait = heartbeatMs * (1 - jitter + 2 * jitter * this.#random())
    const cancel = this.#clock.after(after + wait, () => {
      this.#cancels = this.#cancels.filter((each) => each !== cancel)
      this.#call('heartbeat')
      this.#heartbeat(0)
    })
    this.#cancels.push(cancel)
  }
}
