import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { httpLadder, type Ladder, tcpLadder, udpLadder } from '../../../renderer/features/diagnostics/learn/ladder.ts'
import { showTest } from '../../../renderer/features/shell/show-diagnostics.ts'
import type { TcpEchoSample, TcpEchoSummary, UdpEchoSample, UdpEchoSummary } from '../../../shared/model/diagnostics.ts'
import type { Hop } from '../../../shared/model/http.ts'
import { openApp } from '../open-app.tsx'
import { settled } from '../reset-stores.ts'
import { violations } from '../violations.ts'

const target = { host: '10.0.0.9', port: 8080 }
const summary = { local: { host: '10.0.0.1', port: 50_000 }, remote: target, connect: { p50: 1.5 }, dnsMs: null, attempts: [] } as unknown as TcpEchoSummary
const answered = { outcome: 'answered', warmUp: false, rttMs: 2, replyBytes: 64, chunks: 1, seq: 0 } as TcpEchoSample
const said = ({ rungs }: Ladder) => rungs.map(({ way, seen, say, lost }) => `${way} ${seen} ${say}${lost ? ' lost' : ''}`)

describe('the ladder', () => {
  it('of a connection: what the system must have sent is inferred, what the program saw observed', () => {
    expect(said(tcpLadder({ target, summary, samples: [answered], error: null, bytes: 64 }))).toEqual([
      'out inferred syn',
      'in inferred synAck',
      'out inferred ack',
      'here observed connected',
      'out observed send',
      'in inferred ack',
      'in observed reply',
      'out inferred ack',
      'out observed fin',
      'in inferred ack',
      'in inferred finThere',
      'out inferred ack',
    ])
  })

  it('of a split message has two writes; of a half-close FIN before the answer; of a reset nothing after it', () => {
    const run = { target, summary, samples: [answered], error: null, bytes: 7 }
    const split = tcpLadder({ ...run, split: true })
    expect(split.rungs.filter(({ say }) => say.startsWith('send')).map(({ say, values }) => [say, values['bytes']])).toEqual([
      ['sendHalf', 4],
      ['sendRest', 3],
    ])
    expect(said(tcpLadder({ ...run, ending: 'half-close' })).slice(4)).toEqual([
      'out observed send',
      'in inferred ack',
      'out observed fin',
      'in inferred ack',
      'in observed reply',
      'out inferred ack',
      'in inferred finThere',
      'out inferred ack',
    ])
    const lost = { ...answered, outcome: 'lost', rttMs: null, code: 'cancelled' } as TcpEchoSample
    expect(said(tcpLadder({ ...run, samples: [answered, lost], ending: 'reset' })).slice(4)).toEqual([
      'out observed send',
      'in inferred ack',
      'out observed rstOut',
      'here observed cutHere',
    ])
  })

  it('says in how many pieces the answer came, and that none did', () => {
    const { rungs } = tcpLadder({ target, summary, samples: [{ ...answered, chunks: 3 }], error: null, bytes: 64 })
    expect(rungs).toContainEqual({ way: 'in', seen: 'observed', say: 'replyPieces', values: { bytes: 64, chunks: 3, ms: 2 } })
    expect(said(tcpLadder({ target, summary, samples: [{ ...answered, outcome: 'lost', rttMs: null }], error: null, bytes: 64 }))).toContain(
      'here observed silence',
    )
  })

  it('tells a closed port from a silent one', () => {
    const none = { ...summary, connect: null, remote: null, local: null } as TcpEchoSummary
    const closed = tcpLadder({ target, summary: none, samples: [], error: { code: 'ECONNREFUSED', details: {} }, bytes: 64 })
    expect(said(closed)).toEqual(['out inferred syn', 'in inferred rst', 'here observed refused'])
    const silent = { ...none, attempts: [{ ...target, family: 4, ms: 5_000, result: 'ETIMEDOUT' }] } as TcpEchoSummary
    expect(said(tcpLadder({ target, summary: silent, samples: [], error: { code: 'ETIMEDOUT', details: {} }, bytes: 64 }))).toEqual([
      'out inferred syn lost',
      'out inferred synAgain lost',
      'here observed gaveUp',
    ])
  })

  it('of datagrams has no handshake, and one of each fate', () => {
    const probe = (seq: number, outcome: UdpEchoSample['outcome'], rttMs: number | null = null) =>
      ({ seq, outcome, rttMs, replyBytes: 64, code: null }) as UdpEchoSample
    const samples = [probe(0, 'answered', 1), probe(1, 'answered', 1), probe(2, 'lost'), probe(3, 'refused')]
    const ladder = udpLadder({ target, summary: { local: null, remote: null } as unknown as UdpEchoSummary, samples, bytes: 64 })
    expect(said(ladder)).toEqual([
      'out observed datagram',
      'in observed datagramBack',
      'out observed datagram lost',
      'here observed nothingBack',
      'out observed datagram',
      'in inferred icmp',
      'here observed refused',
    ])
  })

  it('of a reused connection begins with the request', () => {
    const phases = { dns: null, connect: null, tls: null, sent: 0.1, waiting: 3, download: 1, total: 4.1 }
    const hop = { url: 'http://h/x', method: 'GET', status: 200, phases, headerBytes: 10, wireBytes: 5, remote: target } as unknown as Hop
    expect(said(httpLadder({ seq: 0, atMs: 0, hops: [hop], problem: null, body: null }))).toEqual([
      'out observed request',
      'in inferred ack',
      'in observed response',
    ])
  })
})

