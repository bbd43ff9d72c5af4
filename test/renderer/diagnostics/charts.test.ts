import { describe, expect, it } from 'vitest'
import { columnsOf, dayColumns, dayFigures } from '../../../renderer/features/diagnostics/charts/day-figures.ts'
import { type LatencySample, latencyPoints, latencyRows } from '../../../renderer/features/diagnostics/charts/latency-points.ts'
import { linearScale, logScale, valueScale } from '../../../renderer/features/diagnostics/charts/scale.ts'
import { histogram, rank, rollingBand } from '../../../renderer/features/diagnostics/charts/statistics.ts'
import { thin } from '../../../renderer/features/diagnostics/charts/thin.ts'

const sample = (seq: number, rest: Partial<LatencySample> = {}): LatencySample => ({
  seq,
  sentMs: seq * 10,
  outcome: 'answered',
  rttMs: 1,
  warmUp: false,
  stalled: false,
  ...rest,
})

describe('the last 24 hours', () => {
  const hour = 3_600_000
  const now = 1_000 * hour
  const bucket = (at: number, asked: number, answered: number, p50Ms: number | null) => ({ at, asked, answered, minMs: p50Ms, p50Ms, maxMs: p50Ms })

  it('are of the last 24 hours, though a window that stays open knows more', () => {
    const day = dayFigures([bucket(now - 25 * hour, 30, 0, null), bucket(now - 23 * hour, 30, 28, 4), bucket(now - hour, 10, 10, 2)], now)
    expect(day).toMatchObject({ asked: 40, lost: 2, p50Ms: 2, medians: [2, 4] })
    const columns = columnsOf(day)
    expect(columns).toHaveLength(dayColumns)
    expect(columns.flatMap(({ p50Ms, lost }, i) => (p50Ms === null && !lost ? [] : [[i, p50Ms, lost]]))).toEqual([
      [2, 4, true],
      [46, 2, false],
    ])
  })

  it('know nothing where nothing was asked, and no time where nothing was answered', () => {
    expect(dayFigures([], now)).toMatchObject({ asked: 0, lost: 0, p50Ms: null })
    const mute = dayFigures([bucket(now - hour, 3, 0, null)], now)
    expect(mute).toMatchObject({ asked: 3, lost: 3, p50Ms: null })
    expect(columnsOf(mute)[46]).toEqual({ p50Ms: null, lost: true })
  })
})

describe('thinning', () => {
  const column = (point: { x: number }) => Math.floor(point.x)
  const height = (point: { y: number }) => point.y
  it('keeps everything where there is room', () => {
    const points = Array.from({ length: 100 }, (_, x) => ({ x, y: x % 7 }))
    expect(thin(points, column, height)).toEqual(points)
  })

  it('keeps at most four of each column, and every extreme', () => {
    const points = Array.from({ length: 100_000 }, (_, i) => ({ x: i / 100, y: Math.sin(i) * (i === 41_234 ? 1_000 : 1) }))
    const kept = thin(points, column, height)
    expect(kept.length).toBeLessThanOrEqual(4_000)
    expect(kept).toContain(points[41_234])
    for (const at of [0, 500, 999]) {
      const [all, left] = [points, kept].map((list) => list.filter((point) => column(point) === at).map((point) => point.y))
      expect(Math.min(...(left ?? []))).toBe(Math.min(...(all ?? [])))
      expect(Math.max(...(left ?? []))).toBe(Math.max(...(all ?? [])))
    }
    expect(kept).toEqual([...kept].sort((a, b) => a.x - b.x))
  })

  it('has nothing of nothing', () => {
    expect(thin<{ x: number; y: number }>([], column, height)).toEqual([])
  })
})

