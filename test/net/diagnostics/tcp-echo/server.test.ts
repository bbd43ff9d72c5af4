import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Answer, ClientRow } from '../../../../shared/model/diagnostics.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, python, RawClient, tcpServer, until } from '../harness.ts'

checkLeaks()

describe('the answers', () => {
  const cases: readonly [Answer, string, string][] = [
    [{ type: 'echo' }, 'bonjour é\n', 'bonjour é\n'],
    [{ type: 'prefix', text: 'Recu: ' }, 'bonjour', 'Recu: bonjour'],
    [{ type: 'text', text: 'Message recu' }, 'bonjour', 'Message recu'],
    [{ type: 'upper' }, 'bonjour é ß', 'BONJOUR É SS'],
    [{ type: 'delay', ms: 30 }, 'bonjour', 'bonjour'],
  ]
  for (const [answer, said, heard] of cases)
    it(`${JSON.stringify(answer)}: “${said.trim()}” is answered “${heard.trim()}”`, async () => {
      const server = await tcpServer({ answer })
      const client = await RawClient.to(server.address.port)
      client.socket.write(said)
      expect(await client.text(heard)).toBe(heard)
    })

  it('what is answered in capitals is shown as it came', async () => {
    const server = await tcpServer({ answer: { type: 'upper' } })
    const client = await RawClient.to(server.address.port)
    client.socket.write('bonjour')
    expect(await client.text('BONJOUR')).toBe('BONJOUR')
    expect(server.rows[0]?.lastMessage).toBe('bonjour')
  })

  it('how long an answer takes is told after thousands of them as after the first', async () => {
    const clock = new FakeClock()
    // Each look at the clock is this much later.
    let [looks, stepMs] = [0, 1]
    const monotonic = () => {
      looks += stepMs
      return clock.monotonic() + looks
    }
    const slow = { now: () => clock.now(), after: clock.after.bind(clock), monotonic }
    const server = await tcpServer({}, { clock: slow })
    const client = await RawClient.to(server.address.port)
    const medians: (number | null | undefined)[] = []
    for (let i = 1; i <= 4_000; i++) {
      client.socket.write('x')
      await client.bytes(i)
      if (i === 10) medians.push(server.rows[0]?.echoP50Ms)
      if (i === 2_000) stepMs = 1_000
    }
    expect([...medians, server.rows[0]?.echoP50Ms]).toEqual([1, 1_000])
  })

  it('discard answers nothing, and reads all', async () => {
    const server = await tcpServer({ answer: { type: 'discard' } })
    const client = await RawClient.to(server.address.port)
    client.socket.end(Buffer.alloc(1_000_000, 1))
    await client.closed
    expect(client.heard.length).toBe(0)
    await until(() => server.totals.open === 0)
    expect(server.totals).toMatchObject({ bytesIn: 1_000_000, bytesOut: 0 })
  })

  it('never assume text: any bytes, in any pieces, come back as they are', async () => {
    const server = await tcpServer()
    const client = await RawClient.to(server.address.port)
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff))
    for (let at = 0, size = 1; at < bytes.length; at += size, size = ((size * 3) % 90_001) + 1) client.socket.write(bytes.subarray(at, at + size))
    client.socket.end()
    await client.closed
    expect(client.heard.equals(bytes)).toBe(true)
  })

  it('a character cut in two by the network is not damaged by `upper`', async () => {
    const server = await tcpServer({ answer: { type: 'upper' } })
    const client = await RawClient.to(server.address.port)
    client.socket.write(Buffer.from([0x61, 0xc3]))
    await client.bytes(2)
    client.socket.write(Buffer.from([0xa9, 0x62, 0xff]))
    expect(await client.bytes(5)).toEqual(Buffer.from([0x41, 0xc3, 0xa9, 0x42, 0xff]))
  })

  it('delayed answers keep their order, and their pieces are bounded', async () => {
    const server = await tcpServer({ answer: { type: 'delay', ms: 10 } })
    const client = await RawClient.to(server.address.port)
    const bytes = Buffer.alloc(2_000_000, 'abc')
    client.socket.end(bytes)
    await client.closed
    expect(client.heard.equals(bytes)).toBe(true)
  })
})

