import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dial } from '../../../electron/net/core/dial.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import type { DialOptions } from '../../../electron/net/core/types.ts'
import type { OpenOptions } from '../../../electron/net/messenger/index.ts'
import { filesProtocol } from '../../../electron/net/protocols/files/index.ts'
import { greet } from '../../../electron/net/protocols/room/index.ts'
import { connectStream } from '../../../electron/net/protocols/secure-peer/index.ts'
import { AppError } from '../../../shared/errors.ts'
import type { NetEvent } from '../../../shared/events.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { FileInfo } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import { isRoom } from '../../helpers/events.ts'
import { hostRoom, joinRoom, roomPort, roomProgram } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { noise } from '../files/harness.ts'
import { newIdentity } from '../room/members.ts'

const net = eachTestnet()

type Told = Extract<NetEvent, { type: 'message' }>
const fileIs =
  (state: FileInfo['state'], more: (message: Message) => boolean = () => true) =>
  (e: NetEvent): e is Told =>
    e.type === 'message' && e.message.file?.state === state && more(e.message)
const named = (name: string) => (message: Message) => message.text === name

interface Inside {
  readonly node: Node
  readonly id: string
  readonly downloads: string
}

/** Ada hosts, the others enter; nobody has met anybody. */
async function room(...names: readonly string[]): Promise<readonly Inside[]> {
  const ada = await aNode('ada')
  const { conversation, port } = await hostRoom(ada.node)
  const inside: Inside[] = [{ ...ada, id: conversation.id }]
  for (const name of names) inside.push(await enter(await aNode(name), port))
  return inside
}

async function aNode(name: string, more: Partial<OpenOptions> = {}) {
  const downloads = join(net.root, `${name}-downloads`)
  return { node: await net.node(name, { downloads }, more), downloads }
}

/** Who reaches nobody of a room but its host, while `stands`. */
function wall(host: () => Promise<number>) {
  const made = {
    stands: true,
    dial: async (address: Address, options: DialOptions = {}) => {
      if (made.stands && address.port !== (await host())) throw new AppError('ECONNREFUSED', { ...address })
      return dial(address, options)
    },
  }
  return made
}

const isStuck = (code: string) => (e: NetEvent) => e.type === 'transfer' && e.transfer.stuck?.code === code

const enter = async (one: Omit<Inside, 'id'>, port: number): Promise<Inside> => ({ ...one, id: await joinRoom(one.node, port) })

async function offer({ node, id }: Inside, name: string, bytes: Buffer): Promise<Message> {
  const path = join(await mkdtemp(join(net.root, 'source-')), name)
  await writeFile(path, bytes)
  return (await node.messenger.offerFiles(id, [path]))[0] as Message
}

type Decision = 'accept' | 'decline' | 'pause' | 'resume' | 'cancel'
const decide = ({ node, id }: Inside, { id: messageId }: Message, decision: Decision) =>
  node.messenger.commands['file.decide']({ conversationId: id, id: messageId, decision })

async function take(one: Inside, name: string): Promise<void> {
  const { message } = await one.node.seen(fileIs('offered', named(name)))
  await decide(one, message, 'accept')
  await one.node.until(fileIs('done', named(name)))
}

const saved = (one: Inside, name: string) => readFile(join(one.downloads, name))

