import type { Distribution } from '../../../../shared/model/diagnostics.ts'

/** Fewer values than this have no such percentile worth a name. */
const needed = { p95: 20, p99: 100 }

/** Nearest rank, of values in ascending order; `p` in percent. */
export function percentile(sorted: ArrayLike<number>, p: number): number | null {
  return sorted[Math.max(1, Math.ceil((p / 100) * sorted.length)) - 1] ?? null
}

/** null for no values. */
export function distribution(values: readonly number[]): Distribution | null {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort()
  const [min, max, n] = [sorted[0], sorted.at(-1), sorted.length]
  if (min === undefined || max === undefined) return null
  return {
    n,
    min,
    mean: sum(sorted) / n,
    p50: percentile(sorted, 50) ?? min,
    p95: n >= needed.p95 ? percentile(sorted, 95) : null,
    p99: n >= needed.p99 ? percentile(sorted, 99) : null,
    max,
  }
}

/** The mean of the lower `keep` percent: one slow answer does not make a slow line. null for no values. */
export function trimmedMean(values: readonly number[], keep = 95): number | null {
  const sorted = Float64Array.from(values).sort()
  const kept = sorted.slice(0, Math.max(1, Math.floor((sorted.length * keep) / 100)))
  return kept.length === 0 ? null : sum(kept) / kept.length
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
