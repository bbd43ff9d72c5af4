import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { startTcpEchoServer } from '../../../../electron/net/diagnostics/tcp-echo/index.ts'
import { greeting, throughputLimits } from '../../../../electron/net/diagnostics/throughput/constants.ts'
import { startThroughputServer, startThroughputTest, type ThroughputServer } from '../../../../electron/net/diagnostics/throughput/index.ts'
import { writeProbe } from '../../../../electron/net/diagnostics/udp-echo/packet.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

async function served(): Promise<ThroughputServer> {
  const server = await startThroughputServer({ host: '127.0.0.1', port: 0 })
  cleanUp.push(() => server.stop())
  return server
}

async function visitor(port: number, first: string): Promise<{ socket: Socket; said: () => string; closed: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1')
  cleanUp.push(() => socket.destroy())
  let said = ''
  socket.on('error', () => {}).on('data', (bytes) => (said += bytes))
  const closed = once(socket, 'close')
  await once(socket, 'connect')
  socket.write(first)
  return { socket, said: () => said, closed }
}

async function guest(port: number) {
  const it = await visitor(port, `${greeting}\n`)
  while (!it.said().includes('\n')) await once(it.socket, 'data')
  return it
}

const options = { host: '127.0.0.1', direction: 'both', seconds: 1, connections: 2 } as const

describe('a visitor who does not go', () => {
  async function full(clock: FakeClock) {
    const server = await startThroughputServer({ host: '127.0.0.1', port: 0 }, { clock })
    cleanUp.push(() => server.stop())
    return { server, guests: await Promise.all(Array.from({ length: throughputLimits.guests }, () => guest(server.address.port))) }
  }

  it('holds no place with words that mean nothing', async () => {
    const clock = new FakeClock()
    const { guests } = await full(clock)
    for (let word = 0; word < 3; word++) {
      for (const { socket } of guests) socket.write('END\n')
      // Nothing answers it.
      await new Promise((resolve) => setTimeout(resolve, 50))
      clock.advance(throughputLimits.idleGuestMs / 2)
    }
    await Promise.all(guests.map(({ closed }) => closed))
  })

  it('is shown out when there is no place', async () => {
    const clock = new FakeClock()
    const { server } = await full(clock)
    const socket = connect({ port: server.address.port, host: '127.0.0.1', allowHalfOpen: true })
    cleanUp.push(() => socket.destroy())
    socket.write(`${greeting}\n`)
    const [said] = await once(socket, 'data')
    expect(String(said)).toBe('BUSY\n')
    clock.advance(throughputLimits.answerMs)
    // Theirs is gone: what is written to it now is answered with a reset, of which the next writing is told.
    const gone = once(socket, 'error')
    let written = 0
    const writing = setInterval(() => socket.write('x', () => written++), 20)
    cleanUp.push(() => clearInterval(writing))
    await expect(gone).resolves.toMatchObject([{ code: expect.stringMatching(/ECONNRESET|EPIPE/) }])
    // More would have been a line that is too long.
    expect(written).toBeLessThan(throughputLimits.lineBytes)
  })
})

