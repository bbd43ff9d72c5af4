import type { Confidence } from '../../../../shared/model/diagnostics.ts'
import { trimmedMean } from './percentiles.ts'

export interface Loss {
  readonly percent: number | null
  readonly belowPercent: number | null
}

/** Nothing lost of n says only "below 3/n" with 95 % certainty (rule of three). */
export function loss(lost: number, of: number): Loss {
  if (of === 0) return { percent: null, belowPercent: null }
  return { percent: (100 * lost) / of, belowPercent: lost > 0 ? null : Math.min(100, 300 / of) }
}

/** Round trips per minute (draft-ietf-ippm-responsiveness). */
export function rpm(rttsMs: readonly number[]): number | null {
  const mean = trimmedMean(rttsMs)
  return mean === null || mean <= 0 ? null : 60_000 / mean
}

/** RFC 6349 section 4.3: how much longer the way is under load. */
export function bufferDelayPercent(idleMs: number, loadedMs: number): number | null {
  return idleMs > 0 ? (100 * (loadedMs - idleMs)) / idleMs : null
}

/** Two times this far apart are the same, as far as this computer can tell. */
export function measurable(oneMs: number, otherMs: number, floorMs: number): boolean {
  return Math.abs(oneMs - otherMs) >= 2 * floorMs
}

interface Evidence {
  /** Samples that count. */
  readonly n: number
  /** Set apart because this computer was busy. */
  readonly stalled: number
  /** How late the sender was, at its 95th percentile; and the time between two, ms. */
  readonly latenessP95Ms: number | null
  readonly gapMs: number
}

/** Low: few samples, or this computer was in the way. */
export function confidence({ n, stalled, latenessP95Ms, gapMs }: Evidence): Confidence {
  const share = n + stalled === 0 ? 0 : stalled / (n + stalled)
  if (n < 20 || share > 0.2 || (latenessP95Ms !== null && latenessP95Ms > gapMs / 2)) return 'low'
  return n < 100 || share > 0.05 ? 'medium' : 'high'
}
