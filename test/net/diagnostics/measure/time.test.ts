import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/net/core/clock.ts'
import { Batches } from '../../../../electron/net/diagnostics/measure/batches.ts'
import { Heartbeat } from '../../../../electron/net/diagnostics/measure/heartbeat.ts'
import { openLoop } from '../../../../electron/net/diagnostics/measure/open-loop.ts'
import { Recorder, type RunHooks } from '../../../../electron/net/diagnostics/measure/recorder.ts'
import type { RunProgress } from '../../../../shared/model/diagnostics.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

describe('the open loop', () => {
  const start = (clock: FakeClock, count: number, gapMs: number) => {
    const sent: { readonly index: number; readonly dueMs: number; readonly atMs: number }[] = []
    let done = 0
    const stop = openLoop({
      clock,
      count,
      gapMs,
      startMs: 0,
      send: (index, dueMs) => sent.push({ index, dueMs, atMs: clock.monotonic() }),
      onDone: () => done++,
      soon: (run) => clock.after(0.25, run),
    })
    return { sent, stop, done: () => done }
  }

  it('keeps an absolute schedule, without drift', () => {
    const clock = new FakeClock()
    const { sent, done } = start(clock, 100, 10)
    clock.advance(1_000)
    expect(sent.map((s) => s.dueMs)).toEqual(Array.from({ length: 100 }, (_, i) => i * 10))
    expect(Math.max(...sent.map((s) => s.atMs - s.dueMs))).toBeLessThanOrEqual(0.25)
    expect(done()).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('sends what a stall of ours held up at once, with the time at which it was due', () => {
    const clock = new FakeClock()
    let stall = true
    const sent: [number, number][] = []
    openLoop({
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        after: (ms, run) => {
          const late = stall ? 35 : 0
          stall = false
          return clock.after(ms + late, run)
        },
      },
      count: 5,
      gapMs: 10,
      startMs: 0,
      send: (_, due) => sent.push([due, Math.round(clock.monotonic())]),
      onDone: () => {},
      soon: (run) => clock.after(0.25, run),
    })
    clock.advance(100)
    expect(sent.map(([due]) => due)).toEqual([0, 10, 20, 30, 40])
    expect(sent.slice(1, 5).map(([, at]) => at)).toEqual([44, 44, 44, 44])
  })

  it('stops for good', () => {
    const clock = new FakeClock()
    const { sent, stop, done } = start(clock, 100, 10)
    clock.advance(50)
    stop()
    const before = sent.length
    clock.advance(1_000)
    expect([sent.length, done()]).toEqual([before, 0])
  })

  it('is punctual on the real clock', async () => {
    const lateness: number[] = []
    await new Promise<void>((done) => {
      openLoop({
        clock: systemClock,
        count: 40,
        gapMs: 5,
        startMs: systemClock.monotonic(),
        send: (_, due) => lateness.push(systemClock.monotonic() - due),
        onDone: done,
      })
    })
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
    expect(lateness.sort((a, b) => a - b)[20]).toBeLessThan(2)
  })
})

describe('the heartbeat', () => {
  it('knows which round trips a stall of this program could have made longer', async () => {
    const heartbeat = new Heartbeat(systemClock)
    const turn = () => new Promise((resolve) => setTimeout(resolve, 15))
    await turn()
    const from = systemClock.monotonic()
    while (systemClock.monotonic() - from < 40);
    const to = systemClock.monotonic()
    expect(heartbeat.taints(from, to)).toBe(true)
    await turn()
    heartbeat.stop()
    expect(heartbeat.taints(from + 5, to + 100)).toBe(true)
    expect(heartbeat.taints(from - 200, to + 2)).toBe(true)
    expect(heartbeat.taints(from - 1_000_000, from - 500_000)).toBe(false)
  })

  it('a stall wholly between sending and arrival changed nothing', () => {
    const clock = new FakeClock()
    let late = 0
    const after = (ms: number, run: () => void) => clock.after(ms + late, run)
    const heartbeat = new Heartbeat({ now: () => clock.now(), monotonic: () => clock.monotonic(), after })
    clock.advance(100)
    late = 40
    clock.advance(7)
    late = 0
    clock.advance(200)
    expect(heartbeat.stalls).toBe(1)
    expect(heartbeat.taints(50, 250)).toBe(false)
    expect(heartbeat.taints(50, 155)).toBe(true)
    expect(heartbeat.taints(120, 250)).toBe(true)
    heartbeat.stop()
  })

  it('sees none while it beats', () => {
    const clock = new FakeClock()
    const heartbeat = new Heartbeat(clock)
    clock.advance(1_000)
    expect(heartbeat.taints(0, 1_000)).toBe(false)
    expect(heartbeat.stalls).toBe(0)
    heartbeat.stop()
    expect(clock.pending).toBe(0)
  })
})

describe('batches', () => {
  it('tell at most ten times a second, and lose nothing', () => {
    const clock = new FakeClock()
    let [fresh, told, calls] = [0, 0, 0]
    const batches = new Batches(clock, () => {
      calls++
      told += fresh
      fresh = 0
    })
    for (let i = 0; i < 1_000; i++) {
      fresh++
      batches.touch()
      clock.advance(1)
    }
    expect(calls).toBeLessThanOrEqual(10)
    batches.flush()
    expect(told).toBe(1_000)
    expect(clock.pending).toBe(0)
  })
})

interface Point {
  readonly seq: number
  readonly value: number
}

describe('a run', () => {
  const record = (hooks: RunHooks<Point, { total: number }> = {}, limits = { timeMs: 10_000, samples: 100 }) => {
    let ended = 0
    const recorder = new Recorder<'sum', { a: number }, Point, { total: number }>({
      kind: 'sum',
      options: { a: 1 },
      limits,
      summarise: (samples) => ({ total: samples.reduce((t, s) => t + s.value, 0) }),
      onEnd: () => ended++,
      ...hooks,
    })
    return { recorder, ended: () => ended }
  }

  it('has an id, what was asked, its samples and their summary, and an end', async () => {
    const clock = new FakeClock()
    const { recorder, ended } = record({ clock })
    recorder.put({ seq: 0, value: 3 })
    recorder.put({ seq: 1, value: 4 })
    recorder.put({ seq: 0, value: 5 })
    clock.advance(100)
    recorder.end('complete')
    recorder.put({ seq: 2, value: 100 })
    const run = await recorder.done
    expect(run).toMatchObject({ kind: 'sum', options: { a: 1 }, samples: [{ value: 5 }, { value: 4 }], summary: { total: 9 }, state: 'complete', error: null })
    expect((run.endedAt ?? 0) - run.startedAt).toBe(100)
    expect(ended()).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('tells what changed at most ten times a second, and its end at last', async () => {
    const clock = new FakeClock()
    const told: RunProgress<Point, { total: number }>[] = []
    const { recorder } = record({ clock, onProgress: (p) => told.push(p) }, { timeMs: 10_000, samples: 2_000 })
    for (let seq = 0; seq < 1_000; seq++) {
      recorder.put({ seq, value: 1 })
      clock.advance(1)
    }
    recorder.end('complete')
    expect(told.length).toBeLessThanOrEqual(11)
    expect(told.flatMap((p) => p.samples).length).toBe(1_000)
    expect(told.at(-1)).toMatchObject({ state: 'complete', summary: { total: 1_000 } })
    expect(told.slice(0, -1).every((p) => p.state === 'running')).toBe(true)
  })

  it('ends when its time or its samples run out, or when it is stopped', async () => {
    const clock = new FakeClock()
    const late = record({ clock })
    clock.advance(10_000)
    expect((await late.recorder.done).state).toBe('limit')
    const many = record({ clock }, { timeMs: 10_000, samples: 2 })
    for (let seq = 0; seq < 5; seq++) many.recorder.put({ seq, value: 1 })
    expect(await many.recorder.done).toMatchObject({ state: 'limit', summary: { total: 2 } })
    const stop = new AbortController()
    const stopped = record({ clock, signal: stop.signal })
    stop.abort()
    expect((await stopped.recorder.done).state).toBe('stopped')
    const already = record({ clock, signal: AbortSignal.abort() })
    expect((await already.recorder.done).state).toBe('stopped')
  })

  it('keeps what was measured before it failed', async () => {
    const { recorder } = record()
    recorder.put({ seq: 0, value: 7 })
    recorder.fail(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))
    expect(await recorder.done).toMatchObject({ state: 'failed', error: { code: 'ECONNREFUSED' }, summary: { total: 7 } })
  })
})
