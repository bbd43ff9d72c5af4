import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keep } from '../../../electron/net/protocols/secure-peer/arbitration.ts'
import { type Backoff, ended, failed, noFailures } from '../../../electron/net/protocols/secure-peer/backoff.ts'
import { limits } from '../../../shared/limits.ts'

describe('arbitration', () => {
  const person = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), minLength: 52, maxLength: 52 })
  const dial = fc.record({ run: fc.constant('run'), at: fc.integer({ min: 0, max: 1_000 }) })

  it('decides the same on both sides, in whatever order each saw the two connections', () => {
    fc.assert(
      fc.property(
        person,
        person,
        fc.boolean(),
        fc.boolean(),
        dial,
        dial,
        fc.boolean(),
        fc.boolean(),
        (a, b, firstByA, secondByA, first, second, aSwaps, bSwaps) => {
          fc.pre(a !== b && (firstByA !== secondByA || first.at !== second.at))
          const decide = (me: string, them: string, isA: boolean, swapped: boolean) => {
            const one = { name: 'first', personId: them, outbound: firstByA === isA, dial: first }
            const two = { name: 'second', personId: them, outbound: secondByA === isA, dial: second }
            const [existing, fresh] = swapped ? [two, one] : [one, two]
            return keep(me, existing, fresh) === 'existing' ? existing.name : fresh.name
          }
          expect(decide(a, b, true, aSwaps)).toBe(decide(b, a, false, bSwaps))
        },
      ),
    )
  })

  it('keeps the connection that the lower id dialled', () => {
    const of = (personId: string, outbound: boolean) => ({ personId, outbound, dial: { run: 'r', at: 1 } })
    expect(keep('A', of('B', true), of('B', false))).toBe('existing')
    expect(keep('B', of('A', true), of('A', false))).toBe('fresh')
  })

  it('keeps the newest of one dialler, also after it restarted', () => {
    const of = (run: string, at: number) => ({ personId: 'B', outbound: false, dial: { run, at } })
    expect(keep('A', of('r', 5), of('r', 6))).toBe('fresh')
    expect(keep('A', of('r', 6), of('r', 5))).toBe('existing')
    expect(keep('A', of('r', 6_000), of('restarted', 1))).toBe('fresh')
  })
})

describe('backoff', () => {
  const delays = (count: number, stepMs: (delay: number) => number, random = 0.5) => {
    let backoff: Backoff = noFailures
    let now = 0
    const all: number[] = []
    for (let i = 0; i < count; i++) {
      const next = failed(backoff, now, random)
      backoff = next.backoff
      all.push(next.delayMs)
      now += stepMs(next.delayMs)
    }
    return all
  }

  it('grows by half from 2 s to 2 min', () => {
    expect(delays(13, () => 0)).toEqual([2_000, 3_000, 4_500, 6_750, 10_125, 15_188, 22_781, 34_172, 51_258, 76_887, 115_330, 120_000, 120_000])
  })

  it('after an hour of failures goes on from 5 min to 6 h', () => {
    const all = delays(60, (delay) => delay)
    const long = all.slice(all.indexOf(300_000))
    expect(long.slice(0, 3)).toEqual([300_000, 450_000, 675_000])
    expect(long.at(-1)).toBe(6 * 3_600_000)
    expect(all.slice(0, all.indexOf(300_000)).every((d) => d <= 120_000)).toBe(true)
  })

  it('keeps within 20 % of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 20 }), (random, count) => {
        const exact = delays(count, () => 0).at(-1) as number
        const actual = delays(count, () => 0, random).at(-1) as number
        expect(actual).toBeGreaterThanOrEqual(Math.floor(exact * 0.8) - 1)
        expect(actual).toBeLessThanOrEqual(Math.ceil(exact * 1.2) + 1)
      }),
    )
  })

  it('forgets failures after a connection that lived, not after one that flapped', () => {
    const { backoff } = failed(failed(noFailures, 0, 0.5).backoff, 0, 0.5)
    expect(ended(backoff, limits.flappingMs)).toEqual({ backoff: noFailures, flapping: false })
    expect(ended(backoff, limits.flappingMs - 1)).toEqual({ backoff, flapping: true })
  })
})
