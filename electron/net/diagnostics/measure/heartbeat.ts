import type { Clock } from '../../core/types.ts'

/** How often it beats; a gap longer than `stallMs` is a stall of this program; and how many stalls are remembered. */
const beatMs = 5
export const stallMs = 10
const stallsMax = 4_096

/** Notices when this program did not get to run: what was under way then says nothing about the network. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #stalls: { readonly from: number; readonly to: number }[] = []
  #last: number
  #cancel: () => void = () => {}
  #stopped = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#last = clock.monotonic()
    this.#next()
  }

  /**
   * Could a stall have made this round trip longer? It fell on the sending, or the answer was read during it or soon after its end. One that lay
   * wholly in between changed nothing: excluding it would spare a slow network its slow answers.
   */
  taints(sentMs: number, arrivedMs: number): boolean {
    if (!this.#stopped && arrivedMs - this.#last > stallMs) return true
    for (let i = this.#stalls.length - 1; i >= 0; i--) {
      const stall = this.#stalls[i]
      if (!stall || stall.to + stallMs < sentMs) return false
      if (isWithin(sentMs, stall.from, stall.to) || isWithin(arrivedMs, stall.from, stall.to + stallMs)) return true
    }
    return false
  }

  get stalls(): number {
    return this.#stalls.length
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  #next(): void {
    this.#cancel = this.#clock.after(beatMs, () => {
      const now = this.#clock.monotonic()
      if (now - this.#last > stallMs) {
        if (this.#stalls.length >= stallsMax) this.#stalls.shift()
        this.#stalls.push({ from: this.#last, to: now })
      }
      this.#last = now
      this.#next()
    })
  }
}

const isWithin = (ms: number, from: number, to: number): boolean => from <= ms && ms <= to
