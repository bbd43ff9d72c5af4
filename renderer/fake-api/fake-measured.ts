import type { ErrorData } from '../../shared/errors.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'
import type { FakeCore } from './fake-core.ts'
import { fakeDoctor } from './fake-doctor.ts'
import { fakeClientRow, fakeSenderRow, fakeTcpEcho, fakeUdpEcho, temperOf, totalsOf } from './fake-runs.ts'
import { fakeHttp, fakeMtu, fakeRequests, fakeThroughput } from './fake-web.ts'
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
    case 'http':
      return { options, ...fakeHttp(random, test.options) }
    case 'http-server': {
      const samples = fakeRequests(random, startedAt)
      const totals = { requests: samples.length, open: 1, status: { '2xx': 17, '4xx': 5, '5xx': 2 }, bytesOut: 61_220, aborted: 1, leftOut: 0 }
      return { options, samples, summary: { address: { host: test.options.host, port: test.options.port || 40_125 }, totals }, error: null }
    }
    case 'mtu':
      return { options, ...fakeMtu(test.options) }
    case 'throughput':
      return { options, ...fakeThroughput(random, test.options) }
    case 'throughput-server': {
      const guest = { seq: 1, number: 1, host: '192.168.1.30', startedAt, endedAt: null, connections: 1, bytesIn: 24_000_000, bytesOut: 115_000_000 }
      const totals = { clients: 1, open: 1, bytesIn: guest.bytesIn, bytesOut: guest.bytesOut }
      return { options, samples: [guest], summary: { address: { host: test.options.host, port: test.options.port || 40_126 }, totals }, error: null }
    }
    case 'doctor': {
      const { target, loadPort } = test.options
      const talk = target.type === 'conversation' ? core.talk(target.conversationId) : null
      const name = talk ? talk.conversation.title : target.type === 'address' ? target.host : target.type === 'name' ? target.name : ''
      const address = talk ? (talk.link.remote ?? talk.conversation.address) : target.type === 'address' ? { host: target.host, port: target.port } : null
      const asked = { name, addresses: address ? [address] : [], personId: talk?.conversation.personId ?? null, loadPort }
      return { options: asked, ...fakeDoctor(asked, talk ? talk.link.state === 'open' : temperOf(address?.host ?? '') === 'well') }
    }
  }
}