describe('a file in a room', () => {
  it('comes to everyone who wants it from its author, host or not, whoever they are; programs read of it', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const nc = await roomProgram(net, await roomPort(ada.node), 'nc\n')
    const bytes = noise(3_000_000)
    for (const [author, name, takers] of [
      [bob, 'de-bob.bin', [ada, eve]],
      [ada, 'de-ada.bin', [bob, eve]],
    ] as const) {
      const sent = await offer(author, name, bytes)
      await Promise.all(takers.map((one) => take(one, name)))
      for (const one of takers) expect((await saved(one, name)).equals(bytes)).toBe(true)
      const { message } = await author.node.seen(fileIs('offered', (m) => m.id === sent.id && m.file?.takenBy?.length === 2))
      expect(message.file?.takenBy?.map(({ name }) => name).sort()).toEqual(takers.map(({ node }) => node.name).sort())
    }
    await nc.hears('ada: [file]')
    expect(nc.heard()).toContain('bob: [file] de-bob.bin (3.0 Mo)\n')
  })

  it('of nothing, of a folder, and offered before one came', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    const folder = join(await mkdtemp(join(net.root, 'source-')), 'album')
    await mkdir(join(folder, 'été'), { recursive: true })
    await writeFile(join(folder, 'été/un.jpg'), noise(100_000))
    await bob.node.messenger.offerFiles(bob.id, [folder])
    await offer(bob, 'vide.txt', Buffer.alloc(0))
    await ada.node.until(fileIs('offered', named('vide.txt')))
    const late = await enter(await aNode('late'), await roomPort(ada.node))
    await Promise.all([take(late, 'album'), take(late, 'vide.txt')])
    expect((await saved(late, 'album/été/un.jpg')).equals(noise(100_000))).toBe(true)
    expect(await saved(late, 'vide.txt')).toHaveLength(0)
    for (const name of ['album', 'vide.txt']) await bob.node.until(fileIs('offered', (m) => m.text === name && m.file?.takenBy?.[0]?.name === 'late'))
  })

  it('is declined by one and taken by another; withdrawn, nobody has a part of it', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const sent = await offer(bob, 'film', noise(60_000_000))
    await decide(ada, (await ada.node.seen(fileIs('offered'))).message, 'decline')
    await ada.node.until(fileIs('declined'))
    const { message } = await eve.node.seen(fileIs('offered'))
    await decide(eve, message, 'accept')
    await eve.node.until((e) => e.type === 'transfer' && e.transfer.at > 0)
    await decide(bob, sent, 'cancel')
    await Promise.all([eve.node.until(fileIs('cancelled')), bob.node.until(fileIs('cancelled'))])
    await expect.poll(() => readdir(eve.downloads)).toEqual([])
    await ada.node.until(fileIs('cancelled'))
    await expect(Promise.resolve().then(() => decide(ada, sent, 'accept'))).resolves.toMatchObject({ file: { state: 'cancelled' } })
  })

  it('is taken after all by who declined it, and by who had called it off', async () => {
    const [, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const bytes = noise(60_000_000)
    await offer(bob, 'film', bytes)
    const { message } = await eve.node.seen(fileIs('offered'))
    await decide(eve, message, 'decline')
    await eve.node.until(fileIs('declined'))
    await decide(eve, message, 'accept')
    await eve.node.next((e) => e.type === 'transfer' && e.transfer.moving)
    const again = eve.node.next(fileIs('declined'))
    await decide(eve, message, 'cancel')
    await again
    await expect.poll(() => readdir(eve.downloads)).toEqual([])
    await decide(eve, message, 'accept')
    await eve.node.until(fileIs('done'))
    expect((await saved(eve, 'film')).equals(bytes)).toBe(true)
    // And once more, when it was thrown away.
    await rm(join(eve.downloads, 'film'))
    const once = eve.node.next(fileIs('done'))
    await decide(eve, message, 'accept')
    await once
    expect((await saved(eve, 'film')).equals(bytes)).toBe(true)
  })

  it('pauses and goes on, and goes on after a restart from where it was', async () => {
    const [, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const bytes = noise(60_000_000)
    await offer(bob, 'film', bytes)
    const { message } = await eve.node.seen(fileIs('offered'))
    await decide(eve, message, 'accept')
    await eve.node.next((e) => e.type === 'transfer' && e.transfer.moving)
    const stands = eve.node.next((e) => e.type === 'transfer' && !e.transfer.moving)
    await decide(eve, message, 'pause')
    await stands
    await decide(eve, message, 'resume')
    await eve.node.next((e) => e.type === 'transfer' && e.transfer.at > 0)
    await eve.node.restart()
    expect(await readdir(eve.downloads)).toEqual(['film.part'])
    await eve.node.until(fileIs('done'))
    expect(
      createHash('sha256')
        .update(await saved(eve, 'film'))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'))
    await bob.node.until(fileIs('offered', (m) => m.file?.takenBy?.length === 1))
  })

  it('goes on after its host has left and its author was away, wherever they listen now', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const bytes = noise(60_000_000)
    await offer(bob, 'film', bytes)
    await Promise.all([bob, eve].map(({ node }) => node.until(isRoom(({ members }) => members.length === 3))))
    const { message } = await eve.node.seen(fileIs('offered'))
    await decide(eve, message, 'accept')
    await eve.node.next((e) => e.type === 'transfer' && e.transfer.moving)
    const stands = eve.node.next((e) => e.type === 'transfer' && !e.transfer.moving)
    await decide(eve, message, 'pause')
    await stands
    await ada.node.stop()
    await eve.node.until(isRoom(({ epoch, members }) => epoch === 2 && members.length === 2))
    await bob.node.restart()
    await decide(eve, message, 'resume')
    await eve.node.until(fileIs('done'))
    expect((await saved(eve, 'film')).equals(bytes)).toBe(true)
    const mine = async () => (await bob.node.messenger.commands['file.list']({ conversationId: bob.id, before: null, limit: 1 }))[0]
    await expect.poll(async () => (await mine())?.file?.takenBy?.map(({ name }) => name)).toEqual(['eve'])
  })

  it('ends with the room when its author leaves it, and waits for nobody who holds on', async () => {
    const [, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    await offer(bob, 'film', noise(60_000_000))
    await decide(eve, (await eve.node.seen(fileIs('offered'))).message, 'accept')
    await eve.node.next((e) => e.type === 'transfer' && e.transfer.moving)
    await bob.node.messenger.commands['conversation.forget']({ id: bob.id })
    await eve.node.until((e) => e.type === 'transfer' && !e.transfer.moving)
    expect(await readdir(eve.downloads)).toEqual(['film.part'])
  })

  it('that was offered while away is offered on return, once', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    await bob.node.messenger.commands['conversation.leave']({ id: bob.id })
    await ada.node.until((e) => e.type === 'message' && e.message.notice?.code === 'member-left')
    const sent = await offer(bob, 'notes.txt', Buffer.from('x'))
    expect(sent.state).toBe('queued')
    await bob.node.messenger.commands['conversation.reconnect']({ id: bob.id })
    await take(ada, 'notes.txt')
    const list = await ada.node.messenger.commands['file.list']({ conversationId: ada.id, before: null, limit: 10 })
    expect(list.map(({ text }) => text)).toEqual(['notes.txt'])
  })

  it('is brought by its author when whoever wants it does not reach them', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    const eve = await enter(await aNode('eve', { dial: wall(() => roomPort(ada.node)).dial }), await roomPort(ada.node))
    const bytes = noise(3_000_000)
    await offer(bob, 'film', bytes)
    await take(eve, 'film')
    expect((await saved(eve, 'film')).equals(bytes)).toBe(true)
    await bob.node.until(fileIs('offered', (m) => m.file?.takenBy?.[0]?.name === 'eve'))
    expect(eve.node.events.some(({ event }) => isStuck('neither-reached')(event))).toBe(false)
  })

  it('says who could not reach whom when neither does, and comes once one of them can', async () => {
    const ada = await aNode('ada')
    await ada.node.messenger.commands['room.host']({ name: 'Salle', port: 0, rules: { entry: 'anyone', plain: true, announced: true } })
    const port = await roomPort(ada.node)
    const [his, hers] = [wall(() => Promise.resolve(port)), wall(() => Promise.resolve(port))]
    const bob = await enter(await aNode('bob', { dial: his.dial }), port)
    const eve = await enter(await aNode('eve', { dial: hers.dial }), port)
    await offer(bob, 'film', noise(3_000_000))
    const { message } = await eve.node.seen(fileIs('offered'))
    await decide(eve, message, 'accept')
    const told = await eve.node.until(isStuck('neither-reached'))
    expect(told).toMatchObject({ transfer: { id: message.id, moving: false, stuck: { details: { name: 'bob', host: '127.0.0.1', theirs: 'ECONNREFUSED' } } } })
    his.stands = false
    await eve.node.until(fileIs('done'))
  })

  it('is nothing for who is not in the room', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    await offer(ada, 'secret.txt', Buffer.from('x'))
    await bob.node.until(fileIs('offered'))
    const clock = { now: () => Date.now(), monotonic: () => performance.now(), after: () => () => {} }
    const socket = await dial({ host: '127.0.0.1', port: await roomPort(ada.node) }, {})
    const greeted = await greet(socket, 'mallory', true, clock)
    const expected = (await ada.node.messenger.commands['app.snapshot']({})).card.id
    const stream = await connectStream(greeted.socket, filesProtocol, { identity: await newIdentity(), clock, logger: silentLogger, expected })
    stream.socket.resume()
    await once(stream.socket, 'close')
  })
})
