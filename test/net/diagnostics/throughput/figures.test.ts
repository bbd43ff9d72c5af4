import { describe, expect, it } from 'vitest'
import { directionFigures, rttsOf } from '../../../../electron/net/diagnostics/throughput/figures.ts'
import { readLine } from '../../../../electron/net/diagnostics/throughput/lines.ts'
import type { ThroughputBin, ThroughputPhase, ThroughputProbe, ThroughputSample } from '../../../../shared/model/throughput.ts'

let seq = 0
const bin = (into: number, bytes: number, ms = 1_000): ThroughputBin => ({
  ...{ seq: seq++, type: 'bin', phase: 'up', atMs: into, intoPhaseMs: into, ms, bytes, counted: into >= 2_000 },
})
const probe = (phase: ThroughputPhase, rttMs: number | null, change: Partial<ThroughputProbe> = {}): ThroughputProbe => ({
  ...{ seq: seq++, type: 'probe', phase, atMs: 0, outcome: rttMs === null ? 'lost' : 'answered', rttMs, counted: true, stalled: false, ...change },
})
const probes = (phase: ThroughputPhase, rttMs: number, n = 40): ThroughputSample[] => Array.from({ length: n }, () => probe(phase, rttMs))

describe('the figures of one direction', () => {
  it('hold the vectors: 60 ms are 1000 RPM, 25 to 32 ms a buffer delay of 28 %', () => {
    expect(directionFigures([bin(2_000, 1), ...probes('up', 60)], 'up')?.udpRpm).toBeCloseTo(1_000, 6)
    const figures = directionFigures([...probes('idle', 25), bin(2_000, 1), ...probes('up', 32)], 'up')
    expect(figures).toMatchObject({ increaseMs: 7, bufferDelayPercent: 28 })
  })

  it('leave the first two seconds out, in bytes and in times', () => {
    const early = { counted: false }
    const samples = [bin(0, 9e9), bin(1_000, 9e9), bin(2_000, 2_500_000), bin(3_000, 5_000_000), bin(4_000, 2_500_000), probe('up', 900, early), probe('up', 4)]
    expect(directionFigures(samples, 'up')).toMatchObject({ p50Mbps: 20, loaded: { n: 1, max: 4 } })
    expect(directionFigures(samples, 'up')?.mbps).toBeCloseTo(26.667, 3)
    expect(directionFigures(samples, 'up')?.bytes).toBe(18_010_000_000)
  })

  it('set apart what this computer was too busy for, and count what was lost', () => {
    const samples = [bin(2_000, 1), probe('up', 5), probe('up', 500, { stalled: true }), probe('up', null)]
    expect(rttsOf(samples, 'up')).toEqual([5])
    expect(directionFigures(samples, 'up')).toMatchObject({ probesLost: 1, confidence: 'low' })
  })

  it('judge a line that was over before its pace was found by all of it, and say so', () => {
    expect(directionFigures([bin(0, 500_000_000, 400)], 'up')).toMatchObject({ mbps: 10_000, confidence: 'low', loaded: null, increaseMs: null, udpRpm: null })
  })

  it('are none where nothing went', () => {
    expect(directionFigures([...probes('idle', 3)], 'down')).toBeNull()
  })
})

it('reads lines of the protocol, and nothing else', () => {
  expect(readLine('BIN 0 1000 125000')).toEqual({ word: 'BIN', numbers: [0, 1_000, 125_000] })
  expect(readLine('END')).toEqual({ word: 'END', numbers: [] })
  for (const line of ['', 'bin 1', 'BIN -1', 'BIN 1.5', 'BIN  1', 'BIN 1 ', 'BIN 9999999999999', 'GET / HTTP/1.1']) expect(readLine(line), line).toBeNull()
})
