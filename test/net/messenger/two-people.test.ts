import { cp } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isOpen, says } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

async function joined(alice: Node, bob: Node) {
  const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
  return id
}

async function textsOf(node: Node, conversationId: string) {
  const { messages } = await node.messenger.commands['message.page']({ conversationId, cursor: { type: 'newest' }, limit: 200 })
  return messages.filter((m) => m.from !== 'system').map((m) => m.text)
}

describe('two people', () => {
  it('end up encrypted, know each other by pseudonym, and a message is delivered to the other disk', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'bonjour')
    await Promise.all([bob.until(says('bonjour', 'received')), alice.until(says('bonjour', 'delivered'))])
    const [withBob] = await alice.conversations()
    const [withAlice] = await bob.conversations()
    expect(withBob).toMatchObject({ kind: 'secure', title: 'bob', request: false })
    expect(withAlice).toMatchObject({ kind: 'secure', title: 'alice', request: true, unread: 1 })
  })

  it('meet over IPv6 as well, each bound to ::1', async () => {
    const [alice, bob] = [await net.node('alice', { host: '::1' }), await net.node('bob', { host: '::1' })]
    const { id } = await alice.messenger.commands['conversation.join']({ host: '[::1]', port: bob.port() })
    await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
    await alice.send(id, 'six')
    await Promise.all([bob.until(says('six', 'received')), alice.until(says('six', 'delivered'))])
    const [withBob] = await alice.conversations()
    const [withAlice] = await bob.conversations()
    expect(withBob).toMatchObject({ kind: 'secure', address: { host: '::1', port: bob.port() } })
    expect(withAlice).toMatchObject({ address: { host: '::1', port: alice.port() } })
    const card = bob.events.findLast(({ event }) => event.type === 'card')?.event
    expect(card).toMatchObject({
      card: { addresses: [{ host: '::1', port: bob.port() }], invitation: expect.stringContaining(`palabre://[::1]:${bob.port()}/`) },
    })
  })

  it('an answer accepts the request, and reading marks the message read on the other side', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    const message = await alice.send(id, 'es-tu là ?')
    await bob.until(says('es-tu là ?'))
    const [withAlice] = await bob.conversations()
    await bob.send(withAlice?.id ?? '', 'oui')
    await alice.until(says('oui', 'received'))
    expect((await bob.conversations())[0]).toMatchObject({ request: false, trust: 'accepted' })
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: withAlice?.id ?? '', cursor: { type: 'newest' }, limit: 10 })
    await bob.messenger.commands['conversation.read']({ id: withAlice?.id ?? '', upTo: messages.at(-1)?.order ?? '' })
    await alice.until((e) => e.type === 'message' && e.message.id === message.id && e.message.state === 'read')
  })

  it('what is sent while the other is away waits on disk, survives a restart, and arrives once and in order', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'one')
    await alice.until(says('one', 'delivered'))
    const port = bob.port()
    await bob.stop()
    for (const text of ['two', 'three']) await alice.send(id, text)
    await alice.restart()
    await alice.send(id, 'four')
    await bob.restart({ port })
    await alice.messenger.commands['conversation.reconnect']({ id })
    await alice.until(says('four', 'delivered'))
    const [withAlice] = await bob.conversations()
    expect(await textsOf(bob, withAlice?.id ?? '')).toEqual(['one', 'two', 'three', 'four'])
  })

  it('what an earlier run could not deliver is shown delivered, though nothing is written in this one', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    const port = bob.port()
    await bob.stop()
    await alice.send(id, 'before the restart')
    await alice.restart()
    await bob.restart({ port })
    await alice.messenger.commands['conversation.reconnect']({ id })
    await alice.until(says('before the restart', 'delivered'))
  })

  it('edits, deletions and reactions reach the other side', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const conversationId = await joined(alice, bob)
    const first = await alice.send(conversationId, 'helo')
    const second = await alice.send(conversationId, 'oops')
    await alice.messenger.commands['message.edit']({ conversationId, id: first.id, text: 'hello' })
    await alice.messenger.commands['message.delete']({ conversationId, id: second.id })
    await alice.messenger.commands['message.react']({ conversationId, id: first.id, emoji: '🌳', on: true })
    const changed = await bob.until((e) => e.type === 'message' && e.message.id === first.id && e.message.reactions.length === 1)
    expect(changed).toMatchObject({ message: { text: 'hello', reactions: [{ emoji: '🌳', from: 'them' }] } })
    const deleted = await bob.until((e) => e.type === 'message' && e.message.id === second.id && e.message.deleted)
    expect(deleted).toMatchObject({ message: { text: '' } })
  })

  it('both dialling at once settle on one connection and one conversation each', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const join = (a: Node, b: Node) => a.messenger.commands['conversation.join']({ host: '127.0.0.1', port: b.port() })
    await Promise.all([join(alice, bob), join(bob, alice)])
    await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
    const id = (await alice.conversations()).find((c) => c.kind === 'secure')?.id ?? ''
    await alice.send(id, 'still one')
    await Promise.all([alice.until(says('still one', 'delivered')), bob.until(says('still one', 'received'))])
    expect((await alice.conversations()).filter((c) => c.personId)).toHaveLength(1)
    expect((await bob.conversations()).filter((c) => c.personId)).toHaveLength(1)
  })

  it('a changed pseudonym shows on the other side', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    await joined(alice, bob)
    await alice.messenger.commands['settings.update']({ name: 'Alice Liddell' })
    await bob.until((e) => e.type === 'conversation' && e.conversation.title === 'Alice Liddell')
  })

  it('a history restored from an older copy, or cut by a power failure, loses nothing that is written after it', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'one')
    await alice.until(says('one', 'delivered'))
    await alice.stop()
    const copy = `${alice.folder} (copy)`
    await cp(alice.folder, copy, { recursive: true })
    await alice.restart()
    await alice.until(isOpen())
    await alice.send(id, 'two, forgotten')
    await alice.until(says('two, forgotten', 'delivered'))
    const port = bob.port()
    await bob.stop()
    await alice.stop()
    await cp(copy, alice.folder, { recursive: true, force: true })
    await alice.restart()
    // As many entries as bob has of alice, but others.
    await alice.send(id, 'two, again')
    await bob.restart({ port })
    await alice.messenger.commands['conversation.reconnect']({ id })
    await bob.until(says('two, again'))
    await alice.until(says('two, again', 'delivered'))
    const [withAlice] = await bob.conversations()
    const { messages } = await bob.messenger.commands['message.page']({ conversationId: withAlice?.id ?? '', cursor: { type: 'newest' }, limit: 10 })
    expect(messages.filter((m) => m.from === 'them').map((m) => m.text)).toEqual(['one', 'two, forgotten', 'two, again'])
  })

  it('another key at a known address stops the conversation until the person decides', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'hi')
    await alice.until(says('hi', 'delivered'))
    const port = bob.port()
    await bob.stop()
    const mallory = await net.node('mallory', { port })
    await alice.messenger.commands['conversation.reconnect']({ id })
    await alice.until((e) => e.type === 'link' && e.link.state === 'key-changed')
    await alice.send(id, 'secret')
    expect((await mallory.conversations()).length).toBe(0)
    await alice.messenger.commands['conversation.decideKey']({ id, decision: 'accept' })
    await mallory.until(says('secret', 'received'))
  })
})

