import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type HttpServer, startHttpServer } from '../../../../electron/net/diagnostics/http/index.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'

checkLeaks()

/** Long enough for a busy computer to keep a pace of half of it. */
const idleMs = 600
let server: HttpServer | null = null
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.stop()
  server = null
})

async function client(): Promise<Socket> {
  server ??= await startHttpServer({ host: '127.0.0.1', port: 0, folder: null }, { idleMs })
  const socket = connect(server.address.port, '127.0.0.1').on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

const closed = (socket: Socket): Promise<unknown> => once(socket.resume(), 'close')

async function aborted(): Promise<void> {
  while (server?.totals.aborted === 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

it('one that asks and does not read is let go', async () => {
  const socket = await client()
  socket.pause().write(get('/bytes/100000000'))
  await aborted()
  expect(server?.totals.open).toBe(0)
})

it('one that asks again and again and does not read any of it is let go', async () => {
  const socket = await client()
  socket.pause()
  while (socket.write(get('/').repeat(2_000)) || socket.writableLength < 4_000_000);
  await aborted()
})

it('one that never sends the rest is let go', async () => {
  const socket = await client()
  socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf')
  await closed(socket)
})

it('one whose answer takes its time, byte by byte, is heard out, and asks again', async () => {
  const socket = await client()
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  socket.write(get(`/drip?ms=${idleMs / 2}&n=4`))
  while (!text.endsWith('0\r\n\r\n')) await once(socket, 'data')
  await new Promise((resolve) => setTimeout(resolve, idleMs * 1.5))
  socket.write(get('/api/time'))
  while (!text.includes('uptimeMs')) await once(socket, 'data')
  expect(text).toContain('4 of 4')
})