describe('when it ends', () => {
  it('a half-closed client still gets its answer (`printf hi | nc`)', async () => {
    const server = await tcpServer({ answer: { type: 'delay', ms: 20 } })
    const client = await RawClient.to(server.address.port)
    client.socket.end('hi')
    await client.closed
    expect([client.heard.toString(), client.ended]).toEqual(['hi', true])
    await until(() => server.totals.open === 0)
    expect(server.rows[0]).toMatchObject({ closeReason: 'left' })
  })

  it('once: after the first answer, which arrives whole although more was sent', async () => {
    const server = await tcpServer({ once: true })
    const client = await RawClient.to(server.address.port)
    client.socket.write(Buffer.alloc(500_000, 'x'))
    await until(() => client.ended)
    expect(client.heard.length).toBeGreaterThan(0)
    client.socket.end()
    await client.closed
    await until(() => server.totals.open === 0)
    expect(server.rows[0]?.closeReason).toBe('once')
    expect(client.heard.length).toBe(server.totals.bytesOut)
  })

  it('once: a client that never leaves is let go', async () => {
    const clock = new FakeClock()
    const server = await tcpServer({ once: true }, { clock })
    const client = await RawClient.to(server.address.port)
    client.socket.write('x')
    await until(() => client.ended)
    clock.advance(4_000)
    await until(() => server.totals.open === 0)
    expect(server.rows[0]?.closeReason).toBe('once')
  })

  for (const [said, heard] of [
    [['FIN'], 'Au revoir'],
    [['fin\n'], 'Au revoir'],
    [['hello\nFiN\r\nmore'], 'hello\nAu revoir'],
    [['F', 'I', 'N'], 'Au revoir'],
    [['hello', 'fin'], 'helloAu revoir'],
  ] as const)
    it(`until FIN: ${JSON.stringify(said)}`, async () => {
      const server = await tcpServer({ untilFin: true })
      const client = await RawClient.to(server.address.port)
      let bytes = 0
      for (const piece of said) {
        client.socket.write(piece)
        bytes += piece.length
        await until(() => server.totals.bytesIn === bytes)
      }
      await until(() => client.ended)
      client.socket.end()
      expect(client.heard.toString()).toBe(heard)
      await client.closed
      await until(() => server.totals.open === 0)
      expect(server.rows[0]?.closeReason).toBe('fin')
    })

  it('until FIN: what only begins like it is answered like anything else', async () => {
    const server = await tcpServer({ untilFin: true })
    const client = await RawClient.to(server.address.port)
    client.socket.write('fi')
    expect(await client.text('fi')).toBe('fi')
    client.socket.write('finir\nencore fin')
    expect(await client.text('fifinir\nencore fin')).toBe('fifinir\nencore fin')
  })

  it('a reset, a kick and the end of the server are told apart', async () => {
    const server = await tcpServer()
    const [reset, kicked, stopped] = [await RawClient.to(server.address.port), await RawClient.to(server.address.port), await RawClient.to(server.address.port)]
    for (const client of [reset, kicked, stopped]) {
      client.socket.write('x')
      await client.bytes(1)
    }
    reset.socket.resetAndDestroy()
    await until(() => server.totals.open === 2)
    expect(server.kick(2)).toBe(true)
    await until(() => server.totals.open === 1)
    expect(server.kick(2)).toBe(false)
    await server.stop()
    expect(server.rows.map((row) => row.closeReason)).toEqual(['reset', 'kicked', 'stopped'])
  })
})

describe('the rows', () => {
  it('one per client: number, addresses, bytes, pieces, the last message', async () => {
    const server = await tcpServer({ answer: { type: 'prefix', text: 'Recu: ' } })
    const [one, other] = [await RawClient.to(server.address.port), await RawClient.to(server.address.port)]
    one.socket.write('un')
    await one.text('Recu: un')
    other.socket.write('hello\u0007\n')
    await other.text('Recu: hello\u0007\n')
    expect(server.rows).toMatchObject([
      {
        number: 1,
        remote: { host: '127.0.0.1', port: one.socket.localPort },
        local: { host: '127.0.0.1', port: server.address.port },
        bytesIn: 2,
        bytesOut: 8,
        chunksIn: 1,
        chunksOut: 1,
        lastMessage: 'un',
        closedAt: null,
        slow: false,
      },
      { number: 2, lastMessage: 'hello\u2407', lastChunkBytes: 7 },
    ])
    expect(server.rows[0]?.echoP50Ms).toBeGreaterThan(0)
    expect(server.totals).toMatchObject({ clients: 2, open: 2, bytesIn: 9, bytesOut: 21, chunksIn: 2, chunksOut: 2 })
  })

  it('are told at most ten times a second, however busy; the last one tells the end', async () => {
    const told: ClientRow[] = []
    let calls = 0
    const began = performance.now()
    const onProgress = ({ rows }: { readonly rows: readonly ClientRow[] }) => {
      calls++
      told.push(...rows)
    }
    const server = await tcpServer({}, { onProgress })
    const client = await RawClient.to(server.address.port)
    for (let i = 1; i <= 2_000; i++) {
      client.socket.write('x')
      if (i % 100 === 0) await client.bytes(i)
    }
    client.socket.end()
    await client.closed
    await until(() => server.totals.open === 0)
    await server.stop()
    expect(calls).toBeLessThanOrEqual((performance.now() - began) / 100 + 2)
    expect(told.at(-1)).toMatchObject({ bytesIn: 2_000, bytesOut: 2_000, closeReason: 'left' })
  })
})

