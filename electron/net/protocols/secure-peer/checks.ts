import { AppError } from '../../../../shared/errors.ts'
import type { Clock } from '../../core/types.ts'
import { checkTimeoutMs } from './constants.ts'
import type { Checked } from './types.ts'

interface Asked {
  readonly nonce: number
  readonly settle: (answer: Checked | AppError) => void
}

/** The one favour that is asked of the other side now. */
export class Checks {
  #nonce = 0
  #asked: Asked | null = null
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ask(send: (nonce: number) => void): Promise<Checked> {
    if (this.#asked) return Promise.reject(new AppError('queue-full'))
    this.#nonce = (this.#nonce + 1) >>> 0
    const nonce = this.#nonce
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(checkTimeoutMs, () => settle(new AppError('no-answer')))
      const settle = (answer: Checked | AppError) => {
        cancel()
        this.#asked = null
        if (answer instanceof AppError) reject(answer)
        else resolve(answer)
      }
      this.#asked = { nonce, settle }
      send(nonce)
    })
  }

  /** An answer to something that was not asked, or whose time is over, is nothing. */
  answered(nonce: number, { host, port, result, banner, ms, sent, opened }: Checked): void {
    if (this.#asked?.nonce === nonce) this.#asked.settle({ host, port, result, banner, ms, sent, opened })
  }

  stop(): void {
    this.#asked?.settle(new AppError('not-connected'))
  }
}