describe('a test against its own server', () => {
  it('moves bytes both ways, as the receiver counts them, and probes beside', async () => {
    const server = await served()
    const run = await startThroughputTest({ ...options, port: server.address.port }).done
    expect(run).toMatchObject({ state: 'complete', error: null })
    const { idle, up, down, probesAnswered } = run.summary
    expect(probesAnswered).toBe(true)
    expect(idle?.n).toBeGreaterThan(15)
    for (const figures of [up, down]) {
      expect(figures?.bytes).toBeGreaterThan(1_000_000)
      expect(figures?.bytes).toBeLessThanOrEqual(throughputLimits.bytes + 100 * throughputLimits.chunkBytes)
      expect(figures?.mbps).toBeGreaterThan(10)
    }
    const [row] = server.rows
    expect(row).toMatchObject({ number: 1, host: '127.0.0.1', connections: 4 })
    expect(row?.bytesIn).toBeGreaterThanOrEqual(up?.bytes ?? 0)
    for (const [at, sample] of run.samples.entries()) expect(sample.seq).toBe(at)
  }, 20_000)

  it('stops at once when it is told to', async () => {
    const server = await served()
    const test = startThroughputTest({ ...options, port: server.address.port })
    setTimeout(() => test.stop(), 200)
    expect((await test.done).state).toBe('stopped')
  })

  it('measures a server written from the protocol’s page alone, and does not count the seconds after all was sent', { timeout: 40_000 }, async () => {
    const python = spawn('python3', [resolve(import.meta.dirname, '../../../helpers/programs/throughput_server.py')], { stdio: ['ignore', 'pipe', 'inherit'] })
    cleanUp.push(() => python.kill())
    const [line] = (await once(createInterface({ input: python.stdout }), 'line')) as [string]
    const { summary, state } = await startThroughputTest({ ...options, port: Number(line), seconds: 4 }).done
    expect([state, summary.probesAnswered]).toEqual(['complete', true])
    expect(summary.idle?.n).toBeGreaterThan(20)
    for (const direction of [summary.up, summary.down]) {
      expect(direction?.bytes).toBeGreaterThan(1_000_000)
      expect(direction?.mbps).toBeGreaterThan(10)
    }
  })

  it('ends with the server', async () => {
    const server = await served()
    const test = startThroughputTest({ ...options, port: server.address.port })
    setTimeout(() => void server.stop(), 300)
    expect(await test.done).toMatchObject({ state: 'failed', error: { code: 'ECONNRESET' } })
  })

  it('sends nothing to a program that does not know it', async () => {
    const echo = await startTcpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' }, once: false, untilFin: false, maxClients: 8, idleMs: 60_000 })
    cleanUp.push(() => echo.stop())
    const run = await startThroughputTest({ ...options, port: echo.address.port }).done
    expect(run).toMatchObject({ state: 'failed', error: { code: 'protocol-error' } })
    expect(echo.totals.bytesIn).toBe(greeting.length + 1)
  })

  it('tells a closed port, and a program that says nothing', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}).resume()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanUp.push(() => server.close())
    const { port } = server.address() as { port: number }
    expect(await startThroughputTest({ ...options, port }).done).toMatchObject({ state: 'failed', error: { code: 'no-answer' } })
    server.close()
    await once(server, 'close').catch(() => {})
    expect(await startThroughputTest({ ...options, port }).done).toMatchObject({ state: 'failed', error: { code: 'ECONNREFUSED' } })
  }, 20_000)

  it('refuses what is too much', () => {
    for (const change of [{ seconds: 31 }, { seconds: 0 }, { connections: 9 }, { connections: 0 }, { connections: 1.5 }])
      expect(() => startThroughputTest({ ...options, port: 1, ...change })).toThrow(expect.objectContaining({ code: 'bad-argument' }))
    expect(() => startThroughputTest({ ...options, port: 65_536 })).toThrow(expect.objectContaining({ code: 'bad-port' }))
  })
})

describe('the server', () => {
  it.each([
    ['another protocol', 'GET / HTTP/1.1\r\n\r\n'],
    ['a token that is none of its own', `DATA ${'0'.repeat(32)}\n`],
    ['a line without end', 'x'.repeat(200)],
  ])('lets %s go without a word', async (_, first) => {
    const server = await served()
    const it = await visitor(server.address.port, first)
    await it.closed
    expect(it.said()).toBe('')
    expect(server.totals.clients).toBe(0)
  })

  it('serves four at once, and tells the fifth', async () => {
    const server = await served()
    for (let i = 0; i < throughputLimits.guests; i++) await guest(server.address.port)
    const fifth = await visitor(server.address.port, `${greeting}\n`)
    await fifth.closed
    expect(fifth.said()).toBe('BUSY\n')
  })

  it('ends a guest that says what it does not know', async () => {
    const server = await served()
    const it = await guest(server.address.port)
    it.socket.write('FLOOD 1\n')
    await it.closed
    expect(server.totals.open).toBe(0)
  })

  it('answers datagrams of guests alone', async () => {
    const server = await served()
    const socket = createSocket('udp4')
    cleanUp.push(() => socket.close())
    let heard = 0
    socket.on('message', () => heard++)
    const probe = () => writeProbe({ session: 1, seq: 0, t1Ms: 1 }, Buffer.alloc(24))
    socket.send(probe(), server.address.port, '127.0.0.1')
    socket.send('hello', server.address.port, '127.0.0.1')
    await guest(server.address.port)
    const answered = once(socket, 'message')
    socket.send(probe(), server.address.port, '127.0.0.1')
    await answered
    expect(heard).toBe(1)
  })
})
