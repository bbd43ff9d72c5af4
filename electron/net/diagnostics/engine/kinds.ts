import type { Payload } from '../../../../shared/model/diagnostics.ts'
import { startHttpServer } from '../http/index.ts'
import { payloadMaker } from '../payload.ts'
import { startTcpEchoServer, startTcpEchoTest } from '../tcp-echo/index.ts'
import { startThroughputServer, startThroughputTest } from '../throughput/index.ts'
import { startUdpEchoServer, startUdpEchoTest } from '../udp-echo/index.ts'
import { startHttpTest } from './http-run.ts'
import { startMtuTest } from './mtu-run.ts'
import { serverRun } from './server-run.ts'
import type { Running, RunningHooks, Test, TestKind } from './types.ts'

type Starters = { readonly [K in TestKind]: (options: Extract<Test, { readonly kind: K }>['options'], hooks: RunningHooks) => Running }

const noClients = { clients: 0, open: 0, refused: 0, bytesIn: 0, bytesOut: 0, chunksIn: 0, chunksOut: 0, sendErrors: 0 }
const noGuests = { clients: 0, open: 0, bytesIn: 0, bytesOut: 0 }
const noRequests = { requests: 0, open: 0, status: {}, bytesOut: 0, aborted: 0, leftOut: 0 }

/** How each kind begins. Throws `AppError` for options that can't be; what happens later is in the run. */
const starters: Starters = {
  'tcp-echo': (options, { onProgress, onBytes, floorMs }) => {
    const sent = sentBy(options.payload)
    return startTcpEchoTest(options, { onProgress, floorMs, onReply: ({ seq, matches }, body) => onBytes(seq, matches ? body : sent, body) })
  },
  'udp-echo': (options, { onProgress, onBytes, floorMs }) => {
    const sent = sentBy(options.payload)
    return startUdpEchoTest(options, { onProgress, floorMs, onReply: ({ seq }, body) => onBytes(seq, sent, body) })
  },
  http: (options, { onProgress, onBytes }) => startHttpTest(options, { onProgress, onReply: ({ seq }, sent, body) => onBytes(seq, sent, body) }),
  mtu: (options, { onProgress }) => startMtuTest(options, { onProgress }),
  throughput: (options, { onProgress }) => startThroughputTest(options, { onProgress }),
  'tcp-echo-server': (options, hooks) =>
    serverRun({
      ...{ kind: 'tcp-echo-server', options, hooks, nothing: noClients },
      open: (tell) => startTcpEchoServer(options, { onProgress: ({ rows, totals }) => tell(rows, totals) }),
    }),
  'udp-echo-server': (options, hooks) =>
    serverRun({
      ...{ kind: 'udp-echo-server', options, hooks, nothing: noClients },
      open: (tell) => startUdpEchoServer(options, { onProgress: ({ rows, totals }) => tell(rows, totals) }),
    }),
  'http-server': (options, hooks) =>
    serverRun({
      ...{ kind: 'http-server', options, hooks, nothing: noRequests },
      open: (tell) => startHttpServer(options, { onProgress: ({ requests, totals }) => tell(requests, totals) }),
    }),
  'throughput-server': (options, hooks) =>
    serverRun({
      ...{ kind: 'throughput-server', options, hooks, nothing: noGuests },
      open: (tell) => startThroughputServer(options, { onProgress: ({ rows, totals }) => tell(rows, totals) }),
    }),
}

export function startKind({ kind, options }: Test, hooks: RunningHooks): Running {
  return (starters[kind] as (options: unknown, hooks: RunningHooks) => Running)(options, hooks)
}

/** Generated messages differ from each other; of those only what came back is known. */
function sentBy(payload: Payload): Uint8Array | null {
  return payload.type === 'size' ? null : payloadMaker(payload)(0)
}

/** Those whose figures are compared with what this computer itself adds. */
export function wantsFloor(test: Test): boolean {
  return (test.kind === 'tcp-echo' || test.kind === 'udp-echo') && test.options.count >= measuredFrom
}

/** Fewer messages are a talk, not a measurement. */
const measuredFrom = 20
