import { describe, expect, it } from 'vitest'
import type { Message } from '../../../shared/model/message.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isMessage, isRoom } from '../../helpers/events.ts'
import { hostRoom, joinRoom, pageBack, roomPort, roomProgram } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

interface Inside {
  readonly node: Node
  readonly id: string
}

/** Ada hosts, the others enter. */
async function room(...names: readonly string[]): Promise<readonly Inside[]> {
  const ada = await net.node('ada')
  const { conversation, port } = await hostRoom(ada)
  const inside: Inside[] = [{ node: ada, id: conversation.id }]
  for (const name of names) inside.push(await enter(await net.node(name), port))
  return inside
}

const enter = async (node: Node, port: number): Promise<Inside> => ({ node, id: await joinRoom(node, port) })

async function say({ node, id }: Inside, text: string, replyTo: string | null = null): Promise<Message> {
  const sent = await node.messenger.commands['message.send']({ conversationId: id, id: uuidv7(), text, replyTo })
  await node.until(isMessage((m) => m.id === sent.id && m.state === 'delivered'))
  return sent
}

const hears = ({ node }: Inside, { id }: Message, ready: (message: Message) => boolean = () => true) => node.seen(isMessage((m) => m.id === id && ready(m)))

describe('a message in a room', () => {
  it('is answered, edited, reacted to and deleted by its author, for everybody', async () => {
    const [ada, bob, eve] = (await room('bob', 'eve')) as [Inside, Inside, Inside]
    const nc = await roomProgram(net, await roomPort(ada.node), 'nc\n')
    const first = await say(bob, 'bonjour à tosu')
    await Promise.all([hears(ada, first), hears(eve, first)])
    const answer = await say(eve, 'salut bob', first.id)
    expect((await hears(ada, answer)).message).toMatchObject({ replyTo: first.id, text: 'salut bob' })

    await bob.node.messenger.commands['message.edit']({ conversationId: bob.id, id: first.id, text: 'bonjour à tous' })
    for (const one of [ada, bob, eve]) {
      const { message } = await hears(one, first, (m) => m.editedAt !== null)
      expect(message).toMatchObject({ text: 'bonjour à tous', author: { name: 'bob' } })
    }
    await nc.hears('bob: * bonjour à tous\n')

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
    const late = await enter(await net.node('late'), await roomPort(ada.node))
    await late.node.until(isMessage((m) => m.text === '119'))
    await pageBack(late.node, late.id)
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
