import type { Clock } from '../../core/types.ts'
import { heardEveryMs, heardWithinMs } from './constants.ts'

export interface Speaker {
  pause(): void
  resume(): void
}

/** `isFree`: little of what was said waits for them. */
export interface Listener {
  readonly isFree: boolean
}

/**
 * Who says much at once is read again when most have heard it and the log has it: a program that never stops (`yes | nc`) would else have everybody
 * dropped as too slow. Most, and not for long: somebody who never reads holds nobody up.
 */
export class Pace {
  readonly #clock: Clock
  readonly #listeners: () => Iterable<Listener & Speaker>
  readonly #isKept: () => boolean
  readonly #held = new Set<Speaker>()
  #heldAt = 0

  constructor(clock: Clock, listeners: () => Iterable<Listener & Speaker>, isKept: () => boolean) {
    this.#clock = clock
    this.#listeners = listeners
    this.#isKept = isKept
  }

  hold(speaker: Speaker): void {
    speaker.pause()
    if (this.#held.size === 0) {
      this.#heldAt = this.#clock.monotonic()
      setImmediate(() => this.#look())
    }
    this.#held.add(speaker)
  }

  #look(): void {
    const isLate = this.#clock.monotonic() - this.#heldAt >= heardWithinMs
    if (!this.#isKept() || !(isLate || this.#isHeard())) return void this.#clock.after(heardEveryMs, () => this.#look())
    const held = [...this.#held]
    this.#held.clear()
    for (const speaker of held) speaker.resume()
  }

  #isHeard(): boolean {
    let [free, all] = [0, 0]
    for (const listener of this.#listeners()) {
      if (this.#held.has(listener)) continue
      all++
      if (listener.isFree) free++
    }
    return 2 * free >= all
  }
}
