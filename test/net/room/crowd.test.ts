import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { memberBytes, namePrompt } from '../../../electron/net/protocols/room/constants.ts'
import { writeFrame } from '../../../electron/net/protocols/room/frames.ts'
import { createRoom, memoryLog, newFacts, type Room, type RoomEvent } from '../../../electron/net/protocols/room/index.ts'
import { type Guest, inside, newIdentity, textItem } from './members.ts'

let room: Room
const events: RoomEvent[] = []
const sockets: Socket[] = []
const guests: Guest[] = []

beforeEach(async () => {
  events.length = 0
  const identity = await newIdentity()
  const facts = newFacts({ room: 'a-room', name: 'n', rules: { entry: 'anyone', plain: true, announced: true }, owner: identity.id })
  room = await createRoom({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    logger: silentLogger,
    onEvent: (event) => events.push(event),
    secure: { identity, log: memoryLog(), facts, hostName: 'host', allows: () => true },
  })
})
afterEach(async () => {
  for (const one of guests.splice(0)) one.client.leave()
  for (const socket of sockets.splice(0)) socket.destroy()
  await room.stop()
})

async function enter(name: string): Promise<Guest> {
  const one = await inside({ port: room.address.port, name, identity: await newIdentity() })
  guests.push(one)
  return one
}

/** In the room with a Palabre's key, and reads nothing. */
async function silent(): Promise<Socket> {
  const identity = await newIdentity()
  const raw = connect({ host: '127.0.0.1', port: room.address.port, noDelay: true })
  sockets.push(raw)
  while (!(raw.read(namePrompt.length) as Buffer | null)) await once(raw, 'readable')
  const socket = tls.connect({ socket: raw, key: identity.keyPem, cert: identity.certPem, rejectUnauthorized: false })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  socket.write(writeFrame({ type: 'enter', version: 1, room: null, name: 'silent', color: 'teal', standby: 0, have: null, ticket: null }))
  await once(socket, 'readable')
  raw.pause()
  return raw
}

/** Raw-socket programs from several addresses of loopback: 256 from one is the limit. */
async function program(i: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: room.address.port, localAddress: `127.0.0.${2 + (i % 8)}` })
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`p${i}\n`)
  socket.resume()
  return socket
}

describe('a crowd', { timeout: 60_000 }, () => {
  it('hears a program that never stops, whatever its name adds to each line: nobody is dropped for it', async () => {
    const ada = await enter('ada')
    const reader = await program(1)
    let heard = 0
    reader.on('data', (data: Buffer) => {
      heard += data.length
    })
    const flood = connect({ host: '127.0.0.1', port: room.address.port })
    sockets.push(flood)
    flood.resume()
    const name = 'é'.repeat(32)
    flood.write(`${name}\n`)
    await ada.until(() => ada.facts().members.size === 3)
    const lines = 300_000
    flood.end('y\n'.repeat(lines))
    await ada.until(() => ada.facts().members.size < 3)
    const counted = ada.seen.reduce((sum, { entry }) => sum + (entry.b.k === 'plain' ? entry.b.lines.length : 0), 0)
    expect({ counted, faults: ada.faults, left: events.filter(({ event }) => event === 'left') }).toEqual({
      counted: lines,
      faults: [],
      left: [{ event: 'left', name, reason: 'quit' }],
    })
    while (heard < lines * Buffer.byteLength(`${name}: y\n`)) await once(reader, 'data')
  })

  it('is not slowed by a person who never reads: they are dropped, and the others hear all of it in order', async () => {
    const [ada, bob] = [await enter('ada'), await enter('bob')]
    await silent()
    await ada.until(() => ada.facts().members.size === 3)
    const text = 'x'.repeat(60_000)
    let said = 0
    while (ada.facts().members.size === 3) {
      ada.act(...Array.from({ length: 8 }, () => textItem(`${said++} ${text}`)))
      await ada.until(() => ada.texts().length === said)
      if (said * text.length > 16 * memberBytes) throw new Error('nobody was dropped')
    }
    await bob.until(() => bob.texts().length === said)
    expect(bob.texts().map((line) => line.split(' ')[1])).toEqual(Array.from({ length: said }, (_, i) => String(i)))
    expect(events).toContainEqual({ event: 'left', name: 'silent', reason: 'slow' })
    expect([ada.faults, bob.faults]).toEqual([[], []])
  })

  it('of a thousand programs hears a person, and the person hears each of them', async () => {
    const ada = await enter('ada')
    const programs: Socket[] = []
    for (let i = 0; i < 1_000; i++) programs.push(await program(i))
    await ada.until(() => ada.facts().members.size === 1_001)
    const heard = Promise.all(
      programs.map(
        (socket) =>
          new Promise<void>((resolve) => {
            let text = ''
            socket.on('data', (data) => {
              text = (text + String(data)).slice(-4_096)
              if (text.includes('ada: bonjour à tous\n')) resolve()
            })
          }),
      ),
    )
    ada.say('bonjour à tous')
    await heard
    for (const [i, socket] of programs.entries()) socket.write(`je suis ${i}\n`)
    let [looked, lines] = [0, 0]
    await ada.until(() => {
      for (; looked < ada.seen.length; looked++) {
        const body = ada.seen[looked]?.entry.b
        lines += body?.k === 'plain' ? body.lines.length : 0
      }
      return lines === 1_000
    })
    expect(new Set(ada.texts()).has('p999: je suis 999')).toBe(true)
  })
})
