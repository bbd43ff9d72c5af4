import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { MakeDiscovery } from '../../../electron/net/messenger/people/index.ts'
import type { OwnRoom, RoomEntry } from '../../../electron/net/protocols/discovery/types.ts'
import type { NetEvent } from '../../../shared/events.ts'
import { isRoom } from '../../helpers/events.ts'
import { hostRoom, openRules } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

/** The network as a test tells it, and what it was told. */
function fakeNetwork() {
  const told: RoomEntry[] = []
  let tell = () => {}
  let own: () => readonly OwnRoom[] = () => []
  let changes = 0
  const make: MakeDiscovery = ({ onChange, rooms = () => [] }) => {
    tell = () => onChange?.()
    own = rooms
    return {
      start: async () => tell(),
      stop: async () => {},
      wake() {},
      refresh() {},
      entries: () => [],
      rooms: () => told,
      roomsChanged: () => void changes++,
      health: () => ({ running: true, links: [], skipped: [], beaconError: null, mdnsError: null, refused: {} as never }),
      subscribe: () => () => {},
    }
  }
  const say = (...rooms: readonly RoomEntry[]) => {
    told.splice(0, told.length, ...rooms)
    tell()
  }
  return { make, say, own: () => own(), changes: () => changes }
}

type Network = ReturnType<typeof fakeNetwork>
const node = async (name: string): Promise<[Node, Network]> => {
  const network = fakeNetwork()
  return [await net.node(name, { host: '0.0.0.0' }, { makeDiscovery: network.make }), network]
}

const isLink = (id: string, state: string) => (event: NetEvent) => event.type === 'link' && event.link.conversationId === id && event.link.state === state
const tellsOfRooms = (count: number) => (event: NetEvent) => event.type === 'network' && event.network.rooms.length === count

async function hosted(
  host: Node,
  network: Network,
): Promise<{ id: string; own: OwnRoom; entry: (more?: Partial<RoomEntry>) => RoomEntry; visits: () => number }> {
  const { id } = (await hostRoom(host)).conversation
  const [own] = network.own()
  if (!own) throw new Error('nothing is announced')
  const { card } = await host.messenger.commands['app.snapshot']({})
  const { port, ...words } = own
  const place = { addresses: [{ host: '127.0.0.1', port }], via: ['beacon', 'mdns'] as const, seenAt: 1, interface: 'eth0' }
  return {
    id,
    own,
    entry: (more = {}) => ({ ...words, ...place, hostId: card.id, hostName: host.name, ...more }),
    visits: () => host.events.filter(({ event }) => isRoom((room) => room.conversationId === id && room.members.length > 1)(event)).length,
  }
}

