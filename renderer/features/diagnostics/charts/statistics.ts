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

/** p50 and p95 of the `windowMs` around each of `steps` moments. `points`: ascending in time. Moments without values are left out. */
export function rollingBand(points: readonly Timed[], windowMs: number, steps: number): readonly BandPoint[] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.atMs === first.atMs) return []
  const band: BandPoint[] = []
  let [from, to] = [0, 0]
  for (let step = 0; step <= steps; step++) {
    const atMs = first.atMs + ((last.atMs - first.atMs) * step) / steps
    while (from < points.length && (points[from]?.atMs ?? 0) < atMs - windowMs / 2) from++
    while (to < points.length && (points[to]?.atMs ?? 0) <= atMs + windowMs / 2) to++
    const sorted = points
      .slice(from, to)
      .map(({ value }) => value)
      .sort((a, b) => a - b)
    const p50 = rank(sorted, 50)
    if (p50 !== undefined) band.push({ atMs, p50, p95: sorted.length >= neededForP95 ? (rank(sorted, 95) ?? null) : null })
  }
  return band
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
