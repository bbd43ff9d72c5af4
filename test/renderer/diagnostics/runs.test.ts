import { describe, expect, it } from 'vitest'
import { applyProgress, applyRun, mergeSamples, noRuns, type Runs } from '../../../renderer/state/runs.ts'
import { historyLimits } from '../../../shared/diagnostic-limits.ts'
import type { AnyProgress, RunDigest } from '../../../shared/model/runs.ts'

const digest = (id: string, rest: object = {}) =>
  ({
    id,
    kind: 'tcp-echo-server',
    target: '',
    startedAt: 1,
    endedAt: null,
    state: 'running',
    error: null,
    summary: {},
    options: {},
    sampleCount: 0,
    good: false,
    ...rest,
  }) as unknown as RunDigest
const progress = (runId: string, samples: readonly object[], rest: object = {}) =>
  ({ runId, kind: 'tcp-echo-server', samples, summary: {}, state: 'running', endedAt: null, error: null, ...rest }) as unknown as AnyProgress
const seqs = (runs: Runs, id: string) => runs.live[id]?.samples.map(({ seq }) => seq)

describe('samples', () => {
  it('are merged by their number, new ones and changed ones', () => {
    const old = [1, 2, 5].map((seq) => ({ seq, old: true }))
    expect(mergeSamples(old, [])).toBe(old)
    expect(
      mergeSamples(
        old,
        [6, 7].map((seq) => ({ seq, old: false })),
      ).map(({ seq }) => seq),
    ).toEqual([1, 2, 5, 6, 7])
    expect(
      mergeSamples(
        old,
        [0, 2, 3, 9].map((seq) => ({ seq, old: false })),
      ),
    ).toEqual([
      { seq: 0, old: false },
      { seq: 1, old: true },
      { seq: 2, old: false },
      { seq: 3, old: false },
      { seq: 5, old: true },
      { seq: 9, old: false },
    ])
  })
})

describe('runs', () => {
  it('are followed from their beginning, and end', () => {
    let runs = applyRun(noRuns, digest('a'))
    runs = applyProgress(runs, progress('a', [{ seq: 2 }, { seq: 1 }]))
    runs = applyProgress(runs, progress('a', [{ seq: 3 }], { state: 'complete', endedAt: 9 }))
    expect(seqs(runs, 'a')).toEqual([1, 2, 3])
    expect(runs.digests[0]).toMatchObject({ state: 'complete', endedAt: 9, sampleCount: 3 })
  })

  it('that are not known are not followed', () => {
    expect(applyProgress(noRuns, progress('a', [{ seq: 1 }]))).toBe(noRuns)
    expect(applyRun(noRuns, digest('a', { state: 'complete' })).live).toEqual({})
  })

  it('of a server keep its newest rows, and tell what each client sent since', () => {
    let runs = applyRun(noRuns, digest('a'))
    runs = applyProgress(runs, progress('a', [{ seq: 1, number: 1, bytesIn: 10 }]))
    runs = applyProgress(
      runs,
      progress('a', [
        { seq: 1, number: 1, bytesIn: 25 },
        { seq: 2, number: 2, bytesIn: 0 },
      ]),
    )
    expect(runs.live['a']?.chunks.map(({ number, bytes }) => [number, bytes])).toEqual([
      [1, 10],
      [1, 15],
    ])
    runs = applyProgress(
      runs,
      progress(
        'a',
        Array.from({ length: historyLimits.samples + 5 }, (_, i) => ({ seq: i + 3 })),
      ),
    )
    expect(runs.live['a']?.samples).toHaveLength(historyLimits.samples)
    expect(runs.live['a']?.samples.at(-1)?.seq).toBe(historyLimits.samples + 7)
  })

  it('that are over make room, the shown one apart', () => {
    let runs: Runs = { ...noRuns, shown: { 'tcp-echo-server': 'r0' } }
    for (let i = 0; i < 40; i++) {
      runs = applyRun(runs, digest(`r${i}`, { startedAt: i }))
      runs = applyRun(runs, digest(`r${i}`, { startedAt: i, state: 'complete' }))
    }
    expect(Object.keys(runs.live).length).toBeLessThan(16)
    expect(runs.live['r0']).toBeDefined()
    expect(runs.live['r39']).toBeDefined()
    expect(runs.digests).toHaveLength(40)
  })
})
