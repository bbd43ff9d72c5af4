import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/net/core/clock.ts'
import { doctorLimits } from '../../../../electron/net/diagnostics/doctor/constants.ts'
import { Favours } from '../../../../electron/net/diagnostics/doctor/index.ts'
import { hasToken } from '../../../../electron/net/diagnostics/doctor/token.ts'
import { readProbe, writeProbe } from '../../../../electron/net/diagnostics/udp-echo/packet.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

const from = { host: '127.0.0.1', port: 40_000 }

function favours(clock = systemClock): Favours {
  const made = new Favours(clock)
  cleanUp.push(() => made.stop())
  return made
}

async function datagrams(): Promise<{ socket: Socket; port: number; heard: Buffer[] }> {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (bytes) => heard.push(bytes))
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound))
  cleanUp.push(() => socket.close())
  return { socket, port: socket.address().port, heard }
}

async function greeting(words: string): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {}).write(words))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  return (server.address() as AddressInfo).port
}

it('dials back, and tells a Palabre from others, and an open port from a closed one', async () => {
  const desk = favours()
  const palabre = await greeting('Welcome to Messenger ! palabre/1\r\n')
  expect(await desk.do('a', from, { what: 'tcp', port: palabre, token: 0 })).toMatchObject({ ...from, result: 'connected', banner: true })
  const other = await greeting('220 mail.example\r\n')
  expect(await desk.do('a', from, { what: 'tcp', port: other, token: 0 })).toMatchObject({ result: 'connected', banner: false })
  const { port: closed } = await datagrams()
  expect(await desk.do('a', from, { what: 'tcp', port: closed, token: 0 })).toMatchObject({ result: 'ECONNREFUSED', banner: false })
})

it('sends a few datagrams that only who asked recognises', async () => {
  const { port, heard } = await datagrams()
  expect(await favours().do('a', from, { what: 'udp', port, token: 7 })).toMatchObject({ result: 'sent', sent: doctorLimits.datagrams })
  while (heard.length < doctorLimits.datagrams) await new Promise((next) => setImmediate(next))
  expect(heard.every((bytes) => hasToken(bytes, 7) && !hasToken(bytes, 8) && bytes.length === doctorLimits.datagramBytes)).toBe(true)
})

it('opens a reflector for the address that asked, for probes alone, and not without end', async () => {
  const desk = favours()
  const { opened, result } = await desk.do('a', from, { what: 'reflector', port: 0, token: 0 })
  expect(result).toBe('opened')
  const { socket, heard } = await datagrams()
  const probe = (seq: number, padding = 24) => writeProbe({ session: 1, seq, t1Ms: 1 }, Buffer.alloc(padding))
  socket.send('hello', opened, '127.0.0.1')
  socket.send(probe(0, 2_000), opened, '127.0.0.1')
  for (let seq = 1; seq <= doctorLimits.reflections + 10; seq++) {
    const before = heard.length
    socket.send(probe(seq), opened, '127.0.0.1')
    if (seq > doctorLimits.reflections) continue
    while (heard.length === before) await once(socket, 'message')
  }
  await new Promise((next) => setTimeout(next, 50))
  expect(heard).toHaveLength(doctorLimits.reflections)
  expect(readProbe(heard[0] as Buffer)).toMatchObject({ seq: 1, reflection: { reflectorSeq: 1 } })
})

it('does not answer another address', async () => {
  const { opened } = await favours().do('a', { host: '127.0.0.2', port: 1 }, { what: 'reflector', port: 0, token: 0 })
  const { socket, heard } = await datagrams()
  socket.send(writeProbe({ session: 1, seq: 0, t1Ms: 1 }, Buffer.alloc(24)), opened, '127.0.0.1')
  await new Promise((next) => setTimeout(next, 50))
  expect(heard).toEqual([])
})

it('closes a reflector when its time is over', async () => {
  const clock = new FakeClock()
  const { opened } = await favours(clock).do('a', from, { what: 'reflector', port: 0, token: 0 })
  clock.advance(doctorLimits.reflectorMs)
  const { socket } = await datagrams()
  await new Promise<void>((connected) => socket.connect(opened, '127.0.0.1', connected))
  socket.send('x')
  const [error] = await once(socket, 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

it('serves nobody at a port of the system, nor with what it does not know', async () => {
  const desk = favours()
  for (const port of [0, 22, 25, 1_023]) {
    expect(await desk.do('a', from, { what: 'tcp', port, token: 0 })).toMatchObject({ result: 'bad-port' })
    expect(await desk.do('b', from, { what: 'udp', port, token: 0 })).toMatchObject({ result: 'bad-port', sent: 0 })
  }
  expect(await desk.do('a', from, { what: 'dance', port: 3_000, token: 0 })).toMatchObject({ result: 'unknown' })
})

it('serves one person one at a time, and so often a minute', async () => {
  const clock = new FakeClock()
  const desk = favours(clock)
  const ask = () => desk.do('a', from, { what: 'observed', port: 0, token: 0 })
  const [one, other] = await Promise.all([ask(), ask()])
  expect([one?.result, other?.result]).toEqual(['seen', 'busy'])
  for (let i = 1; i < doctorLimits.favoursPerMinute; i++) expect((await ask()).result).toBe('seen')
  expect((await ask()).result).toBe('busy')
  expect((await desk.do('b', from, { what: 'observed', port: 0, token: 0 })).result).toBe('seen')
  clock.advance(60_001)
  expect((await ask()).result).toBe('seen')
})