describe('a hosted room', () => {
  it('is announced with what is true of it now, until it is closed or its owner says otherwise', async () => {
    const [ada, network] = await node('ada')
    const { id, own } = await hosted(ada, network)
    expect(own).toMatchObject({ name: 'Salle 12', entry: 'anyone', plain: true, people: 1, port: expect.any(Number) })
    expect(network.changes()).toBeGreaterThan(0)
    await ada.messenger.commands['room.act']({ id, action: { type: 'name', name: 'Salle 13' } })
    await ada.until((e) => e.type === 'conversation' && e.conversation.title === 'Salle 13')
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: { ...openRules, entry: 'contacts', plain: false } } })
    await ada.until(isRoom((room) => room.rules.entry === 'contacts'))
    expect(network.own()).toMatchObject([{ name: 'Salle 13', entry: 'contacts', plain: false }])
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: { ...openRules, announced: false } } })
    await ada.until(isRoom((room) => !room.rules.announced))
    expect(network.own()).toEqual([])
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: openRules } })
    await ada.next(isRoom((room) => room.rules.announced))
    expect(network.own()).toHaveLength(1)
    await ada.messenger.commands['conversation.leave']({ id })
    expect(network.own()).toEqual([])
  })

  it('keeps the name and the rules that its owner gave it, over a restart and with whoever goes on', async () => {
    const [[ada, adas], [bob, bobs]] = [await node('ada'), await node('bob')]
    const { id, own } = await hosted(ada, adas)
    const joined = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: own.port })
    await bob.until(isRoom((room) => room.members.length === 2))
    await ada.messenger.commands['room.act']({ id, action: { type: 'name', name: 'Projet' } })
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: { ...openRules, plain: false } } })
    await bob.until(isRoom((room) => !room.rules.plain))
    await bob.until((e) => e.type === 'message' && e.message.notice?.code === 'room-name' && e.message.notice.details['name'] === 'Projet')
    await ada.stop()
    await bob.until(isRoom((room) => room.epoch === 2 && room.hosting !== null))
    expect(bobs.own()).toMatchObject([{ name: 'Projet', plain: false, room: own.room }])
    const { conversations } = await bob.messenger.commands['app.snapshot']({})
    expect(conversations.find((c) => c.id === joined.id)).toMatchObject({ title: 'Projet' })
  }, 30_000)

  it('that takes only who was invited can be invited to by whoever goes on with it', async () => {
    const [[ada, adas], [bob], [eve]] = [await node('ada'), await node('bob'), await node('eve')]
    const { id, own } = await hosted(ada, adas)
    const { id: bobs } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: own.port })
    await bob.until(isRoom((room) => room.members.length === 2))
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: { ...openRules, entry: 'invited' } } })
    await bob.until(isRoom((room) => room.rules.entry === 'invited'))
    await ada.stop()
    const goes = await bob.until(isRoom((room) => room.epoch === 2 && room.hosting !== null && room.members.length === 1))
    const port = goes.type === 'room' ? goes.room.hosting?.port : 0
    const { url } = await bob.messenger.commands['room.invitation']({ id: bobs })
    const local = url.replace(/\/\/[^/]+\//, `//127.0.0.1:${port}/`)
    const { id: eves } = await eve.messenger.commands['people.invitation']({ url: local.replace(/&ticket=[^&]+/, '') })
    await eve.until((e) => e.type === 'link' && e.link.conversationId === eves && e.link.error?.code === 'room-refused')
    await eve.messenger.commands['people.invitation']({ url: local })
    await eve.until(isLink(eves, 'open'))
  }, 30_000)

  it('lets no member change its name or rules', async () => {
    const [[ada, adas], [bob]] = [await node('ada'), await node('bob')]
    const { id, own } = await hosted(ada, adas)
    const { id: bobs } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: own.port })
    await bob.until(isRoom((room) => room.members.length === 2))
    await bob.messenger.commands['room.act']({ id: bobs, action: { type: 'name', name: 'À moi' } })
    await bob.messenger.commands['room.act']({ id: bobs, action: { type: 'rules', rules: { ...openRules, entry: 'invited' } } })
    await bob.messenger.commands['message.send']({ conversationId: bobs, id: '01990000-0000-7000-8000-000000000001', text: 'after that', replyTo: null })
    await ada.until((e) => e.type === 'message' && e.message.text === 'after that')
    const { rooms, conversations } = await ada.messenger.commands['app.snapshot']({})
    expect(rooms[0]?.rules).toEqual(openRules)
    expect(conversations.find((c) => c.id === id)).toMatchObject({ title: 'Salle 12' })
  })

  it('shows programs out when its owner closes it to them, and takes no more', async () => {
    const [ada, network] = await node('ada')
    const { id, own } = await hosted(ada, network)
    const program = async (name: string) => {
      const socket = connect({ host: '127.0.0.1', port: own.port })
      let heard = ''
      socket.setEncoding('utf8').on('data', (text) => {
        heard += text
      })
      while (!heard.includes(': ')) await once(socket, 'data')
      socket.write(`${name}\n`)
      return { socket, heard: () => heard }
    }
    const nc = await program('nc')
    while (!nc.heard().includes('quitter.\n')) await once(nc.socket, 'data')
    const ended = once(nc.socket, 'end')
    await ada.messenger.commands['room.act']({ id, action: { type: 'rules', rules: { ...openRules, plain: false } } })
    await ended
    const late = await program('late')
    await once(late.socket, 'end')
    expect(late.heard()).toContain('réservé à Palabre')
    for (const { socket } of [nc, late]) socket.destroy()
  })
})

