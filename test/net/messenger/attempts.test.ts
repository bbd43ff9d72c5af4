import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isOpen } from '../../helpers/events.ts'
import { freePort } from '../../helpers/free-port.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()
let node: Node
beforeEach(async () => {
  node = await net.node('alice')
})

const conversations = async () => (await node.messenger.commands['app.snapshot']({})).conversations
const failedWith = (code: string) => (e: NetEvent) => e.type === 'link' && e.link.state === 'offline' && e.link.error?.code === code
const removed = (id: string) => (e: NetEvent) => e.type === 'conversation-removed' && e.conversationId === id
const notice = (code: string) => (e: NetEvent) => e.type === 'message' && e.message.notice?.code === code
const join = (host: string, port: number) => node.messenger.commands['conversation.join']({ host, port })
const say = (conversationId: string, text: string) => node.messenger.commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null })

async function program(text?: string): Promise<{ socket: Socket; id: string }> {
  const arrived = node.next((e) => e.type === 'conversation' && e.conversation.openedBy === 'them')
  const socket = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
  net.atEnd(() => socket.destroy())
  socket.resume()
  const said = text === undefined ? null : node.next((e) => e.type === 'message' && e.message.text === text)
  if (text !== undefined) socket.write(`${text}\n`)
  const event = await arrived
  await said
  return { socket, id: event.type === 'conversation' ? event.conversation.id : '' }
}

/** Another connection, which says this. */
async function next(text: string): Promise<void> {
  const said = node.next((e) => e.type === 'message' && e.message.text === text)
  const socket = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
  net.atEnd(() => socket.destroy())
  socket.resume()
  socket.write(`${text}\n`)
  await said
}

const page = async (conversationId: string) =>
  (await node.messenger.commands['message.page']({ conversationId, cursor: { type: 'newest' }, limit: 50 })).messages

describe('an address where nobody answers', () => {
  it('is there with its reason, and gone once it is left', async () => {
    const failed = node.next(failedWith('ECONNREFUSED'))
    const { id } = await join('127.0.0.1', await freePort())
    await failed
    expect(await conversations()).toMatchObject([{ id, lastMessage: null }])
    await node.messenger.commands['conversation.leave']({ id })
    await node.until(removed(id))
    expect(await conversations()).toEqual([])
  })

  it('is not even there when it is one’s own: whoever joins, calls or measures themselves is told so', async () => {
    const { commands } = node.messenger
    const own = { host: '127.0.0.1', port: node.port() }
    await expect(join(own.host, own.port)).rejects.toMatchObject({ code: 'own-address', details: own })
    await expect(commands['room.join'](own)).rejects.toMatchObject({ code: 'own-address' })
    await expect(commands['people.invitation']({ url: `palabre://localhost:${own.port}/` })).rejects.toMatchObject({ code: 'own-address' })
    await expect(commands['people.talk']({ name: `localhost:${own.port}` })).rejects.toMatchObject({ code: 'own-address' })
    await expect(commands['people.talk']({ name: 'Alice' })).rejects.toMatchObject({ code: 'own-name', details: { name: 'Alice' } })
    await expect(commands['people.talk']({ name: 'nobody' })).rejects.toMatchObject({ code: 'unknown-name' })
    expect(await conversations()).toEqual([])
    // It was somebody else's before it was mine.
    const failed = node.next(failedWith('ECONNREFUSED'))
    const port = await freePort()
    const { id } = await join('127.0.0.1', port)
    await failed
    await commands['conversation.update']({ id, note: 'kept' })
    await node.restart({ port })
    await expect(node.messenger.commands['conversation.ping']({ id })).rejects.toMatchObject({ code: 'own-address' })
  })

  it('is gone as a room too, and is not dialled at the next start', async () => {
    const port = await freePort()
    const failed = node.next((e) => e.type === 'link' && e.link.error?.code === 'ECONNREFUSED')
    const { id } = await node.messenger.commands['room.join']({ host: '127.0.0.1', port })
    await failed
    await node.restart()
    await node.until(removed(id))
    expect(await conversations()).toEqual([])
    const again = node.next((e) => e.type === 'link' && e.link.error?.code === 'ECONNREFUSED')
    const other = await node.messenger.commands['room.join']({ host: '127.0.0.1', port })
    await again
    await node.messenger.commands['conversation.leave']({ id: other.id })
    expect(await conversations()).toEqual([])
  })

  it('is gone after a restart, unless something is written or noted there', async () => {
    const ports = [await freePort(), await freePort(), await freePort()]
    const ids: string[] = []
    for (const port of ports) {
      const failed = node.next(failedWith('ECONNREFUSED'))
      ids.push((await join('127.0.0.1', port)).id)
      await failed
    }
    const failed = node.next((e) => e.type === 'message' && e.message.text === 'for later' && e.message.state === 'failed')
    await say(ids[1] ?? '', 'for later')
    await failed
    await node.messenger.commands['conversation.update']({ id: ids[2] ?? '', note: 'the printer' })
    await node.restart()
    await node.until(removed(ids[0] ?? ''))
    expect((await conversations()).map((c) => c.id).sort()).toEqual(ids.slice(1).sort())
  })
})

