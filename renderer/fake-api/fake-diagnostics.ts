import { AppError } from '../../shared/errors.ts'
import type { CallAnswer, CallArgs, DiagnosticCommands } from '../../shared/ipc/contract.ts'
import type { AnyProgress, AnyRun, AnySample, Change, RunDigest } from '../../shared/model/runs.ts'
import { targetOf } from '../../shared/runs/target.ts'
import type { FakeCommandDeps } from './fake-commands.ts'
import { fakeMeasured } from './fake-measured.ts'
import { fakePieces, fakeRecording, fakeSockets, quiet } from './fake-wire.ts'
import { fakeUuid } from './random.ts'

export type FakeDiagnostics = { readonly [C in keyof DiagnosticCommands]: (args: CallArgs<C>) => CallAnswer<C> }

type Test = CallArgs<'diagnostics.start'>['test']

/** Batches that a run of the fake world is told in, and the time between two. ms */
const batches = 20
const betweenMs = 120

/** Runs that measure nothing, and tell of it as the real ones do. */
export function createFakeDiagnostics(deps: FakeCommandDeps): FakeDiagnostics {
  const { core, random, now, later, peopled } = deps
  /** Newest first. */
  let runs: AnyRun[] = []
  let { recording } = quiet
  const wire = () => ({ sockets: peopled ? fakeSockets(now()) : [], recording })

  const find = (runId: string): AnyRun => {
    const run = runs.find(({ id }) => id === runId)
    if (!run) throw new AppError('unknown-run')
    return run
  }
  const put = (run: AnyRun) => {
    runs = runs.map((old) => (old.id === run.id ? run : old))
  }
  const begin = (test: Test, startedAt: number): AnyRun => {
    const { samples, summary, error, options } = fakeMeasured(random, test, startedAt, core)
    const id = fakeUuid(random, startedAt)
    return { id, kind: test.kind, options, samples, summary, startedAt, endedAt: null, state: 'running', error } as unknown as AnyRun
  }
  const over = (run: AnyRun, state: AnyRun['state']): AnyRun => ({ ...run, state, endedAt: now() }) as AnyRun
  const tell = (run: AnyRun, samples: readonly AnySample[]) => {
    const { id, kind, summary, state, endedAt, error } = run
    core.emit({
      type: 'run-progress',
      progress: { runId: id, kind, samples, summary, state, endedAt, error: state === 'running' ? null : error } as unknown as AnyProgress,
    })
  }
  const live = (whole: AnyRun) => {
    const server = whole.kind.endsWith('-server')
    const each = Math.ceil(whole.samples.length / batches)
    for (let batch = 0; batch < batches; batch++)
      later(betweenMs * (batch + 1), () => {
        const run = runs.find(({ id }) => id === whole.id)
        if (run?.state !== 'running') return
        const last = batch === batches - 1
        const next =
          last && !server
            ? over(whole, whole.error ? 'failed' : 'complete')
            : ({ ...whole, samples: whole.samples.slice(0, each * (batch + 1)), error: null } as AnyRun)
        put(next)
        tell(next, whole.samples.slice(each * batch, each * (batch + 1)))
        if (last && !server) core.emit({ type: 'run', run: digestOf(next) })
      })
  }
  if (peopled)
    runs = history(now(), core.state.talks[0]?.conversation.id ?? '')
      .map(([test, at]) => over(begin(test, at), 'complete'))
      .map((run) => (run.error ? ({ ...run, state: 'failed' } as AnyRun) : run))

  return {
    'diagnostics.start': ({ test }) => {
      const whole = begin(test, now())
      if (test.options && 'port' in test.options && test.kind.endsWith('-server') && test.options.port === 9) {
        const failed = { ...over(whole, 'failed'), samples: [], error: { code: 'EACCES', details: { port: 9 } } } as unknown as AnyRun
        runs = [failed, ...runs]
        core.emit({ type: 'run', run: digestOf(failed) })
        return digestOf(failed)
      }
      const run = { ...whole, samples: [], error: null } as AnyRun
      runs = [run, ...runs]
      core.emit({ type: 'run', run: digestOf(run) })
      live(whole)
      return digestOf(run)
    },
    'diagnostics.stop': ({ runId }) => {
      const run = find(runId)
      if (run.state === 'running') {
        const stopped = over(run, 'stopped')
        put(stopped)
        tell(stopped, [])
        core.emit({ type: 'run', run: digestOf(stopped) })
      }
      return digestOf(find(runId))
    },
    'diagnostics.kick': ({ runId, number }) => {
      const run = find(runId)
      const row = run.samples.find((sample) => 'number' in sample && sample.number === number)
      if (!row || !('closeReason' in row) || row.closeReason !== null) return { kicked: false }
      tell(run, [{ ...row, closedAt: now(), closeReason: 'kicked' }])
      return { kicked: true }
    },
    'diagnostics.runs': ({ kind, limit }) =>
      runs
        .filter((run) => kind === null || run.kind === kind)
        .slice(0, limit)
        .map(digestOf),
    'diagnostics.run': ({ runId }) => {
      const run = find(runId)
      const target = targetOf(run)
      const before = runs.slice(runs.indexOf(run) + 1).find((old) => old.kind === run.kind && targetOf(old) === target && digestOf(old).good)
      return { run, digest: digestOf(run), lastGood: before ? digestOf(before) : null, changes: before ? changesOf(before, run) : [] }
    },
    'diagnostics.bytes': ({ seq }) => {
      const text = btoa(`Bonjour ${seq + 1}`)
      return { sent: text, received: text }
    },
    'diagnostics.forget': ({ runId }) => {
      runs = runs.filter((run) => (runId === null ? run.state === 'running' : run.id !== runId))
      return null
    },
    'diagnostics.report': ({ runId, format, addresses }) => {
      const run = find(runId)
      const target = addresses ? targetOf(run) : '(address left out)'
      return {
        text:
          format === 'json'
            ? JSON.stringify({ schemaVersion: 1, kind: run.kind, target, state: run.state, summary: addresses ? run.summary : '…' }, null, 2)
            : `# ${run.kind}\n\n- target: ${target}\n- state: ${run.state}\n- samples: ${run.samples.length}\n`,
      }
    },
    'diagnostics.save': ({ format }) => ({ file: format === 'json' ? 'report.json' : 'report.md' }),
    'diagnostics.chooseFolder': () => ({ folder: '/home/alice/public' }),
    'wire.sockets': wire,
    'wire.watch': wire,
    'wire.record': ({ on }) => {
      recording = fakeRecording(on, now())
      return recording
    },
    'wire.traffic': ({ socket, after }) => ({
      pieces: recording.pieces === 0 ? [] : fakePieces(now()).filter((piece) => piece.seq > after && (socket === null || piece.socket === socket)),
      hasMore: false,
    }),
    'wire.export': () => ({ file: 'palabre.pcapng' }),
  }
}

