import { limits } from '../../../../shared/limits.ts'

/** How an address or a person has failed lately. */
export interface Backoff {
  readonly failures: number
  /** When the first of them was, monotonic ms; null: none. */
  readonly since: number | null
  /** Failures since delays became long. */
  readonly longFailures: number
}

export const noFailures: Backoff = { failures: 0, since: null, longFailures: 0 }

const short = { first: 2_000, most: 120_000 }
const long = { first: 300_000, most: 6 * 3_600_000 }
const growth = 1.5
const jitter = 0.2
/** Failing for so long, delays become long. */
const patienceMs = 3_600_000

/**
 * The next state and delay after a failed attempt: 2 s growing by half to 2 min, after an hour 5 min growing to 6 h; +- 20 %.
 * @param now monotonic, ms
 * @param random 0 to 1
 */
export function failed(before: Backoff, now: number, random: number): { readonly backoff: Backoff; readonly delayMs: number } {
  const since = before.since ?? now
  const isLong = now - since >= patienceMs
  const failures = before.failures + 1
  const longFailures = isLong ? before.longFailures + 1 : 0
  const delay = isLong ? grown(long, longFailures) : grown(short, failures)
  return { backoff: { failures, since, longFailures }, delayMs: Math.round(delay * (1 - jitter + 2 * jitter * random)) }
}

/**
 * After a connection ended: one that lived under `limits.flappingMs` is one more failure (call `failed`), another wipes the slate.
 * @param livedMs how long it was open
 */
export function ended(before: Backoff, livedMs: number): { readonly backoff: Backoff; readonly flapping: boolean } {
  return livedMs < limits.flappingMs ? { backoff: before, flapping: true } : { backoff: noFailures, flapping: false }
}

function grown({ first, most }: { first: number; most: number }, failures: number): number {
  return Math.min(most, first * growth ** (failures - 1))
}
