import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxCount, maxSeq, maxWall } from '../../../electron/net/protocols/secure-peer/constants.ts'
import { clamp, compare, type Hlc, merge, orderKey, tick } from '../../../electron/net/protocols/secure-peer/hlc.ts'
import { limits } from '../../../shared/limits.ts'

const now = fc.integer({ min: 0, max: 2 ** 45 })
const stamp: fc.Arbitrary<Hlc> = fc.record({
  wall: fc.oneof(now, fc.integer({ min: 1_000, max: 1_010 })),
  count: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(maxCount)),
})
const key = ({ wall, count }: Hlc, id = 'A'.repeat(52), seq = 1) => orderKey(wall, count, id, seq)

describe('the hybrid clock', () => {
  it('only goes forward, whatever the wall clock does', () => {
    fc.assert(
      fc.property(stamp, fc.array(fc.oneof(now, fc.constant(5)), { maxLength: 50 }), (start, times) => {
        let local = start
        for (const time of times) {
          const next = tick(local, time)
          expect(compare(next, local)).toBeGreaterThan(0)
          expect(next.wall).toBeGreaterThanOrEqual(time)
          local = next
        }
      }),
    )
  })

  it('is after all it has seen', () => {
    fc.assert(
      fc.property(stamp, stamp, now, (local, theirs, time) => {
        const merged = merge(local, theirs, time)
        expect(compare(merged, local)).toBeGreaterThan(0)
        expect(compare(merged, theirs)).toBeGreaterThan(0)
      }),
    )
  })

  it('never runs more than a millisecond ahead of what it believed', () => {
    fc.assert(
      fc.property(stamp, stamp, now, (local, theirs, time) => {
        expect(merge(local, theirs, time).wall).toBeLessThanOrEqual(Math.max(local.wall, theirs.wall, time) + 1)
      }),
    )
  })

  it('believes an honest stamp as it is', () => {
    expect(clamp({ wall: 1_000, count: 3 }, { wall: 900, count: 9 }, 1_100)).toEqual({ wall: 1_000, count: 3 })
    expect(clamp({ wall: 1_000, count: 3 }, { wall: 1_000, count: 2 }, 1_100)).toEqual({ wall: 1_000, count: 3 })
  })

  it('believes a clock an hour ahead only by two minutes, and one an hour behind not at all', () => {
    const hour = 3_600_000
    expect(clamp({ wall: 10 * hour, count: 0 }, { wall: 1, count: 0 }, 9 * hour)).toEqual({ wall: 9 * hour + limits.clockAheadMs, count: 0 })
    expect(clamp({ wall: 8 * hour, count: 0 }, { wall: 9 * hour, count: 0 }, 9 * hour)).toEqual({ wall: 9 * hour, count: 1 })
  })

  it('keeps the order of one sender whatever their stamps say', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(stamp, now), { maxLength: 60 }), (received) => {
        let last: Hlc = { wall: 0, count: 0 }
        for (const [theirs, time] of received) {
          const believed = clamp(theirs, last, time)
          expect(key(believed) > key(last)).toBe(true)
          expect(believed.wall).toBeLessThanOrEqual(Math.max(last.wall + 1, time + limits.clockAheadMs))
          last = believed
        }
      }),
    )
  })

  it('gives the same order on both sides of a conversation with honest clocks', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3 })), { maxLength: 60 }), (turns) => {
        const ids = { a: 'A'.repeat(52), b: 'B'.repeat(52) }
        let time = 1_000
        let clocks: { a: Hlc; b: Hlc } = { a: { wall: 0, count: 0 }, b: { wall: 0, count: 0 } }
        const last: { a: Hlc; b: Hlc } = { a: { wall: 0, count: 0 }, b: { wall: 0, count: 0 } }
        const made: string[] = []
        turns.forEach(([isA, passed], seq) => {
          const [me, them] = isA ? (['a', 'b'] as const) : (['b', 'a'] as const)
          time += passed
          const mine = tick(clocks[me], time)
          const believed = clamp(mine, last[me], time)
          expect(believed).toEqual(mine)
          last[me] = believed
          clocks = { ...clocks, [me]: mine, [them]: merge(clocks[them], believed, time) }
          made.push(orderKey(mine.wall, mine.count, ids[me], seq + 1))
        })
        expect([...made].sort()).toEqual(made)
      }),
    )
  })
})

describe('the order key', () => {
  it('compares as a string like clock, author, sequence', () => {
    const part = fc.record({
      wall: fc.integer({ min: 0, max: maxWall }),
      count: fc.integer({ min: 0, max: maxCount }),
      id: fc.constantFrom('A'.repeat(52), 'B'.repeat(52), '2'.repeat(52)),
      seq: fc.integer({ min: 0, max: maxSeq }),
    })
    fc.assert(
      fc.property(part, part, (a, b) => {
        const [x, y] = [a, b].map(({ wall, count, id, seq }) => orderKey(wall, count, id, seq)) as [string, string]
        expect(x.length).toBe(34)
        const byParts = a.wall - b.wall || a.count - b.count || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || a.seq - b.seq
        expect(Math.sign(x < y ? -1 : x > y ? 1 : 0)).toBe(Math.sign(byParts))
      }),
    )
  })
})
