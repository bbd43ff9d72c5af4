import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { createTestnet, type Node, type Testnet } from '../../helpers/testnet.ts'

let net: Testnet
let node: Node
const sockets: Socket[] = []
beforeEach(async () => {
  net = await createTestnet()
  node = await net.node('alice')
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await net.close()
})

const conversations = async () => (await node.messenger.commands['app.snapshot']({})).conversations
const failedWith = (code: string) => (e: NetEvent) => e.type === 'link' && e.link.state === 'offline' && e.link.error?.code === code
const removed = (id: string) => (e: NetEvent) => e.type === 'conversation-removed' && e.conversationId === id
const notice = (code: string) => (e: NetEvent) => e.type === 'message' && e.message.notice?.code === code
const join = (host: string, port: number) => node.messenger.commands['conversation.join']({ host, port })
const say = (conversationId: string, text: string) => node.messenger.commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null })

/** Where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function program(text?: string): Promise<{ socket: Socket; id: string }> {
  const arrived = node.next((e) => e.type === 'conversation' && e.conversation.openedBy === 'them')
  const socket = connect({ host: '127.0.0.1', port: node.port() }).on('error', () => {})
  sockets.push(socket)
  socket.resume()
  const said = text === undefined ? null : node.next((e) => e.type === 'message' && e.message.text === text)
  if (text !== undefined) socket.write(`${text}\n`)
  const event = await arrived
  await said
  return { socket, id: event.type === 'conversation' ? event.conversation.id : '' }
}

describe('an address where nobody answers', () => {
  it('is there with its reason, and gone once it is left', async () => {
    const [port, own] = [await closedPort(), node.port()]
    for (const [target, code] of [
      [port, 'ECONNREFUSED'],
      [own, 'own-address'],
    ] as const) {
      const failed = node.next(failedWith(code))
      const { id } = await join('127.0.0.1', target)
      await failed
      expect(await conversations()).toMatchObject([{ id, lastMessage: null }])
      await node.messenger.commands['conversation.leave']({ id })
      await node.until(removed(id))
      expect(await conversations()).toEqual([])
    }
  })

  it('is gone after a restart, unless something is written or noted there', async () => {
    const ports = [await closedPort(), await closedPort(), await closedPort()]
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

  it('and said something is kept, with the last of its words rather than what came after them', async () => {
    const { socket, id } = await program('bonjour')
    socket.resetAndDestroy()
    await node.until(notice('left'))
    await node.restart()
    expect(await conversations()).toMatchObject([{ id, request: true, unread: 1, lastMessage: { from: 'them', text: 'bonjour', notice: null } }])
  })

  it('and was only answered is kept too', async () => {
    const { socket, id } = await program()
    await say(id, 'hello?')
    socket.resetAndDestroy()
    await node.until(notice('left'))
    expect(await conversations()).toMatchObject([{ id, lastMessage: { from: 'me', text: 'hello?' } }])
  })
})