async function show(target: RegExp) {
  const app = await openApp()
  await act(async () => {
    showTest('tcp-echo')
    await settled()
  })
  await app.user.click(screen.getAllByTestId('history-run').find((row) => target.test(row.textContent ?? '')) as HTMLElement)
  await screen.findByTestId('run')
  return app
}

describe('the Learn drawer', () => {
  it('shows this very run, as a picture and as a list, and closes with Escape', async () => {
    const { user } = await show(/192/)
    await user.click(screen.getByTestId('learn'))
    const drawer = await screen.findByTestId('learn-drawer')
    const steps = within(within(drawer).getByTestId('ladder'))
      .getAllByRole('listitem')
      .map((item) => item.textContent)
    expect(steps[0]).toBe('The system sent, as it must have: SYN: may I connect?')
    expect(steps).toContain('Sent: 64 bytes')
    expect(drawer).toHaveTextContent('your system chose port 49812 here')
    expect(await violations()).toEqual([])
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByTestId('learn-drawer')).toBeNull())
  })
})

describe('experiments', () => {
  it('start both ends on this computer, and stop what they started', async () => {
    const { user, calls } = await show(/192/)
    await user.click(screen.getByText('Experiments: change one thing'))
    expect(await violations()).toEqual([])
    await user.click(within(screen.getByTestId('experiment-once')).getByRole('button'))
    await waitFor(() => expect(screen.getByTestId('experiment-once')).toHaveTextContent('Each message needed a connection of its own: 0.9 ms'), {
      timeout: 8_000,
    })
    const started = calls('diagnostics.start') as { test: { kind: string; options: { host: string; port: number } } }[]
    expect(started.map(({ test }) => [test.kind, test.options.host, test.options.port])).toEqual([
      ['tcp-echo-server', '127.0.0.1', 0],
      ['tcp-echo', '127.0.0.1', 40_123],
    ])
    expect(calls('diagnostics.stop')).toHaveLength(1)
  })

  it('say why they could not be tried', async () => {
    const { user, fake } = await show(/192/)
    await user.click(screen.getByText('Experiments: change one thing'))
    fake.failNext('diagnostics.start', 'too-many-runs')
    await user.click(within(screen.getByTestId('experiment-nagle')).getByRole('button'))
    await waitFor(() => expect(screen.getByTestId('experiment-nagle')).toHaveTextContent('It could not be tried: too-many-runs.'))
  })
})
