import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jitterOf } from '../../../../electron/net/diagnostics/measure/jitter.ts'
import { distribution, percentile, trimmedMean } from '../../../../electron/net/diagnostics/measure/percentiles.ts'
import { probeFigures } from '../../../../electron/net/diagnostics/measure/probes.ts'
import { bufferDelayPercent, confidence, loss, measurable, rpm } from '../../../../electron/net/diagnostics/measure/quality.ts'
import { SequenceCounter } from '../../../../electron/net/diagnostics/measure/sequence.ts'
import type { Outcome, Probe } from '../../../../shared/model/diagnostics.ts'

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('percentiles', () => {
  it('are by nearest rank', () => {
    expect(percentile([15, 20, 35, 40, 50], 30)).toBe(20)
    expect(percentile([15, 20, 35, 40, 50], 40)).toBe(20)
    expect(percentile([15, 20, 35, 40, 50], 100)).toBe(50)
    expect(percentile([], 50)).toBeNull()
  })

  it('have p95 from 20 values and p99 from 100, not before', () => {
    expect(distribution(upTo(19))).toMatchObject({ n: 19, p50: 10, p95: null, p99: null, min: 1, max: 19, mean: 10 })
    expect(distribution(upTo(20))).toMatchObject({ p95: 19, p99: null })
    expect(distribution(upTo(99))).toMatchObject({ p95: 95, p99: null })
    expect(distribution(upTo(100))).toMatchObject({ p50: 50, p95: 95, p99: 99 })
    expect(distribution([])).toBeNull()
    expect(distribution([Number.NaN, Number.POSITIVE_INFINITY])).toBeNull()
  })

  it('sort numbers as numbers, and leave their input alone', () => {
    const values = [100, 9, 20]
    expect(distribution(values)).toMatchObject({ min: 9, p50: 20, max: 100 })
    expect(values).toEqual([100, 9, 20])
  })

  it('the mean without the slowest twentieth', () => expect(trimmedMean([...upTo(19), 10_000])).toBe(10))
})

describe('jitter', () => {
  it('is that of RFC 3550', () => {
    const transits = [10, 12, 9, 9, 15]
    const steps = [2, 3, 4, 5].map((n) => jitterOf(transits.slice(0, n)) ?? 0)
    for (const [i, expected] of [0.125, 0.30469, 0.28564, 0.64279].entries()) expect(steps[i]).toBeCloseTo(expected, 5)
  })

  it('needs two, and does not see a constant difference of clocks', () => {
    expect(jitterOf([5])).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 2 }), fc.integer({ min: -1_000_000, max: 1_000_000 }), (transits, offset) => {
        expect(jitterOf(transits.map((t) => t + offset))).toBe(jitterOf(transits))
      }),
    )
  })
})

describe('sequence', () => {
  const count = (seqs: readonly number[]) => {
    const counter = new SequenceCounter()
    return { arrivals: seqs.map((seq) => counter.arrived(seq)), counter }
  }

  it('counts 0, 1, 3, 2, 2, 5 of 6: one lost, one reordered, one twice', () => {
    const { counter, arrivals } = count([0, 1, 3, 2, 2, 5])
    expect({ lost: 6 - counter.received, reordered: counter.reordered, duplicates: counter.duplicates }).toEqual({ lost: 1, reordered: 1, duplicates: 1 })
    expect(arrivals[3]).toEqual({ duplicate: false, reordered: true })
    expect(arrivals[4]).toEqual({ duplicate: true, reordered: false })
    expect(loss(1, 6).percent).toBeCloseTo(16.7, 1)
  })

  it('says how far the most displaced one was (RFC 4737)', () => {
    expect(count([0, 2, 3, 4, 1]).counter.extent).toBe(3)
    expect(count([5, 0, 1, 2]).counter.extent).toBe(3)
    expect(count([0, 1, 2]).counter.extent).toBe(0)
  })

  it('agrees with the definition on any order', () => {
    const some = fc.array(fc.nat({ max: 40 }), { maxLength: 60 })
    fc.assert(
      fc.property(some, (seqs) => {
        const { counter } = count(seqs)
        const unique = seqs.filter((seq, i) => seqs.indexOf(seq) === i)
        const extents = unique.map((seq, i) => {
          const first = unique.findIndex((other) => other > seq)
          return first === -1 || first > i ? 0 : i - first
        })
        expect(counter.received).toBe(unique.length)
        expect(counter.duplicates).toBe(seqs.length - unique.length)
        expect(counter.reordered).toBe(extents.filter((e) => e > 0).length)
        expect(counter.extent).toBe(Math.max(0, ...extents))
      }),
    )
  })
})

describe('what the figures are worth', () => {
  it('nothing lost of 100 is "below 3 %", not "0 %"', () => {
    expect(loss(0, 100)).toEqual({ percent: 0, belowPercent: 3 })
    expect(loss(2, 100)).toEqual({ percent: 2, belowPercent: null })
    expect(loss(0, 0)).toEqual({ percent: null, belowPercent: null })
    expect(loss(0, 2).belowPercent).toBe(100)
  })

  it('60 ms are 1000 round trips a minute; 25 to 32 ms is 28 % more', () => {
    expect(rpm([60, 60, 60])).toBe(1_000)
    expect(rpm([])).toBeNull()
    expect(bufferDelayPercent(25, 32)).toBeCloseTo(28, 10)
  })

  it('differences below twice the floor are none', () => {
    expect(measurable(0.3, 0.45, 0.1)).toBe(false)
    expect(measurable(0.3, 0.55, 0.1)).toBe(true)
  })

  it('confidence falls with few samples, late sending and stalls', () => {
    const good = { n: 200, stalled: 0, latenessP95Ms: 0.1, gapMs: 50 }
    expect(confidence(good)).toBe('high')
    expect(confidence({ ...good, n: 99 })).toBe('medium')
    expect(confidence({ ...good, stalled: 20 })).toBe('medium')
    expect(confidence({ ...good, n: 19 })).toBe('low')
    expect(confidence({ ...good, latenessP95Ms: 26 })).toBe('low')
    expect(confidence({ ...good, stalled: 100 })).toBe('low')
  })

  it('warm-up and stalled probes are counted, and not measured', () => {
    const probe = (seq: number, outcome: Outcome, rttMs: number | null, more: Partial<Probe> = {}): Probe => ({
      seq,
      dueMs: seq,
      sentMs: seq,
      outcome,
      rttMs,
      warmUp: false,
      stalled: false,
      code: null,
      ...more,
    })
    const figures = probeFigures(
      [
        probe(0, 'answered', 900, { warmUp: true }),
        probe(1, 'answered', 1),
        probe(2, 'answered', 800, { stalled: true }),
        probe(3, 'lost', null),
        probe(4, 'late', 6_000),
        probe(5, 'refused', null, { code: 'ECONNREFUSED' }),
        probe(6, 'not-sent', null),
        probe(7, 'waiting', null),
      ],
      { gapMs: 50, floorMs: 0.1 },
    )
    expect(figures).toMatchObject({ sent: 6, answered: 2, late: 1, lost: 1, refused: 1, notSent: 1, warmUp: 1, stalled: 1, lossPercent: 25, floorMs: 0.1 })
    expect(figures.rtt).toMatchObject({ n: 1, max: 1 })
  })
})
