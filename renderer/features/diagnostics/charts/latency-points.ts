import type { Outcome } from '../../../../shared/model/diagnostics.ts'
import { rank, type Timed } from './statistics.ts'

/** What the latency picture needs of a probe, whichever test it comes from. */
export interface LatencySample {
  readonly seq: number
  readonly sentMs: number
  readonly outcome: Outcome
  readonly rttMs: number | null
  readonly warmUp: boolean
  readonly stalled: boolean
  readonly duplicates?: number
  readonly reordered?: boolean
}

export type LatencyMark = 'answered' | 'late' | 'duplicate' | 'stalled' | 'warm-up'

export interface LatencyPoint extends Timed {
  readonly seq: number
  readonly mark: LatencyMark
  readonly reordered: boolean
}

export interface LatencyPoints {
  /** With a round trip, ascending in time. */
  readonly points: readonly LatencyPoint[]
  /** Without: when they were sent. */
  readonly lost: readonly number[]
  readonly refused: readonly number[]
  readonly counts: Readonly<Record<LatencyMark | 'lost' | 'refused' | 'reordered', number>>
}

export function latencyPoints(samples: readonly LatencySample[]): LatencyPoints {
  const points: LatencyPoint[] = []
  const lost: number[] = []
  const refused: number[] = []
  const counts = { answered: 0, late: 0, duplicate: 0, stalled: 0, 'warm-up': 0, lost: 0, refused: 0, reordered: 0 }
  for (const sample of samples) {
    if (sample.rttMs !== null) {
      const mark = markOf(sample)
      points.push({ seq: sample.seq, atMs: sample.sentMs, value: sample.rttMs, mark, reordered: sample.reordered ?? false })
      counts[mark]++
      if (sample.reordered) counts.reordered++
    } else if (sample.outcome === 'lost' || sample.outcome === 'late') {
      lost.push(sample.sentMs)
      counts.lost++
    } else if (sample.outcome === 'refused' || sample.outcome === 'unreachable' || sample.outcome === 'not-sent') {
      refused.push(sample.sentMs)
      counts.refused++
    }
  }
  points.sort((a, b) => a.atMs - b.atMs)
  return { points, lost, refused, counts }
}

function markOf({ outcome, stalled, warmUp, duplicates = 0 }: LatencySample): LatencyMark {
  if (warmUp) return 'warm-up'
  if (stalled) return 'stalled'
  if (outcome === 'late') return 'late'
  return duplicates > 0 ? 'duplicate' : 'answered'
}

export interface LatencyRow {
  readonly fromMs: number
  readonly toMs: number
  readonly sent: number
  readonly p50: number | null
  readonly max: number | null
  readonly lost: number
}

/** The picture in a few rows. */
export function latencyRows({ points, lost }: LatencyPoints, totalMs: number, rows = 12): readonly LatencyRow[] {
  const step = totalMs / rows
  return Array.from({ length: rows }, (_, i) => {
    const [fromMs, toMs] = [i * step, (i + 1) * step]
    const within = (atMs: number) => atMs >= fromMs && (atMs < toMs || (i === rows - 1 && atMs <= toMs))
    const values = points
      .filter((point) => within(point.atMs))
      .map(({ value }) => value)
      .sort((a, b) => a - b)
    const gone = lost.filter(within).length
    return { fromMs, toMs, sent: values.length + gone, p50: rank(values, 50) ?? null, max: values.at(-1) ?? null, lost: gone }
  }).filter(({ sent }) => sent > 0)
}
