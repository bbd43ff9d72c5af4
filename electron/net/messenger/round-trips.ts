/** So many of the last ones count: a way that has become longer shows after them. */
export const roundTripsKept = 5

/**
 * The round trip of a connection, by its last few pings. What delays one is mostly a busy program at either end, and that only ever adds: the lowest is
 * nearest to what the network takes, and both ends get to the same. Pure.
 */
export class RoundTrips {
  readonly #last: number[] = []

  /** One more was measured: the lowest of the last few, ms. */
  lowest(ms: number): number {
    this.#last.push(ms)
    if (this.#last.length > roundTripsKept) this.#last.shift()
    return Math.min(...this.#last)
  }
}
