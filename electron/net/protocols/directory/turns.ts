/** Work that is done in slices: some milliseconds each turn of the event loop, so that everything else has its turn in between. */
export class Turns {
  readonly #ms: number
  readonly #now: () => number
  #waiting: (() => void)[] = []
  #scheduled = false

  constructor(ms: number, now: () => number) {
    this.#ms = ms
    this.#now = now
  }

  /** Fulfils when it is one's turn. What follows must be synchronous to count. */
  next(): Promise<void> {
    return new Promise((fulfil) => {
      this.#waiting.push(fulfil)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return
    this.#scheduled = true
    setImmediate(() => void this.#turn())
  }

  async #turn(): Promise<void> {
    const until = this.#now() + this.#ms
    let done = 0
    do {
      this.#waiting[done++]?.()
      // Lets what was waiting run before the clock is read.
      await null
    } while (done < this.#waiting.length && this.#now() < until)
    this.#waiting = this.#waiting.slice(done)
    this.#scheduled = false
    this.#schedule()
  }
}
