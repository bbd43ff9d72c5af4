import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { dial } from '../../../electron/net/core/dial.ts'
import { banner, probe } from '../../../electron/net/protocols/listener/index.ts'
import { kindOf } from '../../../electron/net/protocols/listener/probe.ts'
import { limits } from '../../../shared/limits.ts'
import { checkLeaks } from '../../helpers/leak-check.ts'

checkLeaks()

const open: (Server | Socket)[] = []
afterEach(() => {
  for (const each of open.splice(0)) {
    if ('listen' in each) each.close()
    else each.destroy()
  }
})

/** Dials a server that does `greet` with each connection. */
async function dialled(greet: (socket: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    open.push(socket.on('error', () => {}))
    greet(socket.setNoDelay(true))
  }).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const socket = await dial({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  open.push(socket)
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  let all = ''
  socket.on('data', (part) => {
    all += part
  })
  socket.resume()
  if (!socket.readableEnded) await once(socket, 'end')
  return all
}

describe('probing what was dialled', () => {
  it('takes the banner of a Palabre off and puts back what followed', async () => {
    const socket = await dialled((s) => s.end(`${banner}and more`))
    expect(await probe(socket)).toBe('secure')
    expect(await readAll(socket)).toBe('and more')
  })

  it('recognises a banner that arrives byte by byte', async () => {
    const socket = await dialled((s) => {
      const next = (rest: string) => rest !== '' && s.write(rest.slice(0, 1), () => setImmediate(next, rest.slice(1)))
      next(banner)
    })
    expect(await probe(socket)).toBe('secure')
    expect(socket.readableLength).toBe(0)
  })

  it('knows by any other first line that it is plain, with every byte put back', async () => {
    const socket = await dialled((s) => s.end('220 mail ready\r\nmore'))
    expect(await probe(socket)).toBe('plain')
    expect(socket.isPaused()).toBe(true)
    expect(await readAll(socket)).toBe('220 mail ready\r\nmore')
  })

  it('waits no longer than the limit for a program that says nothing', async () => {
    const socket = await dialled(() => {})
    const before = performance.now()
    expect(await probe(socket)).toBe('plain')
    expect(performance.now() - before).toBeGreaterThan(limits.bannerWaitMs - 20)
  })

  it('loses nothing of a greeting without a newline, even when the program then ends', async () => {
    const socket = await dialled((s) => s.end('Bienvenue'))
    expect(await probe(socket)).toBe('plain')
    expect(await readAll(socket)).toBe('Bienvenue')
  })

  it('is plain when they end at once', async () => {
    const socket = await dialled((s) => s.end())
    expect(await probe(socket)).toBe('plain')
  })

  it('says so when the connection breaks meanwhile', async () => {
    const socket = await dialled((s) => s.once('data', () => s.resetAndDestroy()))
    socket.write('anything')
    await expect(probe(socket)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('does not wait for the end of an endless first line', () => {
    expect(kindOf(Buffer.alloc(100, 'x'))).toBeNull()
    expect(kindOf(Buffer.alloc(1_000, 'x'))).toBe('plain')
    expect(kindOf(Buffer.from(`${'x'.repeat(1_000)} palabre/1\n`))).toBe('plain')
  })
})
