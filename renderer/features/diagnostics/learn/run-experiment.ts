import { toErrorData } from '../../../../shared/errors.ts'
import type { RunDigest, RunKind } from '../../../../shared/model/runs.ts'
import { type StartTest, startRun, stopRun } from '../../../state/run-actions.ts'
import { useRuns } from '../../../state/runs-store.ts'

export type Experiment = 'nagle' | 'once' | 'closed' | 'large' | 'flood'

/** What came of it, for the words. Times in ms. */
export type Found = { readonly code: string; readonly one: number | null; readonly other: number | null } | { readonly failed: string }

type Digest<K extends RunKind> = Extract<RunDigest, { readonly kind: K }>

const host = '127.0.0.1'

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
    const port = await serve(servers, tcpServer({ answer: { type: 'delay', ms: 100 } }))
    const measure = async (noDelay: boolean) =>
      (await over<'tcp-echo'>(await startRun(tcpTest({ port, noDelay, count: 40, rate: 50 })))).summary.rtt?.p50 ?? null
    const one = await measure(true)
    return { code: '', one, other: await measure(false) }
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

const tcpTest = (options: { readonly port: number; readonly count: number; readonly rate: number; readonly noDelay?: boolean }): StartTest => ({
  kind: 'tcp-echo',
  options: { host, payload: { type: 'size', bytes: 64 }, replyTimeoutMs: 5_000, clients: 1, noDelay: true, connectTimeoutMs: 5_000, warmUp: 0, ...options },
})

const udpTest = ({ bytes, ...options }: { readonly port: number; readonly bytes: number; readonly count: number; readonly rate: number }): StartTest => ({
  kind: 'udp-echo',
  options: { host, payload: { type: 'size', bytes }, replyTimeoutMs: 2_000, ...options },
})

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
