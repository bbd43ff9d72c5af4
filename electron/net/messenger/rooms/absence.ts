/** How long a host may be gone before the room goes on without it, ms; first wait between two tries, and the longest: alone, and while a room waits for its host. */
const takeoverMs = 10_000
const firstRetryMs = 500
const mostRetryMs = 30_000
const mostLostMs = 2_000

/** Since when the host is gone, and how often it was looked for. Pure: time comes in with each call, monotonic, ms. */
export class Absence {
  #since: number | null = null
  #tries = 0

  begins(now: number): void {
    this.#since ??= now
  }

  /** It said goodbye, or somebody else hosts the room: nobody needs to wait. */
  isForGood(now: number): void {
    this.#since = now - takeoverMs
  }

  ends(): void {
    this.#since = null
  }

  /** The next try comes soon again. */
  forgetTries(): void {
    this.#tries = 0
  }

  isLong(now: number): boolean {
    return this.#since !== null && now - this.#since >= takeoverMs
  }

  /** The wait before the next try. `isKnown`: what the room is, is known here, so that it can go on without its host. */
  nextWait(isKnown: boolean): number {
    const wait = firstRetryMs * 2 ** this.#tries++
    return Math.min(this.#since !== null && isKnown ? mostLostMs : mostRetryMs, wait)
  }
}
