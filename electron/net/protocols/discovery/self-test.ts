import type { Heard } from '../../../../shared/model/nearby.ts'
import type { Clock } from '../../core/types.ts'
import { selfTestMs } from './constants.ts'

/** Does one's own word come back? Not within `selfTestMs` says: something here keeps it in. */
export class SelfTest {
  readonly #clock: Clock
  readonly #changed: () => void
  #cancel: (() => void) | null = null
  state: Heard = 'waiting'

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  sent(): void {
    this.#cancel ??= this.#clock.after(selfTestMs, () => {
      this.#cancel = null
      this.#become('no')
    })
  }

  heard(): void {
    this.stop()
    this.#become('yes')
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #become(state: Heard): void {
    if (this.state === state) return
    this.state = state
    this.#changed()
  }
}
