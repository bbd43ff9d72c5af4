export interface Random {
  /** From 0 (included) to 1 (excluded). */
  readonly next: () => number
  /** A whole number from 0 to `below` - 1. */
  readonly int: (below: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly chance: (probability: number) => boolean
}

/** mulberry32: the same seed gives the same world. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (below: number) => Math.floor(next() * below)
  return { next, int, pick: <T>(list: readonly T[]) => list[int(list.length)] as T, chance: (p) => next() < p }
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 52 base32 characters, as a `PersonId`. */
export function fakePersonId(random: Random): string {
  return Array.from({ length: 52 }, () => base32[random.int(32)]).join('')
}

/** A UUIDv7 of that time whose random part comes from `random`. */
export function fakeUuid(random: Random, now: number): string {
  const time = now.toString(16).padStart(12, '0')
  const hex = (digits: number) =>
    random
      .int(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${'89ab'[random.int(4)]}${hex(3)}-${hex(6)}${hex(6)}`
}
