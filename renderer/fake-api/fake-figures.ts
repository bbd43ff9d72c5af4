import type { Distribution, Probe, ProbeFigures } from '../../shared/model/diagnostics.ts'
import { rank } from '../features/diagnostics/charts/statistics.ts'

export function fakeDistribution(values: readonly number[]): Distribution | null {
  const sorted = [...values].sort((a, b) => a - b)
  const [min, max, n] = [sorted[0], sorted.at(-1), sorted.length]
  if (min === undefined || max === undefined) return null
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n
  return { n, min, mean, p50: rank(sorted, 50) ?? min, p95: n < 20 ? null : (rank(sorted, 95) ?? null), p99: n < 100 ? null : (rank(sorted, 99) ?? null), max }
}

/** As the core counts them, near enough for a picture. */
export function fakeFigures(probes: readonly Probe[]): ProbeFigures {
  const real = probes.filter((probe) => !probe.warmUp)
  const count = (outcome: Probe['outcome']) => real.filter((probe) => probe.outcome === outcome).length
  const times = real.flatMap((probe) => (probe.outcome === 'answered' && !probe.stalled && probe.rttMs !== null ? [probe.rttMs] : []))
  const [answered, late, lost] = [count('answered'), count('late'), count('lost')]
  const known = answered + late + lost
  return {
    sent: real.length,
    answered,
    late,
    lost,
    refused: count('refused'),
    unreachable: count('unreachable'),
    notSent: count('not-sent'),
    warmUp: probes.length - real.length,
    stalled: real.filter((probe) => probe.stalled).length,
    rtt: fakeDistribution(times),
    jitterMs: times.length < 2 ? null : 0.21,
    lateness: fakeDistribution(real.map(() => 0.1)),
    lossPercent: known === 0 ? null : (100 * lost) / known,
    lossBelowPercent: known > 0 && lost === 0 ? Math.min(100, 300 / known) : null,
    confidence: times.length < 20 ? 'low' : times.length < 100 ? 'medium' : 'high',
    floorMs: 0.09,
  }
}
