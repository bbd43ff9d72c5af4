import type { ThroughputBin, ThroughputFigures, ThroughputProbe, ThroughputSample } from '../../../../shared/model/throughput.ts'
import { distribution, percentile } from '../measure/percentiles.ts'
import { bufferDelayPercent, confidence, rpm } from '../measure/quality.ts'
import { throughputLimits as limits } from './constants.ts'

/** 10^6 bits a second. */
const mbps = (bytes: number, ms: number): number => (bytes * 8) / ms / 1_000

const isProbe = (sample: ThroughputSample): sample is ThroughputProbe => sample.type === 'probe'
const isBin = (sample: ThroughputSample): sample is ThroughputBin => sample.type === 'bin'

/** Round trips that count: not of the first seconds of a load, not while this computer was busy. */
export function rttsOf(samples: readonly ThroughputSample[], phase: ThroughputProbe['phase']): readonly number[] {
  return samples
    .filter(isProbe)
    .filter((probe) => probe.phase === phase && probe.counted && !probe.stalled && probe.outcome === 'answered')
    .map(({ rttMs }) => rttMs ?? 0)
}

/** One direction; null: it has not begun. A line so fast that it was over before its pace was found is judged by all that it moved. Pure. */
export function directionFigures(samples: readonly ThroughputSample[], phase: 'up' | 'down'): ThroughputFigures | null {
  const all = samples.filter(isBin).filter((bin) => bin.phase === phase)
  if (all.length === 0) return null
  const steady = all.filter(({ counted }) => counted)
  const bins = steady.length > 0 ? steady : all
  const [bytes, ms] = [sum(bins.map((bin) => bin.bytes)), sum(bins.map((bin) => bin.ms))]
  const whole = bins.filter((bin) => bin.ms >= limits.binMs / 2)
  const rates = Float64Array.from((whole.length > 0 ? whole : bins).map((bin) => mbps(bin.bytes, bin.ms))).sort()
  const idle = distribution(rttsOf(samples, 'idle'))
  const loadedRtts = rttsOf(samples, phase)
  const loaded = distribution(loadedRtts)
  const probes = samples.filter(isProbe).filter((probe) => probe.phase === phase && probe.counted)
  const known = confidence({
    n: loadedRtts.length,
    stalled: probes.filter(({ stalled }) => stalled).length,
    latenessP95Ms: null,
    gapMs: 1_000 / limits.probesPerSecond,
  })
  return {
    bytes: sum(all.map((bin) => bin.bytes)),
    mbps: ms > 0 ? mbps(bytes, ms) : null,
    p50Mbps: percentile(rates, 50),
    loaded,
    increaseMs: idle && loaded ? loaded.p50 - idle.p50 : null,
    bufferDelayPercent: idle && loaded ? bufferDelayPercent(idle.p50, loaded.p50) : null,
    udpRpm: rpm(loadedRtts),
    probesLost: probes.filter(({ outcome }) => outcome === 'lost').length,
    confidence: steady.length >= 3 ? known : 'low',
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
