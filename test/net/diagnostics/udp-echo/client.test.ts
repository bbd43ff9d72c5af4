import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { dropsIn } from '../../../../electron/net/diagnostics/udp-echo/drops.ts'
import { measureFloor, startUdpEchoServer, startUdpEchoTest } from '../../../../electron/net/diagnostics/udp-echo/index.ts'
import type { UdpEchoTestOptions } from '../../../../shared/model/diagnostics.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { type BadLine, UdpRelay } from '../../../helpers/udp-relay.ts'
import { atEnd, python } from '../harness.ts'

checkLeaks()

const plain = { host: '127.0.0.1', payload: { type: 'size', bytes: 64 }, count: 50, rate: 500, replyTimeoutMs: 1_000 } as const

async function test(port: number, options: Partial<UdpEchoTestOptions> = {}) {
  const replies: string[] = []
  const handle = startUdpEchoTest({ ...plain, port, ...options }, { onReply: (_, body) => replies.push(body.toString()) })
  atEnd(() => handle.stop())
  return { ...(await handle.done), replies }
}

async function over(lines: { readonly up?: BadLine; readonly down?: BadLine }, options: Partial<UdpEchoTestOptions> = {}, seed = 1) {
  const server = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' } })
  atEnd(() => server.stop())
  const relay = await UdpRelay.to(server.address.port, lines, seed)
  atEnd(() => relay.close())
  return { run: await test(relay.port, { count: 200, ...options }), relay }
}