export function digestOf(run: AnyRun): RunDigest {
  const { samples, ...rest } = run
  return { ...rest, target: targetOf(run), sampleCount: samples.length, good: run.state === 'complete' && !run.error } as unknown as RunDigest
}

function changesOf(before: AnyRun, now: AnyRun): readonly Change[] {
  const p50 = ({ summary }: AnyRun) => ('rtt' in summary ? (summary.rtt?.p50 ?? null) : null)
  const [then, today] = [p50(before), p50(now)]
  if (then === null || today === null) return []
  return [
    { figure: 'rtt-p50', before: then, now: today, trend: 'same' },
    { figure: 'rtt-p95', before: then * 2, now: today * 3, trend: 'worse' },
    { figure: 'loss', before: 4, now: 0, trend: 'better' },
  ]
}

const echo = { port: 8080, payload: { type: 'size', bytes: 64 }, count: 200, rate: 20, replyTimeoutMs: 5_000 } as const
const get = {
  url: 'http://192.168.1.42:8000/',
  method: 'GET',
  headers: [],
  body: null,
  repeat: 1,
  follow: true,
  keepAlive: true,
  timeoutMs: 10_000,
  insecure: false,
}
const tcp = { ...echo, clients: 1, noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 5_000, warmUp: 10 } as const

function history(now: number, someone: string): readonly (readonly [Test, number])[] {
  const hour = 3_600_000
  return [
    [{ kind: 'tcp-echo', options: { ...tcp, host: '192.168.1.42' } }, now - hour],
    [{ kind: 'udp-echo', options: { ...echo, count: 100, host: 'lossy.example' } }, now - 2 * hour],
    [{ kind: 'tcp-echo', options: { ...tcp, host: 'refused.example' } }, now - 3 * hour],
    [{ kind: 'doctor', options: { target: { type: 'address', host: 'silent.example', port: 3000 }, loadPort: null } }, now - 3 * hour],
    [{ kind: 'doctor', options: { target: { type: 'conversation', conversationId: someone }, loadPort: null } }, now - 4 * hour],
    [{ kind: 'http', options: { ...get, url: 'https://192.168.1.42/moved' } }, now - 5 * hour],
    [{ kind: 'http', options: { ...get, repeat: 80 } }, now - 6 * hour],
    [{ kind: 'throughput', options: { host: '192.168.1.42', port: 5201, direction: 'both', seconds: 10, connections: 1 } }, now - 7 * hour],
    [{ kind: 'mtu', options: { host: '192.168.1.42', port: 8080, most: 1_472 } }, now - 8 * hour],
    [{ kind: 'tcp-echo', options: { ...tcp, host: '192.168.1.42' } }, now - 30 * hour],
  ]
}
