import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Room } from '../../../shared/model/room.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { createTestnet, type Node, type Testnet } from '../../helpers/testnet.ts'

let net: Testnet
const sockets: Socket[] = []
beforeEach(async () => {
  net = await createTestnet()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await net.close()
})

const isRoom = (ready: (room: Room) => boolean) => (event: NetEvent) => event.type === 'room' && ready(event.room)
type Told = Extract<NetEvent, { type: 'message' }>
const isMessage =
  (ready: (message: Message) => boolean) =>
  (event: NetEvent): event is Told =>
    event.type === 'message' && ready(event.message)

interface Inside {
  readonly node: Node
  readonly id: string
}

/** Ada hosts, the others enter. */
async function room(...names: readonly string[]): Promise<readonly Inside[]> {
  const ada = await net.node('ada')
  const { id } = await ada.messenger.commands['room.host']({ name: 'Salle', port: 0, rules: { entry: 'anyone', plain: true, announced: true } })
  await ada.until(isRoom(({ members }) => members.length === 1))
  const inside: Inside[] = [{ node: ada, id }]
  for (const name of names) inside.push(await enter(await net.node(name), await portOf(ada)))
  return inside
}

const portOf = async (node: Node) => (await node.messenger.commands['app.snapshot']({})).rooms[0]?.hosting?.port ?? 0

async function enter(node: Node, port: number): Promise<Inside> {
  const { id } = await node.messenger.commands['room.join']({ host: '127.0.0.1', port })
  await node.until((e) => e.type === 'link' && e.link.conversationId === id && e.link.state === 'open')
  return { node, id }
}

async function say({ node, id }: Inside, text: string, replyTo: string | null = null): Promise<Message> {
  const sent = await node.messenger.commands['message.send']({ conversationId: id, id: uuidv7(), text, replyTo })
  await node.until(isMessage((m) => m.id === sent.id && m.state === 'delivered'))
  return sent
}

const hears = ({ node }: Inside, { id }: Message, ready: (message: Message) => boolean = () => true) => node.seen(isMessage((m) => m.id === id && ready(m)))

async function program(port: number): Promise<{ readonly heard: () => string; readonly until: (text: string) => Promise<void> }> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  sockets.push(socket)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  const until = async (text: string) => {
    while (!heard.includes(text)) await once(socket, 'data')
  }
  await until(': ')
  socket.write('nc\n')
  await until('quitter.\n')
  return { heard: () => heard, until }
}

describe('a message in a room', () => {
  it('is answered, edited, reacted to and deleted by its author, for everybody', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const nc = await program(await portOf(ada.node))
    const first = await say(bob, 'bonjour à tosu')
    await Promise.all([hears(ada, first), hears(eve, first)])
    const answer = await say(eve, 'salut bob', first.id)
    expect((await hears(ada, answer)).message).toMatchObject({ replyTo: first.id, text: 'salut bob' })

    await bob.node.messenger.commands['message.edit']({ conversationId: bob.id, id: first.id, text: 'bonjour à tous' })
    for (const one of [ada, bob, eve]) {
      const { message } = await hears(one, first, (m) => m.editedAt !== null)
      expect(message).toMatchObject({ text: 'bonjour à tous', author: { name: 'bob' } })
    }
    await nc.until('bob: * bonjour à tous\n')

    for (const one of [ada, eve]) await one.node.messenger.commands['message.react']({ conversationId: one.id, id: first.id, emoji: '🌳', on: true })
    const { message: liked } = await hears(bob, first, (m) => m.reactions.length === 2)
    expect([...liked.reactions].sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))).toEqual([
      { emoji: '🌳', from: 'them', name: 'ada' },
      { emoji: '🌳', from: 'them', name: 'eve' },
    ])
    expect((await hears(ada, first, (m) => m.reactions.length === 2)).message.reactions.filter(({ from }) => from === 'me')).toHaveLength(1)
    await eve.node.messenger.commands['message.react']({ conversationId: eve.id, id: first.id, emoji: '🌳', on: false })
    await bob.node.until(isMessage((m) => m.id === first.id && m.reactions.length === 1))

    await bob.node.messenger.commands['message.delete']({ conversationId: bob.id, id: first.id })
    for (const one of [ada, bob, eve]) {
      const { message } = await hears(one, first, (m) => m.deleted)
      expect(message).toMatchObject({ text: '', reactions: [] })
    }
    expect(nc.heard()).not.toContain('🌳')
  })

  it('is nobody else’s to change; a moderator may delete it, and nobody the owner’s', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const [adas, bobs] = [await say(ada, 'la règle'), await say(bob, 'des bêtises')]
    await hears(eve, bobs)
    const change = (one: Inside, id: string) => one.node.messenger.commands['message.delete']({ conversationId: one.id, id })
    await expect(Promise.resolve().then(() => change(eve, bobs.id))).rejects.toMatchObject({ code: 'not-yours' })
    await expect(
      Promise.resolve().then(() => ada.node.messenger.commands['message.edit']({ conversationId: ada.id, id: bobs.id, text: 'bob a tort' })),
    ).rejects.toMatchObject({ code: 'not-yours' })
    const eveKey = (await eve.node.messenger.commands['app.snapshot']({})).card.id
    await ada.node.messenger.commands['room.act']({ id: ada.id, action: { type: 'role', who: eveKey, role: 'moderator' } })
    await eve.node.until(isRoom(({ role }) => role === 'moderator'))
    await change(eve, bobs.id)
    for (const one of [ada, bob, eve]) await hears(one, bobs, (m) => m.deleted)
    await expect(Promise.resolve().then(() => change(eve, adas.id))).rejects.toMatchObject({ code: 'not-yours' })
  })

  it('is as it became for a newcomer, also when its page comes after what was said of it', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    const [kept, gone] = [await say(bob, 'avant'), await say(bob, 'à effacer')]
    // One turn each, so that more entries than a newcomer gets lie between.
    for (let i = 0; i < 120; i++) await say(ada, `${i}`)
    await bob.node.messenger.commands['message.edit']({ conversationId: bob.id, id: kept.id, text: 'après' })
    await bob.node.messenger.commands['message.delete']({ conversationId: bob.id, id: gone.id })
    await hears(ada, gone, (m) => m.deleted)
    const late = await enter(await net.node('late'), await portOf(ada.node))
    await late.node.until(isMessage((m) => m.text === '119'))
    await late.node.messenger.commands['room.older']({ id: late.id })
    expect((await hears(late, kept)).message).toMatchObject({ text: 'après' })
    const { messages } = await late.node.messenger.commands['message.page']({ conversationId: late.id, cursor: { type: 'around', id: gone.id }, limit: 5 })
    expect(messages.find(({ id }) => id === gone.id)).toMatchObject({ deleted: true, text: '' })
  })

  it('can’t be changed while one is away, nor muted', async () => {
    const [ada, bob] = (await room('bob')) as [Inside, Inside]
    const sent = await say(bob, 'x')
    const edit = () => Promise.resolve().then(() => bob.node.messenger.commands['message.edit']({ conversationId: bob.id, id: sent.id, text: 'y' }))
    const bobKey = (await bob.node.messenger.commands['app.snapshot']({})).card.id
    await ada.node.messenger.commands['room.act']({ id: ada.id, action: { type: 'mute', who: bobKey, on: true } })
    await bob.node.until(isRoom(({ muted }) => muted))
    await expect(edit()).rejects.toMatchObject({ code: 'room-muted' })
    await bob.node.messenger.commands['conversation.leave']({ id: bob.id })
    await expect(edit()).rejects.toMatchObject({ code: 'not-connected' })
  })
})