describe('a series', () => {
  it('on a good line: all answered, as sent, one-way figures, the first told apart', async () => {
    const { run } = await over({})
    expect(run).toMatchObject({ kind: 'udp-echo', state: 'complete', error: null })
    expect(run.summary).toMatchObject({ sent: 200, answered: 200, lost: 0, matched: 200, mismatched: 0, duplicates: 0, reordered: 0, lostUp: 0, lostDown: 0 })
    expect(run.summary.lossBelowPercent).toBe(1.5)
    expect(run.summary.first).toBeGreaterThan(0)
    expect((run.summary.rtt?.n ?? 0) + run.summary.stalled).toBeGreaterThanOrEqual(199)
    expect(run.summary.jitterUpMs).not.toBeNull()
    expect(run.summary.jitterDownMs).not.toBeNull()
  })

  it('loss is told by direction', async () => {
    const up = await over({ up: { drop: 0.2 } })
    expect(up.relay.up.dropped).toBeGreaterThan(10)
    expect(up.run.summary).toMatchObject({ lost: up.relay.up.dropped, lostDown: 0 })
    expect(up.run.summary.lossPercent).toBeCloseTo(up.relay.up.dropped / 2, 5)
    const last = up.run.samples.findLastIndex((sample) => sample.outcome === 'answered')
    expect(up.run.summary.lostUp).toBe(up.run.samples.slice(0, last).filter((sample) => sample.outcome === 'lost').length)
    const down = await over({ down: { drop: 0.2 } }, {}, 2)
    expect(down.run.summary).toMatchObject({ lost: down.relay.down.dropped, lostUp: 0 })
    expect(down.run.summary.lostDown).toBeGreaterThanOrEqual(down.relay.down.dropped - 5)
  })

  it('duplicates and reordering are counted, and are not loss', async () => {
    const { run, relay } = await over({ down: { duplicate: 0.1, reorder: 0.1 } })
    expect(relay.down.duplicated).toBeGreaterThan(5)
    expect(relay.down.reordered).toBeGreaterThan(5)
    expect(run.summary.duplicates).toBeGreaterThanOrEqual(relay.down.duplicated - 2)
    expect(run.summary.reordered).toBeGreaterThan(3)
    expect(run.summary.reordered).toBeLessThanOrEqual(relay.down.reordered)
    expect(run.summary.reorderExtent).toBeGreaterThanOrEqual(1)
    expect(run.summary.lost).toBeLessThanOrEqual(2)
  })

  it('jitter is told by direction', { retry: 3 }, async () => {
    const { run } = await over({ up: { delayMs: 5, jitterMs: 20 } }, { rate: 50, count: 100 })
    expect(run.summary.jitterUpMs).toBeGreaterThan(2)
    expect(run.summary.jitterUpMs).toBeGreaterThan(run.summary.jitterDownMs ?? 0)
    expect(run.summary.rtt?.min).toBeGreaterThan(4)
  })

  it('what comes after its time is late, not lost', async () => {
    const { run } = await over({ down: { delayMs: 150 } }, { count: 20, rate: 50, replyTimeoutMs: 100 })
    expect(run.summary.lost + run.summary.late).toBe(20)
    expect(run.summary.late).toBeGreaterThan(5)
    expect(run.samples.find((sample) => sample.outcome === 'late')?.rttMs).toBeGreaterThan(100)
  })

  it('a closed port is refused, not silent', async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    await new Promise<void>((closed) => socket.close(closed))
    const run = await test(port, { count: 100, rate: 50, replyTimeoutMs: 5_000 })
    expect(run.summary).toMatchObject({ answered: 0, lost: 0 })
    expect(run.summary.refused).toBeGreaterThanOrEqual(5)
    expect(run.samples.find((sample) => sample.outcome === 'refused')?.code).toBe('ECONNREFUSED')
    expect(await test(port, { count: 1, payload: { type: 'text', text: 'x' }, replyTimeoutMs: 5_000 })).toMatchObject({ samples: [{ outcome: 'refused' }] })
  })

  it('silence is silence', async () => {
    const server = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'discard' } })
    atEnd(() => server.stop())
    expect((await test(server.address.port, { count: 3, replyTimeoutMs: 60 })).summary).toMatchObject({ sent: 3, lost: 3, lossPercent: 100 })
  })

  it('a blast on loopback is lost in this computer, not in a network', async () => {
    // Bound, and never read: its buffer is soon full.
    const program = 'import socket,time\nu=socket.socket(2,2)\nu.bind(("127.0.0.1",0))\nprint(u.getsockname()[1],flush=True)\ntime.sleep(60)'
    const child = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    atEnd(() => child.kill())
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { summary } = await test(Number(line.toString()), { count: 500, rate: 2_000, payload: { type: 'size', bytes: 1_200 }, replyTimeoutMs: 100 })
    expect(summary.lost).toBeGreaterThan(400)
    expect(summary.lostHere).toBe(summary.lost)
  })

  it('what the system dropped is read from its table', () => {
    const table = [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      ' 6492: 0100007F:8FA7 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 6971396 2 00000000314c55d3 17885',
      ' 6493: 00000000:0050 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 6971397 2 00000000314c55d4 3       ',
    ].join('\n')
    expect([0x8fa7, 80, 81].map((port) => dropsIn(table, port))).toEqual([17_885, 3, 0])
    expect(dropsIn('', 80)).toBe(0)
  })

  it('a datagram that is too large is not sent, and says why', async () => {
    const run = await test(9, { count: 1, payload: { type: 'size', bytes: 65_508 } })
    expect(run.samples).toMatchObject([{ outcome: 'not-sent', code: 'EMSGSIZE' }])
  })

  it('a name that does not exist, a port that is none', async () => {
    expect(await test(9, { host: 'no-such-host.invalid' })).toMatchObject({ state: 'failed', error: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) } })
    expect(() => startUdpEchoTest({ ...plain, port: 65_536 })).toThrow(expect.objectContaining({ code: 'bad-port' }))
  })

  it('is seen by itself: what this computer adds', async () => {
    const floor = await measureFloor()
    expect(floor).toBeGreaterThan(0)
    expect(floor).toBeLessThan(20)
  })
})

describe('the servers of the course', () => {
  for (const [answer, heard] of [
    ['echo', 'ça va'],
    ['recu', 'Recu: ça va'],
    ['message', 'Message recu'],
  ] as const)
    it(`${answer}: a message`, async () => {
      const port = Number(await python('udp_server.py', answer).line())
      const run = await test(port, { count: 3, payload: { type: 'text', text: 'ça va' }, replyTimeoutMs: 5_000, rate: 20 })
      expect(run.replies).toEqual(Array(3).fill(heard))
      expect(run.summary).toMatchObject({ answered: 3, matched: answer === 'echo' ? 3 : 0, lostUp: null, lostDown: null, jitterUpMs: null })
    })

  it('a plain echo server: a series, without one-way figures', async () => {
    const port = Number(await python('udp_server.py', 'echo').line())
    expect((await test(port, { replyTimeoutMs: 5_000 })).summary).toMatchObject({ answered: 50, matched: 50, lostUp: null, lostDown: null, jitterUpMs: null })
  })
})
