import { passiveLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { PassiveBucket } from '../../../../shared/model/passive.ts'
import { rank } from './statistics.ts'

const dayMs = limits.buckets * limits.bucketMs

export interface DayFigures {
  /** Of the last 24 hours, oldest first: a window that stays open may know older ones. */
  readonly buckets: readonly PassiveBucket[]
  readonly from: number
  readonly asked: number
  readonly lost: number
  /** Ascending. */
  readonly medians: readonly number[]
  /** ms; null: nothing was answered. */
  readonly p50Ms: number | null
}

export function dayFigures(known: readonly PassiveBucket[], now: number): DayFigures {
  const from = now - dayMs
  const buckets = known.filter(({ at }) => at + limits.bucketMs > from)
  const asked = buckets.reduce((sum, bucket) => sum + bucket.asked, 0)
  const medians = buckets.flatMap(({ p50Ms }) => p50Ms ?? []).sort((a, b) => a - b)
  return { buckets, from, asked, lost: asked - buckets.reduce((sum, bucket) => sum + bucket.answered, 0), medians, p50Ms: rank(medians, 50) ?? null }
}

/** Half an hour of the small picture. */
export interface DayColumn {
  /** The middle one of its medians; null: nobody answered, or nobody was asked. */
  readonly p50Ms: number | null
  readonly lost: boolean
}

export const dayColumns = 48

/** From 24 hours ago to now. */
export function columnsOf({ buckets, from }: DayFigures): readonly DayColumn[] {
  const inColumn = Array.from({ length: dayColumns }, (): PassiveBucket[] => [])
  for (const bucket of buckets) inColumn[Math.min(dayColumns - 1, Math.max(0, Math.floor(((bucket.at - from) * dayColumns) / dayMs)))]?.push(bucket)
  return inColumn.map((some) => {
    const medians = some.flatMap(({ p50Ms }) => p50Ms ?? []).sort((a, b) => a - b)
    return { p50Ms: rank(medians, 50) ?? null, lost: some.some(({ asked, answered }) => asked > answered) }
  })
}
