import { passiveLimits } from '../../shared/diagnostic-limits.ts'
import type { PassiveBucket } from '../../shared/model/passive.ts'
import type { Random } from './random.ts'

/** A day with a night in it, and a bad quarter of an hour. */
export function fakeDay(rttMs: number | null, random: Random, now: number): readonly PassiveBucket[] {
  if (rttMs === null) return []
  const { bucketMs, buckets } = passiveLimits
  const last = Math.floor(now / bucketMs) * bucketMs
  return Array.from({ length: buckets }, (_, i) => last - (buckets - 1 - i) * bucketMs).flatMap((at, i) => {
    if (i > 90 && i < 180) return []
    const bad = i > 230 && i < 235
    const p50Ms = rttMs * (bad ? 8 : 0.8 + random.next() * 0.5)
    return [{ at, asked: 30, answered: bad ? 22 : 30, minMs: p50Ms * 0.7, p50Ms, maxMs: p50Ms * 2 }]
  })
}
