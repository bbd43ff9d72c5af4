import type { Clock } from '../core/types.ts'

/** One attempt at a time to reach somebody, and the wait before the next one. */
export class Redial {
  readonly #clock: Clock
  #running: AbortController | null = null
  #cancelWait: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One that was given up does not count. */
  get isRunning(): boolean {
    return this.#running !== null
  }

  get isWaiting(): boolean {
    return this.#cancelWait !== null
  }

  /** In place of the one that runs. The signal tells an attempt that it was given up, and `ends` which one it was. */
  begin(): AbortSignal {
    this.giveUp()
    this.#running = new AbortController()
    return this.#running.signal
  }

  ends(signal: AbortSignal): void {
    if (this.#running?.signal === signal) this.#running = null
  }

  /** The next one, in place of any that is waited for. */
  later(ms: number, run: () => void): void {
    this.stopWaiting()
    this.#cancelWait = this.#clock.after(ms, () => {
      this.#cancelWait = null
      run()
    })
  }

  stopWaiting(): void {
    this.#cancelWait?.()
    this.#cancelWait = null
  }

  giveUp(): void {
    this.#running?.abort()
    this.#running = null
  }

  /** What runs is given up; what was to come does not. */
  cancel(): void {
    this.stopWaiting()
    this.giveUp()
  }
}
