import { limits } from '../../../../shared/limits.ts'
import { maxCount } from './constants.ts'

/** Hybrid logical clock (Kulkarni and others, 2014): milliseconds, and a counter within one. Greater is later. */
export interface Hlc {
  readonly wall: number
  readonly count: number
}

/** Of something made here now: greater than everything made or seen before. */
export function tick(local: Hlc, now: number): Hlc {
  return now > local.wall ? { wall: now, count: 0 } : after(local)
}

/** My clock after something of theirs (clamped) was seen: greater than both. */
export function merge(local: Hlc, theirs: Hlc, now: number): Hlc {
  const latest = compare(local, theirs) > 0 ? local : theirs
  return tick(latest, now)
}

/**
 * A sender's stamp as I believe it: not before what I last took from them, not further ahead of me than `limits.clockAheadMs`.
 * Always greater than `last`, so one sender's messages keep their order whatever their clock does.
 * `last` known only by its ms (read from disk): use `maxCount` as its count.
 */
export function clamp(theirs: Hlc, last: Hlc, now: number): Hlc {
  const latest = now + limits.clockAheadMs
  const believed = theirs.wall > latest ? { wall: latest, count: 0 } : theirs
  return compare(believed, last) > 0 ? believed : after(last)
}

export function compare(a: Hlc, b: Hlc): number {
  return a.wall - b.wall || a.count - b.count
}

/** Sorts messages as plain strings: clock, then author, then the author's sequence (0: none). 34 characters. */
export function orderKey(wall: number, count: number, personId: string, seq: number): string {
  return `${hex(wall, 12)}${hex(count, 4)}${personId.slice(0, 8).padEnd(8, '_')}${hex(seq, 10)}`
}

function after({ wall, count }: Hlc): Hlc {
  return count < maxCount ? { wall, count: count + 1 } : { wall: wall + 1, count: 0 }
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0')
}
