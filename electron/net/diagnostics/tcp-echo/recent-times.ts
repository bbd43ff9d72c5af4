import { percentile } from '../measure/percentiles.ts'

const kept = 64

/** The last times, for a median. */
export class RecentTimes {
  readonly #ring = new Float32Array(kept)
  #n = 0

  add(ms: number): void {
    this.#ring[this.#n++ % kept] = ms
  }

  get p50(): number | null {
    return percentile(this.#ring.slice(0, Math.min(kept, this.#n)).sort(), 50)
  }
}