describe('what clients can do to it', () => {
  it('one that never reads is paused, hurts nobody, and is let go', async () => {
    const clock = new FakeClock()
    const server = await tcpServer({}, { clock })
    const greedy = await RawClient.to(server.address.port)
    const good = await RawClient.to(server.address.port)
    greedy.socket.pause()
    const block = Buffer.alloc(1 << 20, 'z')
    const slow = until(() => server.rows[0]?.slow === true)
    for (let full = false; !full; ) {
      if (!greedy.socket.write(block)) full = await Promise.race([once(greedy.socket, 'drain').then(() => false), slow.then(() => true)])
    }
    await slow
    const held = server.rows[0]?.bytesIn
    for (let i = 0; i < 50; i++) {
      good.socket.write('ping')
      await good.bytes((i + 1) * 4)
    }
    expect(server.rows[0]?.bytesIn).toBe(held)
    clock.advance(62_000)
    await until(() => server.rows.find((row) => row.number === 1)?.closedAt !== null)
    expect(server.rows.find((row) => row.number === 1)?.closeReason).toBe('not-reading')
  })

  it('one that sends a byte a minute stays, one that is silent for longer does not', async () => {
    const clock = new FakeClock()
    const server = await tcpServer({}, { clock })
    const client = await RawClient.to(server.address.port)
    for (let minute = 1; minute <= 5; minute++) {
      clock.advance(59_000)
      client.socket.write('.')
      await client.bytes(minute)
    }
    expect(server.rows[0]).toMatchObject({ closedAt: null, bytesIn: 5 })
    clock.advance(61_000)
    await client.closed
    await until(() => server.totals.open === 0)
    expect(server.rows[0]?.closeReason).toBe('idle')
  })

  it('more than there are places for: the others are closed, and counted', async () => {
    const server = await tcpServer({ maxClients: 2 })
    const first = await RawClient.to(server.address.port)
    await RawClient.to(server.address.port)
    const third = await RawClient.to(server.address.port)
    await until(() => third.ended || third.socket.destroyed)
    third.socket.destroy()
    expect(third.heard.length).toBe(0)
    expect(server.totals).toMatchObject({ clients: 2, open: 2, refused: 1 })
    first.socket.end()
    await until(() => server.totals.open === 1)
    const fourth = await RawClient.to(server.address.port)
    fourth.socket.write('x')
    expect(await fourth.text('x')).toBe('x')
  })

  it('of those that have left, only the last are kept', async () => {
    const server = await tcpServer()
    for (let i = 1; i <= 300; i++) {
      const client = await RawClient.to(server.address.port)
      await until(() => server.totals.clients === i)
      client.socket.resetAndDestroy()
    }
    await until(() => server.totals.open === 0)
    expect(server.rows.length).toBe(256)
    expect(server.rows.at(-1)?.number).toBe(300)
  })
})

describe('listening', () => {
  it('a taken port is an error that names a free one', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    atEnd(() => blocker.close())
    await once(blocker, 'listening')
    const { port } = blocker.address() as { port: number }
    const error = await tcpServer({ port }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'EADDRINUSE', details: { host: '127.0.0.1', port, free: expect.any(Number) } })
    const { free } = (error as { details: { free: number } }).details
    expect((await tcpServer({ port: free })).address.port).toBe(free)
  })

  it('refuses what is no port, no address of this computer, no name', async () => {
    await expect(tcpServer({ port: 65_536 })).rejects.toMatchObject({ code: 'bad-port' })
    await expect(tcpServer({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', details: { host: '192.0.2.1' } })
    await expect(tcpServer({ host: 'no-such-host.invalid' })).rejects.toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) })
    await expect(tcpServer({ idleMs: 0 })).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(tcpServer({ answer: { type: 'text', text: '' } })).rejects.toMatchObject({ code: 'bad-argument' })
  })
})

describe('programs of the course', () => {
  it('a persistent client, in French', async () => {
    const server = await tcpServer({ answer: { type: 'prefix', text: 'Recu: ' } })
    const program = python('tcp_client.py', '127.0.0.1', String(server.address.port), 'bonjour', 'ça va ?')
    expect([await program.line(), await program.line()]).toEqual(['Recu: bonjour', 'Recu: ça va ?'])
    expect(await program.ended).toBe(0)
  })

  it('ten clients at once, one of which ends with FIN', async () => {
    const server = await tcpServer({ answer: { type: 'text', text: 'Message recu' }, untilFin: true })
    const say = (i: number) => python('tcp_client.py', '127.0.0.1', String(server.address.port), `je suis ${i}`, i === 3 ? 'fin' : 'encore')
    const programs = Array.from({ length: 10 }, (_, i) => say(i))
    expect(await Promise.all(programs.map((program) => program.line()))).toEqual(Array(10).fill('Message recu'))
    expect(await Promise.all(programs.map((program) => program.line()))).toEqual(programs.map((_, i) => (i === 3 ? 'Au revoir' : 'Message recu')))
    await Promise.all(programs.map((program) => program.ended))
    await until(() => server.totals.open === 0)
    expect(server.rows.filter((row) => row.closeReason === 'fin').length).toBe(1)
  })
})
