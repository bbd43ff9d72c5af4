import { toErrorData } from '../../../../shared/errors.ts'
import type { AnySample, RunDigest, RunKind } from '../../../../shared/model/runs.ts'
import { type StartTest, startRun, stopRun } from '../../../state/run-actions.ts'
import { useRuns } from '../../../state/runs-store.ts'

export type Experiment = 'nagle' | 'split' | 'farewell' | 'once' | 'closed' | 'large' | 'flood'

/** What came of it, for the words. Times in ms. `runs`: those whose packets are worth a look. */
export type Found =
  | { readonly code: string; readonly one: number | null; readonly other: number | null; readonly runs?: readonly string[] }
  | { readonly failed: string }

type Digest<K extends RunKind> = Extract<RunDigest, { readonly kind: K }>

const host = '127.0.0.1'
const messageBytes = 64

/** Both halves on this computer, one thing changed. */
export async function runExperiment(experiment: Experiment): Promise<Found> {
  const servers: string[] = []
  try {
    return await experiments[experiment](servers)
  } catch (thrown) {
    return { failed: toErrorData(thrown).code }
  } finally {
    await Promise.all(servers.map((id) => stopRun(id)))
  }
}

const experiments: Readonly<Record<Experiment, (servers: string[]) => Promise<Found>>> = {
  nagle: async (servers) => {
    // Its acknowledgement of the first half goes out with the answer to it: sooner than the 40 ms that it would wait by itself.
    const port = await serve(servers, tcpServer({ answer: { type: 'delay', ms: 30 } }))
    const measure = async (noDelay: boolean) => {
      // A system acknowledges the first ones at once: they are not what it does later.
      const id = await startRun(tcpTest({ port, noDelay, split: true, warmUp: 10, count: 20, rate: 7 }))
      return { id, p50: (await over<'tcp-echo'>(id)).summary.rtt?.p50 ?? null }
    }
    const [on, off] = await Promise.all([measure(true), measure(false)])
    return { code: '', one: on.p50, other: off.p50, runs: [off.id] }
  },
  split: async (servers) => {
    const port = await serve(servers, tcpServer({}))
    const [id = ''] = servers
    const measure = async (split: boolean) => {
      const before = readBy(id)
      const run = await startRun(tcpTest({ port, split, count: 20, rate: 20 }))
      const { summary } = await over<'tcp-echo'>(run)
      // By its bytes: a busy computer reads two messages as one piece, and then there are never as many pieces as messages.
      await until(id, () => readBy(id).bytes - before.bytes >= summary.sent * messageBytes)
      return { run, pieces: (readBy(id).pieces - before.pieces) / summary.sent }
    }
    const [whole, halves] = [await measure(false), await measure(true)]
    return { code: '', one: Math.round(whole.pieces), other: Math.round(halves.pieces), runs: [halves.run] }
  },
  farewell: async (servers) => {
    const port = await serve(servers, tcpServer({ answer: { type: 'delay', ms: 100 } }))
    const [id = ''] = servers
    const measure = async (ending: 'half-close' | 'reset') => {
      const run = await startRun(tcpTest({ port, ending, count: 1, rate: 1 }))
      return { run, rttMs: (await over<'tcp-echo'>(run)).summary.rtt?.p50 ?? null }
    }
    const half = await measure('half-close')
    const reset = await measure('reset')
    const cut = (row: AnySample) => 'closeReason' in row && row.closeReason === 'reset'
    await until(id, () => useRuns.getState().live[id]?.samples.some(cut) ?? false)
    return { code: 'ECONNRESET', one: half.rttMs, other: null, runs: [half.run, reset.run] }
  },
  once: async (servers) => {
    const port = await serve(servers, tcpServer({ once: true }))
    const { summary } = await over<'tcp-echo'>(await startRun(tcpTest({ port, count: 5, rate: 10 })))
    return { code: '', one: summary.connect?.p50 ?? null, other: null }
  },
  closed: async (servers) => {
    const port = await serve(servers, tcpServer({}))
    await Promise.all(servers.splice(0).map((id) => stopRun(id)))
    const { summary, error } = await over<'tcp-echo'>(await startRun(tcpTest({ port, count: 1, rate: 1 })))
    return { code: error?.code ?? '', one: summary.attempts.at(-1)?.ms ?? null, other: null }
  },
  large: async (servers) => {
    const port = await serve(servers, { kind: 'udp-echo-server', options: { host, port: 0, answer: { type: 'echo' } } })
    const id = await startRun(udpTest({ port, bytes: 65_508, count: 1, rate: 1 }))
    const { error } = await over<'udp-echo'>(id)
    const sample = useRuns.getState().live[id]?.samples[0]
    return { code: error?.code ?? (sample && 'code' in sample ? (sample.code ?? '') : ''), one: null, other: null }
  },
  flood: async (servers) => {
    const port = await serve(servers, { kind: 'udp-echo-server', options: { host, port: 0, answer: { type: 'echo' } } })
    const { summary } = await over<'udp-echo'>(await startRun(udpTest({ port, bytes: 32_000, count: 4_000, rate: 2_000 })))
    return { code: '', one: summary.answered, other: summary.sent }
  },
}

type TcpServerOptions = Extract<StartTest, { kind: 'tcp-echo-server' }>['options']

const tcpServer = (options: Partial<TcpServerOptions>): StartTest => ({
  kind: 'tcp-echo-server',
  options: { host, port: 0, answer: { type: 'echo' }, once: false, untilFin: false, maxClients: 8, idleMs: 60_000, ...options },
})

type TcpOptions = Extract<StartTest, { kind: 'tcp-echo' }>['options']

const plain = { clients: 1, noDelay: true, split: false, ending: 'answered', connectTimeoutMs: 5_000, replyTimeoutMs: 5_000, warmUp: 0 } as const

const tcpTest = (options: Pick<TcpOptions, 'port' | 'count' | 'rate'> & Partial<TcpOptions>): StartTest => ({
  kind: 'tcp-echo',
  options: { host, payload: { type: 'size', bytes: messageBytes }, ...plain, ...options },
})

const udpTest = ({ bytes, ...options }: { readonly port: number; readonly bytes: number; readonly count: number; readonly rate: number }): StartTest => ({
  kind: 'udp-echo',
  options: { host, payload: { type: 'size', bytes }, replyTimeoutMs: 2_000, ...options },
})

/** What a server has read so far. */
function readBy(id: string): { readonly pieces: number; readonly bytes: number } {
  const digest = useRuns.getState().live[id]?.digest
  if (digest?.kind !== 'tcp-echo-server') return { pieces: 0, bytes: 0 }
  const { chunksIn, bytesIn } = digest.summary.totals
  return { pieces: chunksIn, bytes: bytesIn }
}

/** Starts a server, and answers its port. */
async function serve(servers: string[], test: StartTest): Promise<number> {
  const id = await startRun(test)
  servers.push(id)
  const digest = await until(id, (run) => run.state !== 'running' || ('address' in run.summary && run.summary.address !== null))
  if (digest.error) throw digest.error
  return 'address' in digest.summary ? (digest.summary.address?.port ?? 0) : 0
}

const over = <K extends RunKind>(id: string) => until(id, ({ state }) => state !== 'running') as Promise<Digest<K>>

/** When a run is as wished. */
function until(id: string, wished: (run: RunDigest) => boolean): Promise<RunDigest> {
  return new Promise((resolve) => {
    const look = () => {
      const digest = useRuns.getState().live[id]?.digest
      if (!digest || !wished(digest)) return
      stop()
      resolve(digest)
    }
    const stop = useRuns.subscribe(look)
    look()
  })
}