describe('a room of this network', () => {
  it('is told of, and entered by its id alone', async () => {
    const [[ada, adas], [bob, bobs]] = [await node('ada'), await node('bob')]
    const { entry, own } = await hosted(ada, adas)
    bobs.say(entry())
    const told = await bob.until(tellsOfRooms(1))
    expect(told).toMatchObject({ network: { rooms: [{ name: 'Salle 12', hostName: 'ada', people: 1, signed: true, conversationId: null }] } })
    const { id, title } = await bob.messenger.commands['room.enter']({ room: own.room, hostId: entry().hostId })
    expect(title).toBe('Salle 12')
    await bob.until(isLink(id, 'open'))
    await bob.until((e) => e.type === 'network' && e.network.rooms[0]?.conversationId === id)
    expect((await bob.messenger.commands['room.enter']({ room: own.room, hostId: entry().hostId })).id).toBe(id)
  })

  it('is not entered where another key answers, nor without encryption', async () => {
    const [[ada, adas], [eve, eves], [bob, bobs]] = [await node('ada'), await node('eve'), await node('bob')]
    const real = await hosted(ada, adas)
    const trap = await hosted(eve, eves)
    bobs.say(real.entry({ addresses: trap.entry().addresses, via: ['mdns'] }))
    await bob.until(tellsOfRooms(1))
    const { id } = await bob.messenger.commands['room.enter']({ room: real.own.room, hostId: real.entry().hostId })
    await bob.until((e) => e.type === 'link' && e.link.conversationId === id && e.link.error?.code === 'wrong-key')
    expect(bob.events.some(({ event }) => isLink(id, 'open')(event))).toBe(false)
    const { rooms } = await eve.messenger.commands['app.snapshot']({})
    expect(rooms[0]?.members.map(({ name }) => name)).toEqual(['eve'])
  })

  it('is gone when nothing announces it', async () => {
    const [bob] = await node('bob')
    const call = async () => bob.messenger.commands['room.enter']({ room: '413bb154-fc59-4767-bc9a-2798e06436ec', hostId: 'A'.repeat(52) })
    await expect(call()).rejects.toMatchObject({ code: 'room-gone' })
  })

  it('is found again by itself where its host is now, if the host signed that', async () => {
    const [[ada, adas], [bob, bobs], [eve, eves]] = [await node('ada'), await node('bob'), await node('eve')]
    const { own, entry } = await hosted(ada, adas)
    const trap = await hosted(eve, eves)
    const old = await passage(own.port)
    const { id } = await bob.messenger.commands['room.join']({ host: '127.0.0.1', port: old.port })
    await bob.until(isLink(id, 'open'))
    await bob.until(isRoom((room) => room.members.length === 2))
    const waits = bob.next(isLink(id, 'waiting'))
    await old.close()
    await waits
    const said = async (...rooms: readonly RoomEntry[]) => {
      const told = bob.next((e) => e.type === 'network' && e.network.rooms[0]?.hostName === rooms[0]?.hostName)
      bobs.say(...rooms)
      await told
    }
    await said(entry({ ...trap.entry(), room: own.room, hostId: entry().hostId, hostName: 'unsigned', via: ['mdns'] }))
    await said(entry({ ...trap.entry(), room: own.room, hostName: 'a stranger' }))
    const back = bob.next(isLink(id, 'open'))
    await said(entry())
    expect(await back).toMatchObject({ link: { remote: { port: own.port } } })
    await bob.until((e) => e.type === 'conversation' && e.conversation.id === id && e.conversation.address?.port === own.port)
    expect(trap.visits()).toBe(0)
  }, 30_000)
})

/** A way to a port that can be shut. */
async function passage(to: number): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const there = connect({ host: '127.0.0.1', port: to })
    for (const [one, other] of [
      [socket, there],
      [there, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => other.destroy())
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
