import type { Clock } from '../../electron/net/core/types.ts'

interface Timer {
  readonly at: number
  readonly number: number
  readonly run: () => void
}

/** Time that only moves when a test says so. */
export class FakeClock implements Clock {
  #elapsed = 0
  #offset: number
  #number = 0
  readonly #timers = new Set<Timer>()

  /** @param start wall clock, ms since 1970 */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#offset = start
  }

  now(): number {
    return this.#offset + this.#elapsed
  }

  monotonic(): number {
    return this.#elapsed
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#elapsed + ms, number: this.#number++, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size
  }

  /** The wall clock alone jumps, as when someone sets it. */
  setWall(now: number): void {
    this.#offset = now - this.#elapsed
  }

  /** Runs what is due, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#elapsed + ms
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next)
      this.#elapsed = Math.max(this.#elapsed, next.at)
      next.run()
    }
    this.#elapsed = end
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at || a.number - b.number)[0]
  }
}
