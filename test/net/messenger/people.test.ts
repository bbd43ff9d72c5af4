import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MakeDiscovery } from '../../../electron/net/messenger/people/index.ts'
import { createDirectory, type Directory } from '../../../electron/net/protocols/directory/index.ts'
import type { Entry } from '../../../electron/net/protocols/discovery/types.ts'
import type { NetEvent } from '../../../shared/events.ts'
import { says } from '../../helpers/events.ts'
import { eachTestnet } from '../../helpers/testnet.ts'

const net = eachTestnet()

async function directory(folder: string, port = 0): Promise<Directory> {
  const made = await createDirectory({ host: '127.0.0.1', port, store: `sqlite:${join(folder, 'directory.db')}`, data: join(folder, 'directory') })
  // Its files are in the folder that the network takes with it.
  net.atEnd(() => made.stop())
  return made
}

const at = ({ address }: Directory) => ({ host: '127.0.0.1', port: address.port, id: null })
const claimed = (name: string) => (e: NetEvent) => e.type === 'network' && e.network.directories.some((d) => d.claimed === name)
const directoryState = (state: string) => (e: NetEvent) => e.type === 'network' && e.network.directories.some((d) => d.state === state)

/** The network as a test tells it. */
function fakeDiscovery(entries: readonly Entry[]) {
  let tell = () => {}
  const make: MakeDiscovery = ({ onChange }) => {
    tell = () => onChange?.()
    return {
      start: async () => tell(),
      stop: async () => {},
      wake() {},
      refresh() {},
      entries: () => entries,
      rooms: () => [],
      roomsChanged() {},
      health: () => ({ running: true, links: [], skipped: [], beaconError: null, mdnsError: null, refused: {} as never }),
      subscribe: () => () => {},
    }
  }
  return { make, tell: () => tell() }
}

/** A node that may be found: on loopback its own address is what a directory sees and tells. */
const member = (name: string, where: Directory) => net.node(name, { directories: [at(where)] })

describe('through a directory', () => {
  it('two who have never met find each other by pseudonym, and talk', async () => {
    const where = await directory(net.root)
    const [alice, bob] = [await member('alice', where), await member('bob', where)]
    await Promise.all([alice.until(claimed('alice')), bob.until(claimed('bob'))])
    const { conversation, ...way } = await alice.messenger.commands['people.talk']({ name: 'BOB' })
    expect(way).toEqual({ foundBy: 'directory', directory: { host: '127.0.0.1', port: where.address.port }, asOf: null })
    expect(conversation).toMatchObject({ kind: 'secure', title: 'bob', trust: 'accepted' })
    await alice.send(conversation.id, 'found you')
    await bob.until(says('found you', 'received'))
    await alice.until(says('found you', 'delivered'))
    expect((await alice.messenger.commands['people.talk']({ name: 'bob' })).foundBy).toBe('contact')
  })

  it('whoever is online there is told of while one looks, and no more once they have left', async () => {
    const where = await directory(net.root)
    const [alice, bob] = [await member('alice', where), await member('bob', where)]
    await Promise.all([alice.until(claimed('alice')), bob.until(claimed('bob'))])
    const tellsOf = (count: number) => (e: NetEvent) => e.type === 'nearby' && e.nearby.length === count
    await alice.messenger.commands['people.search']({ prefix: '' })
    expect(await alice.until(tellsOf(1))).toMatchObject({ nearby: [{ name: 'bob', online: true, directory: { port: where.address.port } }] })
    await bob.messenger.commands['settings.update']({ directories: [] })
    await expect.poll(() => alice.messenger.commands['people.search']({ prefix: '' })).toEqual([])
    await alice.next(tellsOf(0))
    // Without a directory nobody is asked, and nothing is away.
    await expect(bob.messenger.commands['people.talk']({ name: 'nobody' })).rejects.toMatchObject({ code: 'unknown-name' })
  })

  it('the key that was met first is kept, and whoever has another is not told anything', async () => {
    const where = await directory(net.root)
    const alice = await member('alice', where)
    await alice.until(claimed('alice'))
    await alice.until((e) => e.type === 'settings' && e.settings.directories[0]?.id === where.id)
    const { port } = where.address
    await where.stop()
    const other = await directory(join(net.root, 'other'), port)
    const event = await alice.next(directoryState('key-changed'))
    expect(event).toMatchObject({ network: { directories: [{ id: where.id, offeredId: other.id, claimed: null }] } })
    await alice.messenger.commands['directory.decideKey']({ address: { host: '127.0.0.1', port }, decision: 'accept' })
    await alice.next(claimed('alice'))
  })

  it('goes on without it, and knows where people were', async () => {
    const where = await directory(net.root)
    const [alice, bob] = [await member('alice', where), await member('bob', where)]
    await Promise.all([alice.until(claimed('alice')), bob.until(claimed('bob'))])
    const [found] = await alice.messenger.commands['people.search']({ prefix: 'bo' })
    expect(found).toMatchObject({ name: 'bob', online: true, sources: ['directory'], directory: { port: where.address.port }, conversationId: null })
    await where.stop()
    await alice.until(directoryState('waiting'))
    const { conversation, ...way } = await alice.messenger.commands['people.talk']({ name: 'bob' })
    expect(way).toEqual({ foundBy: 'directory', directory: { host: '127.0.0.1', port: where.address.port }, asOf: expect.any(Number) })
    await alice.send(conversation.id, 'still there?')
    await bob.until(says('still there?', 'received'))
  })

  it('someone unknown everywhere is said to be, and a directory that is away is said to be away', async () => {
    const where = await directory(net.root)
    const alice = await member('alice', where)
    await alice.until(claimed('alice'))
    await expect(alice.messenger.commands['people.talk']({ name: 'nobody' })).rejects.toMatchObject({ code: 'unknown-name' })
    await where.stop()
    await alice.until(directoryState('waiting'))
    await expect(alice.messenger.commands['people.talk']({ name: 'nobody' })).rejects.toMatchObject({ code: 'directory-unavailable' })
  })
})

