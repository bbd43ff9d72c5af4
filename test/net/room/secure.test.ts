import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { createRoom, memoryLog, newFacts, type Room } from '../../../electron/net/protocols/room/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import type { RoomRules } from '../../../shared/model/room.ts'
import { type Guest, type GuestOptions, guest, inside, newIdentity, textItem } from './members.ts'

let host: Identity
let room: Room
let allowed: (id: string, ticket: string | null) => boolean
const guests: Guest[] = []
const sockets: Socket[] = []

async function open(rules: RoomRules = { entry: 'anyone', plain: true, announced: true }): Promise<void> {
  const facts = newFacts({ room: 'a-room', name: 'Salle 12', rules, owner: host.id })
  room = await createRoom({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    logger: silentLogger,
    secure: { identity: host, log: memoryLog(), facts, hostName: 'host', allows: (id, { entry }, ticket) => entry === 'anyone' || allowed(id, ticket) },
  })
}

async function enter(name: string, identity: Identity, more: Partial<GuestOptions> = {}): Promise<Guest> {
  const one = await inside({ port: room.address.port, name, identity, ...more })
  guests.push(one)
  return one
}

/** A raw-socket program that is in: what it heard, once it matches. */
async function program(name: string): Promise<{ hears: (match: string) => Promise<string>; say: (text: string) => void; socket: Socket }> {
  const socket = connect({ host: '127.0.0.1', port: room.address.port, noDelay: true })
  sockets.push(socket)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  const hears = async (match: string) => {
    while (!heard.includes(match)) await once(socket, 'data')
    return heard
  }
  await hears(': ')
  socket.write(`${name}\n`)
  return { hears, say: (text) => socket.write(text), socket }
}

beforeEach(async () => {
  host = await newIdentity()
  allowed = () => false
  await open()
})
afterEach(async () => {
  for (const one of guests.splice(0)) one.client.leave()
  for (const socket of sockets.splice(0)) socket.destroy()
  await room.stop()
})

