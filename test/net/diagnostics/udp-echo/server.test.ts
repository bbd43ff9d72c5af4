import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { startUdpEchoServer } from '../../../../electron/net/diagnostics/udp-echo/index.ts'
import { readProbe, reflect, writeProbe } from '../../../../electron/net/diagnostics/udp-echo/packet.ts'
import { Sender } from '../../../../electron/net/diagnostics/udp-echo/sender.ts'
import type { Answer, EchoServerOptions } from '../../../../shared/model/diagnostics.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, python, until } from '../harness.ts'

checkLeaks()

async function udpServer(options: Partial<EchoServerOptions> = {}) {
  const server = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' }, ...options })
  atEnd(() => server.stop())
  return server
}

async function udpSocket(port = 0): Promise<Socket> {
  const socket = createSocket('udp4')
  atEnd(() => socket.close())
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

async function ask(socket: Socket, port: number, bytes: Buffer | string): Promise<Buffer> {
  const heard = once(socket, 'message')
  socket.send(bytes, port, '127.0.0.1')
  return ((await heard) as [Buffer])[0]
}

describe('the answers', () => {
  const cases: readonly [Answer, string, string][] = [
    [{ type: 'echo' }, 'bonjour é', 'bonjour é'],
    [{ type: 'prefix', text: 'Recu: ' }, 'bonjour', 'Recu: bonjour'],
    [{ type: 'text', text: 'Message recu' }, 'bonjour', 'Message recu'],
    [{ type: 'upper' }, 'bonjour é', 'BONJOUR É'],
    [{ type: 'delay', ms: 20 }, 'bonjour', 'bonjour'],
  ]
  for (const [answer, said, heard] of cases)
    it(`${JSON.stringify(answer)}: “${said}” is answered “${heard}”`, async () => {
      const server = await udpServer({ answer })
      expect((await ask(await udpSocket(), server.address.port, said)).toString()).toBe(heard)
    })

  it('the largest datagram comes back whole; an empty one too', async () => {
    const server = await udpServer()
    const socket = await udpSocket()
    const bytes = Buffer.from(Array.from({ length: 65_507 }, (_, i) => (i * 13) & 0xff))
    expect((await ask(socket, server.address.port, bytes)).equals(bytes)).toBe(true)
    expect((await ask(socket, server.address.port, Buffer.alloc(0))).length).toBe(0)
  })

  it('an answer that would be too large is an error that is counted', async () => {
    const server = await udpServer({ answer: { type: 'prefix', text: 'Recu: ' } })
    const socket = await udpSocket()
    socket.send(Buffer.alloc(65_507), server.address.port, '127.0.0.1')
    await until(() => server.totals.sendErrors === 1)
    expect((await ask(socket, server.address.port, 'x')).toString()).toBe('Recu: x')
  })

  it('a probe is stamped, and counted per session', async () => {
    const server = await udpServer()
    const socket = await udpSocket()
    const asked = [
      [1, 0, 1],
      [1, 4, 2],
      [2, 0, 1],
    ] as const
    for (const [session, seq, counted] of asked) {
      const reply = readProbe(await ask(socket, server.address.port, writeProbe({ session, seq, t1Ms: 1 }, Buffer.alloc(10))))
      expect(reply).toMatchObject({ session, seq, reflection: { reflectorSeq: counted } })
      expect(reply?.reflection?.t3SinceT2Ms).toBeGreaterThanOrEqual(0)
    }
  })

  it('one row per sender', async () => {
    const server = await udpServer()
    const [one, other] = [await udpSocket(), await udpSocket()]
    await ask(one, server.address.port, 'un')
    await ask(one, server.address.port, 'deux')
    await ask(other, server.address.port, 'hello')
    const remote = { host: '127.0.0.1', port: one.address().port }
    expect(server.rows).toMatchObject([
      { number: 1, remote, datagramsIn: 2, datagramsOut: 2, bytesIn: 6, bytesOut: 6, largest: 4, lastMessage: 'deux' },
      { number: 2, lastMessage: 'hello', heldBack: 0 },
    ])
    expect(server.totals).toMatchObject({ clients: 2, chunksIn: 3, chunksOut: 3 })
  })
})

describe('what must not go in a circle', () => {
  const answerOf = (type: Answer['type'], text: string): Answer => (type === 'text' || type === 'prefix' ? { type, text } : ({ type } as Answer))

  it.each([
    ['echo', 'echo'],
    ['echo', 'upper'],
    ['text', 'text'],
    ['prefix', 'echo'],
  ] as const)('two servers, %s and %s, each of which seems to ask the other, stop', async (one, other) => {
    const [a, b] = [await udpServer({ answer: answerOf(one, 'A') }), await udpServer({ answer: answerOf(other, 'B') })]
    const [toA, toB] = [await udpSocket(), await udpSocket()]
    toA.on('message', (bytes) => toB.send(bytes, b.address.port, '127.0.0.1', () => {}))
    toB.on('message', (bytes) => toA.send(bytes, a.address.port, '127.0.0.1', () => {}))
    for (let i = 0; i < 20; i++) toA.send(`loop ${i}`, a.address.port, '127.0.0.1')
    const seen = () => a.totals.chunksIn + b.totals.chunksIn
    await until(() => seen() >= 20)
    for (let quiet = 0, last = -1; quiet < 6; ) {
      quiet = seen() === last ? quiet + 1 : 0
      last = seen()
      await new Promise((fulfil) => setTimeout(fulfil, 50))
    }
    expect(seen()).toBeLessThan(100_000)
  })

  it('a reflected probe is never answered', async () => {
    const server = await udpServer()
    const socket = await udpSocket()
    const probe = writeProbe({ session: 1, seq: 1, t1Ms: 1 }, Buffer.alloc(0))
    reflect(probe, 2, 1, () => 3)
    socket.send(probe, server.address.port, '127.0.0.1')
    await until(() => server.totals.chunksIn === 1)
    expect(server.totals).toMatchObject({ chunksOut: 0, refused: 1 })
  })

  it.runIf(process.platform === 'linux')('its own port elsewhere is never answered', async () => {
    const server = await udpServer({ host: '127.0.0.2' })
    const socket = await udpSocket(server.address.port)
    socket.send('x', server.address.port, '127.0.0.2')
    await until(() => server.totals.chunksIn === 1)
    expect(server.totals).toMatchObject({ chunksOut: 0, refused: 1 })
  })

  it.runIf(process.getuid?.() === 0).each([7, 13, 17, 19])('port %i is never answered', async (port) => {
    const server = await udpServer()
    const socket = await udpSocket(port)
    socket.send('x', server.address.port, '127.0.0.1')
    await until(() => server.totals.chunksIn === 1)
    expect(server.totals.chunksOut).toBe(0)
  })

  it('from afar: 200 a second; from here: as many as one likes, unless they repeat', () => {
    const clock = new FakeClock()
    const numbered = (i: number) => Buffer.from(`number ${i}`)
    const count = (sender: Sender, n: number) => Array.from({ length: n }, (_, i) => sender.admits(numbered(i), clock.monotonic())).filter(Boolean).length
    const afar = new Sender(1, '192.0.2.7', 5_000, clock)
    expect(count(afar, 1_000)).toBe(200)
    clock.advance(1_000)
    expect(count(afar, 150)).toBe(150)
    expect(count(new Sender(2, '127.0.0.1', 5_000, clock), 100_000)).toBe(100_000)
    for (const circling of [1, 7, 300]) {
      const near = new Sender(3, '127.0.0.1', 5_000, clock)
      const going = Array.from({ length: circling }, (_, i) => numbered(i))
      let answered = 0
      while (going.length > 0 && answered < 1_000_000) {
        const bytes = going.shift() ?? Buffer.alloc(0)
        if (!near.admits(bytes, clock.monotonic())) continue
        going.push(bytes)
        answered++
      }
      expect(answered).toBeLessThan(200_000)
    }
  })
})

describe('senders', () => {
  it('a program of the course, in French', async () => {
    const server = await udpServer({ answer: { type: 'prefix', text: 'Recu: ' } })
    const program = python('udp_client.py', '127.0.0.1', String(server.address.port), 'bonjour', 'ça va ?')
    expect([await program.line(), await program.line()]).toEqual(['Recu: bonjour', 'Recu: ça va ?'])
  })

  it('a taken port names a free one', async () => {
    const { port } = (await udpSocket()).address()
    await expect(udpServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', details: { port, free: expect.any(Number) } })
    await expect(udpServer({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
    await expect(udpServer({ port: 65_536 })).rejects.toMatchObject({ code: 'bad-port' })
  })
})