describe('a transcript', () => {
  it('has what is shown, in order: neither notices nor what was hidden', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'hidden')
    await alice.until(says('hidden', 'delivered'))
    const lines = () => [...alice.messenger.transcript(id).lines(null)].map((line) => JSON.parse(line).text)
    expect(lines()).toEqual(['hidden'])
    await alice.messenger.commands['conversation.clear']({ id, undo: false })
    for (const text of ['one', 'two']) await alice.send(id, text)
    expect(lines()).toEqual(['one', 'two'])
    expect(() => alice.messenger.transcript('gone')).toThrow(expect.objectContaining({ code: 'unknown-conversation' }))
  })
})

describe('the stream of events', () => {
  it('is numbered without gaps and the snapshot carries the last number', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const id = await joined(alice, bob)
    await alice.send(id, 'x')
    await alice.until(says('x', 'delivered'))
    const numbers = alice.events.map((e) => e.number)
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
    expect((await alice.messenger.commands['app.snapshot']({})).number).toBe(numbers.at(-1))
  })
})

it('someone unknown learns neither that one reads nor that one types, until they are accepted', async () => {
  const [alice, bob] = [await net.node('alice'), await net.node('bob')]
  const mine = await joined(alice, bob)
  const id = (await bob.conversations())[0]?.id ?? ''
  const arrived = bob.next(says('hello'))
  await alice.send(mine, 'hello')
  const message = await arrived
  await alice.until(says('hello', 'delivered'))
  await bob.messenger.commands['conversation.read']({ id, upTo: message.type === 'message' ? message.message.order : '' })
  expect((await bob.conversations())[0]?.unread).toBe(0)
  await bob.messenger.commands['conversation.typing']({ id, typing: true })
  // What was told before it comes before it.
  await bob.messenger.commands['settings.update']({ name: 'bobby' })
  await alice.until((e) => e.type === 'conversation' && e.conversation.title === 'bobby')
  expect(alice.events.some(({ event }) => event.type === 'typing' || says('hello', 'read')(event))).toBe(false)
  await bob.messenger.commands['conversation.accept']({ id })
  await alice.until(says('hello', 'read'))
})
