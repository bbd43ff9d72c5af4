import { percentile } from '../measure/percentiles.ts'

const kept = 64

/** The last times, for a median; nothing is held before the first. */
export class RecentTimes {
  #ring: Float32Array | null = null
  #n = 0

  add(ms: number): void {
    this.#ring ??= new Float32Array(kept)
    this.#ring[this.#n++ % kept] = ms
  }

  get p50(): number | null {
    return this.#ring ? percentile(this.#ring.slice(0, Math.min(kept, this.#n)).sort(), 50) : null
  }
}