describe('on this network', () => {
  it('a hint that leads to somebody else changes nobody’s key, and another way is tried beside it', async () => {
    const [bob, eve] = [await net.node('bob'), await net.node('eve')]
    const { card } = await bob.messenger.commands['app.snapshot']({})
    const hints = [{ host: '127.0.0.1', port: eve.port() }]
    const discovery = fakeDiscovery([{ id: card.id, name: 'bob', addresses: hints, via: ['mdns'], seenAt: 1, interface: 'lo' }])
    const alice = await net.node('alice', { host: '0.0.0.0' }, { makeDiscovery: discovery.make })
    const { conversation, foundBy } = await alice.messenger.commands['people.talk']({ name: 'bob' })
    expect(foundBy).toBe('nearby')
    const waiting = (e: NetEvent) => e.type === 'link' && e.link.conversationId === conversation.id && e.link.state === 'waiting'
    await alice.messenger.commands['conversation.leave']({ id: conversation.id })
    await alice.send(conversation.id, 'only for bob')
    hints.push({ host: '127.0.0.1', port: bob.port() })
    discovery.tell()
    await alice.until((e) => waiting(e) || (e.type === 'link' && e.link.state === 'open'))
    await alice.messenger.commands['conversation.reconnect']({ id: conversation.id })
    await bob.until(says('only for bob', 'received'))
    expect(alice.events.some(({ event }) => event.type === 'link' && event.link.state === 'key-changed')).toBe(false)
    expect(eve.events.some(({ event }) => event.type === 'message')).toBe(false)
  })
})

describe('a directory of one’s own', () => {
  it('runs while the settings say so, and says where; a taken port is said in words', async () => {
    const alice = await net.node('alice')
    const hosted = (state: string) => (e: NetEvent) => e.type === 'network' && e.network.hosted.state === state
    await alice.messenger.commands['settings.update']({ hostDirectory: true, directoryPort: 0 })
    const event = await alice.until(hosted('listening'))
    const port = event.type === 'network' && event.network.hosted.state === 'listening' ? event.network.hosted.port : 0
    const bob = await net.node('bob', { directories: [{ host: '127.0.0.1', port, id: null }] })
    await bob.until(claimed('bob'))
    const carol = await net.node('carol', { hostDirectory: true, directoryPort: port })
    expect(await carol.until(hosted('failed'))).toMatchObject({ network: { hosted: { error: { code: 'EADDRINUSE' } } } })
    await alice.messenger.commands['settings.update']({ hostDirectory: false })
    await alice.next(hosted('off'))
  })
})

describe('an invitation', () => {
  it('leads to the person whose key it names, whoever answers there', async () => {
    const [alice, bob, eve] = [await net.node('alice'), await net.node('bob'), await net.node('eve')]
    const { card } = await bob.messenger.commands['app.snapshot']({})
    const conversation = await alice.messenger.commands['people.invitation']({ url: `palabre://127.0.0.1:${bob.port()}/?id=${card.id}&name=bob` })
    expect(conversation).toMatchObject({ kind: 'secure', personId: card.id })
    await alice.until((e) => e.type === 'link' && e.link.conversationId === conversation.id && e.link.state === 'open')
    const wrong = await eve.messenger.commands['people.invitation']({ url: `palabre://127.0.0.1:${alice.port()}/?id=${card.id}` })
    await eve.until((e) => e.type === 'link' && e.link.conversationId === wrong.id && e.link.state === 'waiting' && e.link.error?.code === 'wrong-key')
    await expect(bob.messenger.commands['people.invitation']({ url: card.invitation })).rejects.toMatchObject({ code: 'own-address' })
    await expect(bob.messenger.commands['people.invitation']({ url: 'palabre://x y' })).rejects.toMatchObject({ code: 'bad-address' })
  })
})
