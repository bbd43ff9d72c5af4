export interface Timed {
  readonly atMs: number
  readonly value: number
}

export interface BandPoint {
  readonly atMs: number
  readonly p50: number
  /** null: too few for a 95th percentile. */
  readonly p95: number | null
}

/** Values that a 95th percentile needs. */
const neededForP95 = 20

/** Nearest rank, of ascending values. */
export function rank(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1]
}

/**
 * p50 and p95 of the `windowMs` around each of `steps` moments. `points`: ascending in time. Moments without values are left out. The window slides
 * over a tree of ranks, so ten thousand points cost little more than their sorting.
 */
export function rollingBand(points: readonly Timed[], windowMs: number, steps: number): readonly BandPoint[] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.atMs === first.atMs) return []
  const order = points.map((_, at) => at).sort((a, b) => (points[a]?.value ?? 0) - (points[b]?.value ?? 0))
  const rankOf = new Uint32Array(points.length)
  order.forEach((at, place) => {
    rankOf[at] = place
  })
  const tree = new RankTree(points.length)
  const valueAt = (percent: number) => points[order[tree.place(Math.max(1, Math.ceil((percent / 100) * tree.size)))] ?? 0]?.value ?? 0
  const band: BandPoint[] = []
  let [from, to] = [0, 0]
  for (let step = 0; step <= steps; step++) {
    const atMs = first.atMs + ((last.atMs - first.atMs) * step) / steps
    while (to < points.length && (points[to]?.atMs ?? 0) <= atMs + windowMs / 2) tree.add(rankOf[to++] ?? 0, 1)
    while (from < to && (points[from]?.atMs ?? 0) < atMs - windowMs / 2) tree.add(rankOf[from++] ?? 0, -1)
    if (tree.size > 0) band.push({ atMs, p50: valueAt(50), p95: tree.size >= neededForP95 ? valueAt(95) : null })
  }
  return band
}

/** How many of each rank there are (a Fenwick tree): adding one and finding the nth take as many steps as the number has bits. */
class RankTree {
  readonly #counts: Int32Array
  readonly #top: number
  size = 0

  constructor(ranks: number) {
    this.#counts = new Int32Array(ranks + 1)
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, ranks)))
  }

  add(rank: number, by: 1 | -1): void {
    this.size += by
    for (let at = rank + 1; at < this.#counts.length; at += at & -at) this.#counts[at] = (this.#counts[at] ?? 0) + by
  }

  /** The rank of the nth, from 1. */
  place(nth: number): number {
    let [at, left] = [0, nth]
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = at + step
      if (next < this.#counts.length && (this.#counts[next] ?? 0) < left) {
        at = next
        left -= this.#counts[next] ?? 0
      }
    }
    return at
  }
}

/** How many values fall on each of `bins` equal stretches of the axis. `place`: 0 to 1 along it. */
export function histogram(values: readonly number[], bins: number, place: (value: number) => number): readonly number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    const at = Math.min(bins - 1, Math.max(0, Math.floor(place(value) * bins)))
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}