describe('a program that came by itself', () => {
  it('and said nothing leaves no trace, though it was accepted', async () => {
    const { socket, id } = await program()
    await node.messenger.commands['conversation.accept']({ id })
    socket.end()
    await node.until(removed(id))
    expect(await conversations()).toEqual([])
  })

  it('and said nothing before this Palabre died leaves none at the next start', async () => {
    const { id } = await program()
    await node.restart()
    if ((await conversations()).length > 0) await node.until(removed(id))
    expect(await conversations()).toEqual([])
  })

  it('answers no measure while it is connected, and the words do not say that it is gone', async () => {
    const { id } = await program('hello')
    await expect(node.messenger.commands['conversation.ping']({ id })).rejects.toMatchObject({ code: 'no-ping' })
    const over = node.next((e) => e.type === 'link' && e.link.conversationId === id && e.link.state === 'offline')
    await node.messenger.commands['conversation.leave']({ id })
    await over
    await expect(node.messenger.commands['conversation.ping']({ id })).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('and said something is kept, with the last of its words rather than what came after them', async () => {
    const { socket, id } = await program('bonjour')
    socket.resetAndDestroy()
    await node.until(notice('left'))
    await node.restart()
    expect(await conversations()).toMatchObject([{ id, request: true, unread: 1, lastMessage: { from: 'them', text: 'bonjour', notice: null } }])
  })

  it('and comes again and again is one request, until it is answered', async () => {
    const first = await program('one')
    first.socket.end()
    await node.until(notice('finished-writing'))
    const second = next('two')
    const silent = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
    net.atEnd(() => silent.destroy())
    await once(silent, 'connect')
    await second
    const [request, ...others] = await conversations()
    expect(request).toMatchObject({ id: first.id, request: true, title: '127.0.0.1', unread: 2, lastMessage: { text: 'two' } })
    // Both are here at once: the other has one of its own, and loses it again.
    if (others.length === 0) await node.until((e) => e.type === 'conversation' && e.conversation.id !== first.id)
    silent.resetAndDestroy()
    await node.until((e) => e.type === 'conversation-removed')
    await say(first.id, 'hello both')
    const third = next('three')
    await third
    expect((await conversations()).filter((c) => c.request)).toMatchObject([{ lastMessage: { text: 'three' } }])
  })

  it('and comes again without a word changes nothing of what it said', async () => {
    const { socket, id } = await program('one')
    socket.resetAndDestroy()
    await node.until(notice('left'))
    const { order } = (await page(id)).at(-1) ?? {}
    const again = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
    net.atEnd(() => again.destroy())
    await node.next((e) => e.type === 'link' && e.link.state === 'open')
    const closed = node.next((e) => e.type === 'link' && e.link.state === 'offline')
    again.resetAndDestroy()
    await closed
    expect((await page(id)).at(-1)?.order).toBe(order)
    expect(await conversations()).toMatchObject([{ id, unread: 1 }])
  })

  it('is not let in again by another port once it is blocked', async () => {
    const { id } = await program('spam')
    await node.messenger.commands['conversation.block']({ id, blocked: true })
    const again = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
    net.atEnd(() => again.destroy())
    again.write('more spam\n')
    again.resume()
    await once(again, 'close')
    expect(await conversations()).toMatchObject([{ id, blocked: true, lastMessage: { text: 'spam' } }])
  })

  it('and was only answered is kept too', async () => {
    const { socket, id } = await program()
    await say(id, 'hello?')
    socket.resetAndDestroy()
    await node.until(notice('left'))
    expect(await conversations()).toMatchObject([{ id, lastMessage: { from: 'me', text: 'hello?' } }])
  })
})

describe('an address where a program was talked with', () => {
  it('keeps what was said there when somebody known answers there now', async () => {
    const bob = await net.node('bob')
    const { id: bobs } = await join('127.0.0.1', bob.port())
    await node.until(isOpen(bobs))
    const server = createServer((socket) => {
      net.atEnd(() => socket.destroy())
      socket.on('error', () => {}).write('a program\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { id, lastSeenAt } = await join('127.0.0.1', port)
    expect(lastSeenAt).toBeNull()
    await node.until((e) => e.type === 'message' && e.message.text === 'a program')
    await node.until((e) => e.type === 'conversation' && e.conversation.id === id && e.conversation.lastSeenAt !== null)
    await node.messenger.commands['conversation.leave']({ id })
    await node.until(notice('left'))
    server.close()
    await once(server, 'close')
    await bob.restart({ port })
    await join('127.0.0.1', port)
    await node.until((e) => e.type === 'conversation' && e.conversation.id === bobs && e.conversation.address?.port === port)
    const { messages } = await node.messenger.commands['message.page']({ conversationId: id, cursor: { type: 'newest' }, limit: 10 })
    expect(messages.map(({ text }) => text)).toContain('a program')
  })
})
