import { describe, expect, it } from 'vitest'
import { historyLimits } from '../../shared/diagnostic-limits.ts'
import type { UdpEchoRun, UdpEchoSummary } from '../../shared/model/diagnostics.ts'
import type { MtuRun } from '../../shared/model/runs.ts'
import { compareRuns } from '../../shared/runs/compare.ts'
import { digestOf } from '../../shared/runs/digest.ts'
import { trimRun } from '../../shared/runs/trim.ts'

const summary: UdpEchoSummary = {
  ...{ sent: 20, answered: 20, late: 0, lost: 0, refused: 0, unreachable: 0, notSent: 0, warmUp: 0, stalled: 0 },
  ...{ rtt: { n: 20, min: 1, mean: 1, p50: 1, p95: 2, p99: null, max: 2 }, jitterMs: 0.2, lateness: null, lossPercent: 0, lossBelowPercent: 15 },
  ...{
    confidence: 'medium',
    floorMs: 0.1,
    duplicates: 0,
    reordered: 0,
    reorderExtent: 0,
    jitterUpMs: null,
    jitterDownMs: null,
    lostUp: null,
    lostDown: null,
    lostHere: null,
  },
  ...{ first: 1, matched: 20, mismatched: 0, remote: null, local: null },
}
const options = { host: '2001:db8::1', port: 7, payload: { type: 'size', bytes: 64 }, count: 20, rate: 20, replyTimeoutMs: 1_000 } as const
const ended = { startedAt: 1, endedAt: 2, error: null } as const
const udp = (change: Partial<UdpEchoSummary> = {}, state: UdpEchoRun['state'] = 'complete') =>
  digestOf({ ...ended, id: 'a', kind: 'udp-echo', options, samples: [], summary: { ...summary, ...change }, state })
const rtt = (p50: number, p95: number | null = null) => ({ n: 20, min: p50, mean: p50, p50, p95, p99: null, max: p50 })

describe('a digest', () => {
  it('names its target and says whether later runs are to be compared with it', () => {
    expect(udp()).toMatchObject({ target: '[2001:db8::1]:7', good: true, sampleCount: 0 })
    expect(udp()).not.toHaveProperty('samples')
    const bad = [udp({ lost: 1 }), udp({ late: 1 }), udp({ mismatched: 1 }), udp({ refused: 5, answered: 0 }), udp({}, 'stopped'), udp({}, 'failed')]
    expect(bad.map(({ good }) => good)).toEqual(bad.map(() => false))
  })
})

describe('a comparison', () => {
  const trends = (now: Partial<UdpEchoSummary>, before: Partial<UdpEchoSummary> = {}) =>
    Object.fromEntries(compareRuns(udp(now), udp(before)).map(({ figure, trend }) => [figure, trend]))

  it('tells better from worse, and no difference from one', () => {
    expect(trends({})).toEqual({ 'rtt-p50': 'same', 'rtt-p95': 'same', jitter: 'same', loss: 'same' })
    expect(trends({ rtt: rtt(5, 9), lossPercent: 5 })).toMatchObject({ 'rtt-p50': 'worse', 'rtt-p95': 'worse', loss: 'worse' })
    expect(trends({ rtt: rtt(0.5) }, { lossPercent: 50 })).toMatchObject({ 'rtt-p50': 'better', 'rtt-p95': 'unknown', loss: 'better' })
  })

  it('calls times closer than twice what this computer adds the same', () => {
    expect(trends({ rtt: rtt(1.19) })['rtt-p50']).toBe('same')
    expect(trends({ rtt: rtt(1.25) })['rtt-p50']).toBe('worse')
    expect(trends({ rtt: rtt(1.25), floorMs: 0.2 })['rtt-p50']).toBe('same')
  })

  it('knows where more is better', () => {
    const mtu = (largest: number) =>
      digestOf({ ...ended, id: 'b', kind: 'mtu', options: { ...options, most: 9 }, samples: [], summary: { largest, atMost: false }, state: 'complete' })
    expect(compareRuns(mtu(1_472), mtu(1_200))).toEqual([{ figure: 'largest', before: 1_200, now: 1_472, trend: 'better' }])
  })
})

describe('what is kept', () => {
  const run = (n: number, size = 1): MtuRun => {
    const samples = Array.from({ length: n }, (_, seq) => ({ seq, atMs: 0, size: 10 ** size, passed: true, tries: 1 }))
    return { ...ended, id: 'c', kind: 'mtu', options: { host: 'h', port: 7, most: 9 }, samples, summary: { largest: 1, atMost: true }, state: 'complete' }
  }

  it('are the first and the last samples of too many', () => {
    expect(trimRun(run(100)).samples).toHaveLength(100)
    const kept = trimRun(run(historyLimits.samples + 1_000)).samples
    expect(kept).toHaveLength(historyLimits.samples)
    expect([kept[0]?.seq, kept[999]?.seq, kept[1_000]?.seq, kept.at(-1)?.seq]).toEqual([0, 999, 2_000, 2_999])
  })

  it('is no longer than its limit, whatever the samples hold', () => {
    const long = { ...run(1_000), samples: run(1_000).samples.map((sample) => ({ ...sample, more: 'x'.repeat(10_000) })) }
    expect(JSON.stringify(trimRun(long)).length).toBeLessThan(historyLimits.characters)
    expect(trimRun(long).samples.length).toBeGreaterThan(50)
  })
})