describe('a room with people who have a Palabre', () => {
  it('takes them over the same port, encrypted, beside raw-socket programs that hear the course’s bytes', async () => {
    const nc = await program('léa')
    await nc.hears('quitter.\n')
    const ada = await enter('ada', await newIdentity())
    await nc.hears('*** ada a rejoint le chat ***\n')
    ada.say('bonjour')
    await nc.hears('ada: bonjour\n')
    nc.say('salut\n')
    await ada.until(() => ada.texts().includes('léa: salut'))
    expect([...ada.facts().members.values()].map(({ key, name }) => [key, name])).toEqual([
      ['name:léa', 'léa'],
      [ada.facts().members.get([...ada.facts().members.keys()].at(-1) ?? '')?.key, 'ada'],
    ])
    ada.client.leave()
    expect(await nc.hears('*** ada a quitté le chat ***\n')).toBe(
      "Entrez votre pseudo: *** léa a rejoint le chat ***\nTapez vos messages. '/quit' pour quitter.\n*** ada a rejoint le chat ***\nada: bonjour\n*** ada a quitté le chat ***\n",
    )
  })

  it('is entered with TLS at once by who knows it, and refused when another key answers', async () => {
    const ada = await enter('ada', await newIdentity(), { known: true, expected: host.id, room: 'a-room' })
    expect(ada.facts().name).toBe('Salle 12')
    const other = (await newIdentity()).id
    await expect(guest({ port: room.address.port, name: 'bob', identity: await newIdentity(), expected: other })).rejects.toMatchObject({ code: 'wrong-key' })
  })

  it('gives who returns what they missed, in order and once, and newcomers the last hundred with the older ones to page', async () => {
    const [ada, bob] = [await newIdentity(), await newIdentity()]
    const first = await enter('ada', ada)
    const second = await enter('bob', bob)
    const have = first.have()
    first.client.leave()
    await second.until(() => second.facts().members.size === 1)
    for (let i = 0; i < 300; i++) second.say(`line ${i}`)
    await second.until(() => second.texts().length === 300)
    const back = await enter('ada', ada, { have, known: true })
    await back.until(() => back.texts().length === 300)
    expect(back.texts()).toEqual(Array.from({ length: 300 }, (_, i) => `bob: line ${i}`))
    expect(back.faults).toEqual([])
    const eve = await enter('eve', await newIdentity())
    expect(eve.seen.length).toBe(100)
    expect(eve.welcome()?.older).toBe(true)
    const oldest = eve.seen[0]?.entry.q ?? 0
    eve.client.page(oldest, 200)
    await eve.until(() => eve.older.length === 200)
    expect(eve.older.at(-1)?.entry.q).toBe(oldest - 1)
    expect(eve.faults).toEqual([])
  })

  it('carries many messages at once under one signature, and each author’s count goes on after a return', async () => {
    const ada = await newIdentity()
    const first = await enter('ada', ada)
    first.act(...Array.from({ length: 256 }, (_, i) => textItem(`m${i}`)))
    first.say('after')
    await first.until(() => first.texts().length === 257)
    expect(first.seen.filter(({ opened }) => opened).length).toBe(2)
    const have = first.have()
    first.client.leave()
    const back = await enter('ada', ada, { have })
    back.say('again')
    await back.until(() => back.texts().includes('ada: again'))
    expect(back.seen.findLast(({ opened }) => opened)?.opened?.post.n).toBe(3)
  })

  it('lets its owner name moderators, who mute, remove and ban those below them', async () => {
    const [mod, troll] = [await newIdentity(), await newIdentity()]
    const owner = await enter('host', host)
    const moderator = await enter('mod', mod)
    const bad = await enter('troll', troll)
    bad.act({ k: 'topic', topic: 'mine' })
    await bad.until(() => bad.denied.length === 1)
    owner.act({ k: 'role', who: mod.id, role: 'moderator' })
    await moderator.until(() => moderator.facts().roles.get(mod.id) === 'moderator')
    moderator.act({ k: 'topic', topic: 'TP réseau' }, { k: 'mute', who: troll.id, on: true })
    await bad.until(() => bad.facts().muted.has(troll.id))
    expect(bad.facts().topic).toBe('TP réseau')
    bad.say('you will not hear this')
    await bad.until(() => bad.denied.length === 2)
    expect(bad.denied).toEqual(['not-allowed', 'muted'])
    moderator.act({ k: 'ban', who: host.id, on: true })
    await moderator.until(() => moderator.denied.length === 1)
    moderator.act({ k: 'ban', who: troll.id, on: true })
    await bad.until(() => bad.closed === 'banned')
    const again = await guest({ port: room.address.port, name: 'troll', identity: troll })
    await again.until(() => again.closed !== undefined)
    expect(again.closed).toBe('banned')
    const nc = await program('nc')
    await nc.hears('quitter.\n')
    moderator.act({ k: 'remove', who: 'name:nc' })
    await once(nc.socket, 'end')
  })

  it('keeps those out whom its rules keep out', async () => {
    await room.stop()
    await open({ entry: 'invited', plain: false, announced: true })
    const nc = await program('nc')
    await nc.hears('réservé à Palabre')
    const stranger = await guest({ port: room.address.port, name: 'x', identity: await newIdentity() })
    await stranger.until(() => stranger.closed !== undefined)
    expect(stranger.closed).toBe('not-invited')
    allowed = (_, ticket) => ticket === 'the ticket'
    const invited = await enter('y', await newIdentity(), { ticket: 'the ticket' })
    expect(invited.facts().members.size).toBe(1)
  })

  it('tells the programs that are in why they go when its owner lets no more of them in', async () => {
    const nc = await program('nc')
    await nc.hears('quitter.\n')
    const owner = await enter('host', host)
    owner.act({ k: 'rules', rules: { entry: 'anyone', plain: false, announced: true } })
    await nc.hears('réservé à Palabre')
    await once(nc.socket, 'end')
  })

  it('gives a second person of the same pseudonym another one', async () => {
    const nc = await program('ada')
    await nc.hears('quitter.\n')
    const ada = await enter('ada', await newIdentity())
    expect([...ada.facts().members.values()].map(({ name }) => name)).toEqual(['ada', 'ada (2)'])
  })

  it('gives nobody a pseudonym under which a program would hear another speak', async () => {
    const nc = await program('léa')
    await nc.hears('quitter.\n')
    const bad = await enter('léa: oui, ***', await newIdentity())
    bad.say('non')
    await nc.hears('léa oui,: non\n')
  })
})
