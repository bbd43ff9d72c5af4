import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'
import { hear, openDoor, rawClient } from './harness.ts'

checkLeaks()

const banner = 'Welcome to Messenger ! palabre/1\r\n'
const clients: Socket[] = []
const doors: { close: () => Promise<void> }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const client of clients.splice(0)) client.destroy()
  for (const door of doors.splice(0)) await door.close()
})

async function door(...args: Parameters<typeof openDoor>) {
  const opened = await openDoor(...args)
  doors.push(opened)
  return opened
}

async function client(port: number): Promise<Socket> {
  const socket = await rawClient(port)
  clients.push(socket)
  return socket
}

describe('the listener', () => {
  it('greets everyone with the banner', async () => {
    const { port } = await door()
    const [greeting] = await once(await client(port), 'data')
    expect(String(greeting)).toBe(banner)
  })

  it('hands a TLS record on as secure, with all its bytes, paused', async () => {
    const { port, nextArrival } = await door()
    const arrival = nextArrival()
    ;(await client(port)).write(Buffer.from([0x16, 3, 1, 0]))
    const { kind, socket } = await arrival
    expect(kind).toBe('secure')
    expect(socket.isPaused()).toBe(true)
    expect(socket.read()).toEqual(Buffer.from([0x16, 3, 1, 0]))
  })

  it('hands anything else on as plain, with all its bytes', async () => {
    const { port, nextArrival } = await door()
    const arrival = nextArrival()
    ;(await client(port)).write('hello')
    const { kind, socket } = await arrival
    expect(kind).toBe('plain')
    const [heard] = await Promise.all([once(socket, 'data'), socket.resume()])
    expect(String(heard)).toBe('hello')
  })

  it('hands a silent client on after a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { port, nextArrival, listener } = await door()
    const arrival = nextArrival()
    const greeted = once(await client(port), 'data')
    await greeted
    vi.advanceTimersByTime(limits.sniffSilenceMs)
    expect((await arrival).kind).toBe('silent')
    expect(listener.address.port).toBe(port)
  })

  it('hands on a client that ended at once, still writable', async () => {
    const { port, nextArrival } = await door()
    const arrival = nextArrival()
    ;(await client(port)).end()
    const { kind, socket } = await arrival
    expect(kind).toBe('plain')
    await vi.waitUntil(() => socket.readableEnded, { timeout: 10_000 })
    expect(socket.writable).toBe(true)
  })

  it('loses nothing of a client that wrote and left without reading', async () => {
    const { port, nextArrival } = await door()
    for (let i = 0; i < 50; i++) {
      const arrival = nextArrival()
      const leaving = await client(port)
      leaving.write('x', () => leaving.resetAndDestroy())
      const { socket } = await arrival
      await vi.waitUntil(() => leaving.closed, { timeout: 10_000 })
      await new Promise((resolve) => setImmediate(resolve))
      expect(socket.read()?.toString()).toBe('x')
    }
  })

  it('moves to the next free port when the wanted one is taken', async () => {
    const first = await door()
    const second = await door({ port: first.port })
    expect(second.port).toBeGreaterThan(first.port)
    expect(second.port).toBeLessThanOrEqual(first.port + 20)
  })

  it('says which port was taken when there is none left', async () => {
    const taken = createServer().listen(65535, '127.0.0.1')
    await once(taken, 'listening')
    await expect(openDoor({ port: 65535 })).rejects.toMatchObject({ code: 'EADDRINUSE', details: { port: 65535 } })
    taken.close()
    await once(taken, 'close')
  })

  it('says that an address is not of this computer', async () => {
    await expect(openDoor({ host: '203.0.113.9' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })

  it.each([-1, 65536, 1.5])('refuses port %s', async (port) => {
    await expect(openDoor({ port })).rejects.toMatchObject({ code: 'bad-port' })
  })

  it('listens on IPv4 and IPv6 at once on ::', async () => {
    const { port, nextArrival } = await door({ host: '::' })
    for (const host of ['127.0.0.1', '::1']) {
      const arrival = nextArrival()
      const socket = await rawClient(port, host)
      clients.push(socket)
      socket.write('hi')
      expect((await arrival).kind).toBe('plain')
    }
  })

  it('refuses in words past the limit of one address, and takes the next when one leaves', async () => {
    const { port, arrivals, refused, nextArrival } = await door()
    for (let i = 0; i < limits.inboundPerAddress; i++) (await client(port)).write('x')
    expect(await hear(await client(port))).toContain('Too many connections')
    expect(refused).toEqual(['127.0.0.1 too-many-connections'])
    const left = clients[0] as Socket
    while (arrivals.length < limits.inboundPerAddress) await nextArrival()
    left.resetAndDestroy()
    for (const { socket } of arrivals) socket.resume()
    await vi.waitUntil(() => arrivals.some(({ socket }) => socket.closed), { timeout: 10_000 })
    const arrival = nextArrival()
    ;(await client(port)).write('y')
    expect((await arrival).kind).toBe('plain')
  })

  it('survives 5,000 connections from one address, and another address does not notice', async () => {
    const { port, arrivals, refused, nextArrival } = await door({ host: '0.0.0.0' })
    for (let batch = 0; batch < 50; batch++) {
      const opened = await Promise.all(Array.from({ length: 100 }, () => rawClient(port)))
      for (const socket of opened) socket.resume().write('x')
      clients.push(...opened)
    }
    await vi.waitUntil(() => clients.filter((socket) => socket.closed || socket.readableEnded).length === 5_000 - limits.inboundPerAddress, { timeout: 25_000 })
    expect(arrivals.length).toBe(limits.inboundPerAddress)
    expect(refused.length).toBeLessThan(30)
    const arrival = nextArrival()
    const other = await rawClient(port, '127.0.0.1', '127.0.0.2')
    clients.push(other)
    other.write('hello')
    expect((await arrival).socket.remoteAddress).toBe('127.0.0.2')
  }, 30_000)

  it('destroys on stop what nobody took, and leaves to their owners what was taken', async () => {
    const { port, nextArrival, listener } = await door()
    const first = nextArrival()
    ;(await client(port)).write('taken')
    const taken = (await first).socket
    taken.on('data', () => {})
    const second = nextArrival()
    ;(await client(port)).write('left lying')
    const lying = (await second).socket
    await client(port)
    await listener.stop()
    expect([taken.destroyed, lying.destroyed]).toEqual([false, true])
    await expect(rawClient(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