describe('axes', () => {
  it('name round values', () => {
    expect(linearScale(7.3, 0, 100).ticks).toEqual([0, 2, 4, 6, 8])
    expect(linearScale(0.034, 0, 100).ticks.map((tick) => tick.toFixed(2))).toEqual(['0.00', '0.01', '0.02', '0.03', '0.04'])
    expect(logScale(0.2, 95, 0, 100).ticks.map((tick) => Number(tick.toPrecision(1)))).toEqual([0.1, 1, 10, 100])
  })

  it('put values between their ends, never beyond', () => {
    const up = linearScale(10, 200, 0)
    expect([up.of(0), up.of(5), up.of(10), up.of(99)]).toEqual([200, 100, 0, 0])
    const log = logScale(1, 100, 0, 100)
    expect([log.of(1), log.of(10), log.of(100), log.of(0), log.of(1e9)]).toEqual([0, 50, 100, 0, 100])
  })

  it('become logarithmic when one answer is far from the others, and only then', () => {
    expect(valueScale([1, 1.2, 1.3, 4], 0, 100).kind).toBe('linear')
    expect(valueScale([0.2, 0.2, 0.3, 190], 0, 100).kind).toBe('log')
    expect(valueScale([], 0, 100).ticks.length).toBeGreaterThan(1)
  })
})

describe('the rolling band', () => {
  it('shows p95 only of twenty values', () => {
    const points = Array.from({ length: 19 }, (_, i) => ({ atMs: i, value: i }))
    expect(rollingBand(points, 10_000, 2).map(({ p95 }) => p95)).toEqual([null, null, null])
    expect(rollingBand([...points, { atMs: 19, value: 99 }], 10_000, 1)[0]).toEqual({ atMs: 0, p50: 9, p95: 18 })
  })

  it('is the same as sorting each window, and quick for ten thousand', () => {
    const points = Array.from({ length: 10_000 }, (_, i) => ({ atMs: i, value: (i * 7_919) % 1_009 }))
    const began = performance.now()
    const band = rollingBand(points, 3_000, 120)
    expect(performance.now() - began).toBeLessThan(250)
    for (const { atMs, p50, p95 } of band.filter((_, i) => i % 20 === 0)) {
      const sorted = points
        .filter((point) => Math.abs(point.atMs - atMs) <= 1_500)
        .map(({ value }) => value)
        .sort((a, b) => a - b)
      expect([p50, p95]).toEqual([rank(sorted, 50), rank(sorted, 95)])
    }
  })

  it('looks at its window alone', () => {
    const points = [
      ...Array.from({ length: 100 }, (_, i) => ({ atMs: i * 100, value: 1 })),
      ...Array.from({ length: 100 }, (_, i) => ({ atMs: 50_000 + i * 100, value: 9 })),
    ]
    const band = rollingBand(points, 10_000, 20)
    expect(band[0]?.p50).toBe(1)
    expect(band.at(-1)?.p50).toBe(9)
    expect(band.some(({ atMs }) => atMs > 20_000 && atMs < 40_000)).toBe(false)
  })
})

it('a histogram counts every value once', () => {
  const counts = histogram([0, 1, 5, 9.99, 10, 99], 10, (value) => value / 10)
  expect(counts).toEqual([1, 1, 0, 0, 0, 1, 0, 0, 0, 3])
})

describe('what becomes of probes', () => {
  it('is one mark for each', () => {
    const { points, lost, refused, counts } = latencyPoints([
      sample(0, { warmUp: true }),
      sample(1),
      sample(2, { stalled: true }),
      sample(3, { outcome: 'late', rttMs: 9 }),
      sample(4, { outcome: 'late', rttMs: null }),
      sample(5, { duplicates: 1 }),
      sample(6, { outcome: 'lost', rttMs: null }),
      sample(7, { outcome: 'refused', rttMs: null }),
      sample(8, { outcome: 'waiting', rttMs: null }),
      sample(9, { reordered: true }),
    ])
    expect(points.map(({ mark }) => mark)).toEqual(['warm-up', 'answered', 'stalled', 'late', 'duplicate', 'answered'])
    expect(lost).toEqual([40, 60])
    expect(refused).toEqual([70])
    expect(counts).toEqual({ answered: 2, late: 1, duplicate: 1, stalled: 1, 'warm-up': 1, lost: 2, refused: 1, reordered: 1 })
  })

  it('fits a few rows, which lose none', () => {
    const all = latencyPoints(Array.from({ length: 1_000 }, (_, seq) => sample(seq, seq % 10 === 0 ? { outcome: 'lost', rttMs: null } : { rttMs: seq })))
    const rows = latencyRows(all, 10_000)
    expect(rows).toHaveLength(12)
    expect(rows.reduce((sum, row) => sum + row.sent, 0)).toBe(1_000)
    expect(rows.reduce((sum, row) => sum + row.lost, 0)).toBe(100)
    expect(rows.at(-1)?.max).toBe(999)
  })
})
