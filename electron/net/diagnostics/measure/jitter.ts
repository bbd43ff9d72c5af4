/** Interarrival jitter, RFC 3550 section 6.4.1: of transit times in order of arrival, whose constant clock difference cancels out. */
export class Jitter {
  #previous: number | null = null
  #value = 0
  #n = 0

  add(transitMs: number): void {
    if (this.#previous !== null) {
      this.#value += (Math.abs(transitMs - this.#previous) - this.#value) / 16
      this.#n++
    }
    this.#previous = transitMs
  }

  /** null: fewer than two. */
  get value(): number | null {
    return this.#n === 0 ? null : this.#value
  }
}

export function jitterOf(transits: readonly number[]): number | null {
  const jitter = new Jitter()
  for (const transit of transits) jitter.add(transit)
  return jitter.value
}
