import type { ErrorData } from '../../shared/errors.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'
import type { FakeCore } from './fake-core.ts'
import { fakeClientRow, fakeSenderRow, fakeTcpEcho, fakeUdpEcho, totalsOf } from './fake-runs.ts'
import type { Random } from './random.ts'

interface Measured {
  readonly options: unknown
  readonly samples: readonly unknown[]
  readonly summary: unknown
  readonly error: ErrorData | null
}

/** Clients that come to a server of the fake world. */
const visitors = 8

/** All that a test of the fake world will have found. */
export function fakeMeasured(random: Random, test: CallArgs<'diagnostics.start'>['test'], startedAt: number, core: FakeCore): Measured {
  const { options } = test
  switch (test.kind) {
    case 'tcp-echo':
      return { options, ...fakeTcpEcho(random, test.options, startedAt) }
    case 'udp-echo':
      return { options, ...fakeUdpEcho(random, test.options) }
    case 'tcp-echo-server': {
      const port = test.options.port || 40_123
      const samples = Array.from({ length: visitors }, (_, i) => fakeClientRow(random, i + 1, startedAt, i >= visitors - 3, port))
      return { options, samples, summary: { address: { host: test.options.host, port }, totals: totalsOf(samples) }, error: null }
    }
    case 'udp-echo-server': {
      const port = test.options.port || 40_124
      const samples = Array.from({ length: visitors }, (_, i) => fakeSenderRow(random, i + 1, startedAt))
      return { options, samples, summary: { address: { host: test.options.host, port }, totals: totalsOf(samples) }, error: null }
    }
    default:
      void core
      return { options, samples: [], summary: {}, error: null }
  }
}
