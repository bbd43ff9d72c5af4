import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnosticLimits } from '../../../../electron/net/diagnostics/limits.ts'
import { startTcpEchoTest } from '../../../../electron/net/diagnostics/tcp-echo/index.ts'
import type { TcpEchoTestOptions } from '../../../../shared/model/diagnostics.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, python, tcpServer } from '../harness.ts'

checkLeaks()

const plain = {
  host: '127.0.0.1',
  payload: { type: 'text', text: 'bonjour' },
  count: 1,
  rate: 200,
  clients: 1,
  noDelay: true,
  split: false,
  ending: 'answered',
  connectTimeoutMs: 5_000,
  replyTimeoutMs: 5_000,
  warmUp: 0,
} as const

async function test(port: number, options: Partial<TcpEchoTestOptions> = {}) {
  const replies: string[] = []
  const handle = startTcpEchoTest({ ...plain, port, ...options }, { onReply: (_, body) => replies.push(body.toString()) })
  atEnd(() => handle.stop())
  return { ...(await handle.done), replies }
}

async function listening(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  atEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

describe('one message', () => {
  it('and its answer, byte for byte, with the times', async () => {
    const server = await tcpServer()
    const run = await test(server.address.port, { payload: { type: 'hex', hex: '00ff0a0d80' } })
    expect(run).toMatchObject({
      kind: 'tcp-echo',
      state: 'complete',
      error: null,
      samples: [{ outcome: 'answered', matches: true, firstDifference: null, replyBytes: 5, chunks: 1 }],
      summary: { form: 'echo', answered: 1, oneShot: false, greeting: null, dnsMs: null, remote: { host: '127.0.0.1', port: server.address.port } },
    })
    expect(run.samples[0]?.rttMs).toBeGreaterThan(0)
    expect(run.summary.connect?.p50).toBeGreaterThan(0)
    expect(run.summary.attempts).toMatchObject([{ result: 'connected', family: 4 }])
  })

  it('a name is looked up, and the time for it is told', async () => {
    const server = await tcpServer()
    const run = await test(server.address.port, { host: 'localhost' })
    expect(run.summary.dnsMs).toBeGreaterThan(0)
  })

  it('a large one in many pieces', async () => {
    const server = await tcpServer()
    const run = await test(server.address.port, { payload: { type: 'size', bytes: 8_000_000 } })
    expect(run.samples[0]).toMatchObject({ outcome: 'answered', matches: true, replyBytes: 8_000_000 })
    expect(run.samples[0]?.chunks).toBeGreaterThan(1)
  })

  it('a greeting is not taken for the answer', async () => {
    const port = await listening((socket) => {
      socket.write('Bienvenue')
      socket.on('data', (data) => socket.write(data))
    })
    expect(await test(port)).toMatchObject({ replies: ['bonjour'], summary: { greeting: 'Bienvenue', form: 'echo' } })
  })

  it('nobody listens, nobody answers, cut off: three different fates', async () => {
    const server = await tcpServer()
    const { port } = server.address
    await server.stop()
    expect(await test(port)).toMatchObject({ state: 'failed', error: { code: 'ECONNREFUSED', details: { port } }, samples: [] })
    const silent = await tcpServer({ answer: { type: 'discard' } })
    expect(await test(silent.address.port, { replyTimeoutMs: 80 })).toMatchObject({ state: 'complete', summary: { answered: 0, lost: 1 } })
    const cutting = await listening((socket) => socket.on('data', () => socket.resetAndDestroy()))
    expect(await test(cutting)).toMatchObject({ samples: [{ outcome: 'lost', code: 'ECONNRESET' }] })
  })

  it('what came before the cut counts as the answer, damaged', async () => {
    const port = await listening((socket) => socket.on('data', () => socket.end('bonj')))
    expect(await test(port)).toMatchObject({ replies: ['bonj'], samples: [{ matches: false, firstDifference: 4 }], summary: { mismatched: 1 } })
  })
})

describe('the servers of the course', () => {
  for (const [mode, answer, heard] of [
    ['once', 'echo', 'bonjour'],
    ['stay', 'recu', 'Recu: bonjour'],
    ['threads', 'message', 'Message recu'],
  ] as const)
    it(`${mode}, ${answer}: one message`, async () => {
      const port = Number(await python('tcp_server.py', mode, answer).line())
      expect(await test(port)).toMatchObject({ replies: [heard], summary: { answered: 1, mismatched: 0 } })
    })

  it('FIN is answered Au revoir', async () => {
    const port = Number(await python('tcp_server.py', 'stay', 'recu').line())
    expect(await test(port, { payload: { type: 'text', text: 'FIN' } })).toMatchObject({ replies: ['Au revoir'] })
  })

  it('a one-shot server: each message gets a connection of its own', async () => {
    const port = Number(await python('tcp_server.py', 'once', 'recu').line())
    const run = await test(port, { count: 5, rate: 50 })
    expect(run.summary).toMatchObject({ oneShot: true, answered: 5, mismatched: 0, form: 'prefix', connect: { n: 5 } })
    expect(run.replies).toEqual(Array(5).fill('Recu: bonjour'))
  })

  it('a persistent one with many clients at once, at a pace', async () => {
    const port = Number(await python('tcp_server.py', 'threads', 'recu').line())
    const run = await test(port, { count: 4, rate: 5, clients: 8, payload: { type: 'size', bytes: 40 } })
    expect(run.summary).toMatchObject({ answered: 32, sent: 32, lost: 0, mismatched: 0, form: 'prefix' })
    expect(new Set(run.samples.map((sample) => sample.client)).size).toBe(8)
  })
})

describe('a series', () => {
  it('warm-up is set apart and counted; every answer is compared', async () => {
    const server = await tcpServer()
    const run = await test(server.address.port, { count: 120, rate: 400, warmUp: 10, payload: { type: 'size', bytes: 64 } })
    expect(run.summary).toMatchObject({ sent: 120, answered: 120, warmUp: 10, matched: 130, mismatched: 0, lossPercent: 0, lossBelowPercent: 2.5 })
    expect(server.totals.bytesIn).toBe(130 * 64)
    expect((run.summary.rtt?.n ?? 0) + run.summary.stalled).toBe(120)
  })

  it('late answers are late, not lost', async () => {
    const server = await tcpServer({ answer: { type: 'delay', ms: 150 } })
    const run = await test(server.address.port, { count: 4, rate: 20, replyTimeoutMs: 60 })
    expect(run.summary.late + run.summary.lost).toBe(4)
    expect(run.summary.late).toBeGreaterThanOrEqual(1)
  })

  it('a byte that changes on the way is found', async () => {
    let n = 0
    const port = await listening((socket) =>
      socket.on('data', (data) => {
        if (++n === 3) data[data.length - 1] = 0x21
        socket.write(data)
      }),
    )
    const run = await test(port, { count: 5, rate: 50, payload: { type: 'size', bytes: 32 } })
    expect(run.summary).toMatchObject({ matched: 4, mismatched: 1, firstDifference: 31 })
  })

  it('a server that leaves in the middle: the rest is lost or not sent, and the run ends', async () => {
    let n = 0
    const port = await listening((socket) => socket.on('data', (data) => (++n > 3 ? socket.destroy() : socket.write(data))))
    const run = await test(port, { count: 10, rate: 50 })
    expect(run.state).toBe('complete')
    expect(run.summary.answered).toBe(3)
    expect(run.summary.lost + run.summary.notSent).toBe(7)
  })

  // Where other work holds this process up as long as the server freezes, the freezes are set apart as ours: then once more.
  it('a server that freezes 200 ms each second: the open loop sees it', { retry: 3 }, async () => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../../helpers/programs/frozen_server.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    atEnd(async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const run = await test(Number(line.toString()), { count: 400, rate: 100, payload: { type: 'size', bytes: 64 } })
    expect(run.summary.answered).toBe(400)
    expect(run.summary.rtt?.p95).toBeGreaterThan(100)
    expect(run.summary.rtt?.p50).toBeLessThan(100)
  })

  it('split writes arrive in pieces, and are answered as one message', async () => {
    const server = await tcpServer()
    const whole = await test(server.address.port, { payload: { type: 'size', bytes: 64 }, count: 20, rate: 50 })
    expect(server.totals.bytesIn).toBe(1_280)
    // A busy machine reads what came in two pieces, or in two messages, as one: never more pieces than were written, and seldom fewer.
    const before = server.totals.chunksIn
    expect(before).toBeLessThanOrEqual(20)
    const split = await test(server.address.port, { payload: { type: 'size', bytes: 64 }, count: 20, rate: 50, split: true })
    expect(split.summary).toMatchObject({ answered: 20, matched: 20, mismatched: 0, form: 'echo' })
    expect([whole.summary.chunksPerReply?.max, split.summary.chunksPerReply?.max]).toEqual([1, 2])
    expect(server.totals.bytesIn).toBe(2_560)
    expect(server.totals.chunksIn - before).toBeGreaterThan(20)
    expect(server.totals.chunksIn - before).toBeLessThanOrEqual(40)
    expect(split.summary.rtt?.min).toBeGreaterThan(diagnosticLimits.splitPauseMs - 1)
    const byte = await test(server.address.port, { payload: { type: 'text', text: 'x' }, split: true })
    expect(byte.summary).toMatchObject({ answered: 1, matched: 1 })
  })

  it('split faster than the pause: nothing is mixed up', async () => {
    const server = await tcpServer()
    const run = await test(server.address.port, { payload: { type: 'size', bytes: 64 }, count: 200, rate: 1_000, split: true })
    expect(run.summary).toMatchObject({ answered: 200, matched: 200, mismatched: 0 })
  })

  /** Answers a line when it is whole, as most programs do. */
  const lineServer = () =>
    listening((socket) => {
      let line = ''
      socket.setNoDelay(true).on('data', (chunk: Buffer) => {
        line += chunk.toString()
        if (!line.endsWith('\n')) return
        socket.write(line)
        line = ''
      })
    })

  it.runIf(process.platform === 'linux')('Nagle and a delayed acknowledgement cost 40 ms, and TCP_NODELAY takes them away', { retry: 2 }, async () => {
    const port = await lineServer()
    const lines = { payload: { type: 'text', text: 'a line in two halves\n' }, count: 30, rate: 10, split: true } as const
    const [on, off] = await Promise.all([test(port, { ...lines, noDelay: false }), test(port, { ...lines, noDelay: true })])
    expect(on.summary.rtt?.p50).toBeGreaterThan(35)
    expect(off.summary.rtt?.p50).toBeLessThan(25)
  })

  it('after a half-close the answer still comes; after a reset it does not, and the server says so', async () => {
    const server = await tcpServer({ answer: { type: 'delay', ms: 50 } })
    const half = await test(server.address.port, { ending: 'half-close' })
    expect(half).toMatchObject({ state: 'complete', summary: { answered: 1, lost: 0 }, replies: ['bonjour'] })
    const reset = await test(server.address.port, { ending: 'reset' })
    expect(reset).toMatchObject({ state: 'complete', samples: [{ outcome: 'lost', code: 'cancelled' }], summary: { answered: 0, lost: 1 } })
    await expect.poll(() => server.rows.map((row) => row.closeReason)).toEqual(['left', 'reset'])
    const several = await test(server.address.port, { ending: 'half-close', count: 5, rate: 100, payload: { type: 'size', bytes: 20 } })
    expect(several.summary).toMatchObject({ answered: 5, lost: 0 })
  })

  it('a server that takes FIN for the end answers nothing after a half-close', async () => {
    const port = await listening((socket) => socket.on('data', () => {}).on('end', () => socket.destroy()))
    expect(await test(port, { ending: 'half-close', replyTimeoutMs: 1_000 })).toMatchObject({ samples: [{ outcome: 'lost', code: null }] })
  })

  it('stops when told, keeping what it has', async () => {
    const server = await tcpServer()
    const handle = startTcpEchoTest({ ...plain, port: server.address.port, count: 1_000, rate: 20 })
    while (handle.run.samples.length < 3) await new Promise((fulfil) => setTimeout(fulfil, 5))
    handle.stop()
    const run = await handle.done
    expect(run.state).toBe('stopped')
    expect(run.summary.answered).toBeGreaterThan(0)
  })

  it('what is no test is refused before it begins', () => {
    const start = (options: Partial<TcpEchoTestOptions>) => () => startTcpEchoTest({ ...plain, port: 1, ...options })
    for (const wrong of [
      { count: 0 },
      { rate: 0 },
      { clients: 1_000 },
      { replyTimeoutMs: 0 },
      { payload: { type: 'text', text: '' } as const },
      { count: 1e9 },
    ])
      expect(start(wrong)).toThrow(expect.objectContaining({ code: 'bad-argument' }))
  })
})
