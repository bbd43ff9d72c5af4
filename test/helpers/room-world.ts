import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { RoomRules } from '../../shared/model/room.ts'
import { isOpen, isRoom } from './events.ts'
import type { Node, Testnet } from './testnet.ts'

export const openRules: RoomRules = { entry: 'anyone', plain: true, announced: true }

/** A room of one: its host. */
export async function hostRoom(node: Node, rules: Partial<RoomRules> = {}): Promise<{ readonly conversation: Conversation; readonly port: number }> {
  const conversation = await node.messenger.commands['room.host']({ name: 'Salle 12', port: 0, rules: { ...openRules, ...rules } })
  await node.until(isRoom(({ members }) => members.length === 1))
  return { conversation, port: await roomPort(node) }
}

/** Where the only room that it hosts listens. */
export const roomPort = async (node: Node): Promise<number> => (await node.messenger.commands['app.snapshot']({})).rooms[0]?.hosting?.port ?? 0

/** Resolves inside. */
export async function joinRoom(node: Node, port: number): Promise<ConversationId> {
  const { id } = await node.messenger.commands['room.join']({ host: '127.0.0.1', port })
  await node.until(isOpen(id))
  return id
}

/** A raw-socket program that is inside and ends no line by itself. */
export async function roomProgram(net: Testnet, port: number, name: string) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  net.atEnd(() => socket.destroy())
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  const hears = async (text: string) => {
    while (!heard.includes(text)) await once(socket, 'data')
  }
  await hears(': ')
  socket.write(name)
  await hears('quitter.\n')
  return { heard: () => heard, hears, say: (text: string) => socket.write(text) }
}

/** `hold`: what the host says comes no further, until `cut` breaks what is open; `close`: and nobody comes through any more. */
export async function proxyTo(net: Pick<Testnet, 'atEnd'>, port: number) {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port })
    for (const socket of [near, far]) {
      open.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          open.delete(socket)
          near.destroy()
          far.destroy()
        })
    }
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => isHeld || near.write(bytes))
  })
  let isHeld = false
  const cut = () => {
    isHeld = false
    for (const socket of open) socket.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  net.atEnd(() => {
    server.close()
    cut()
  })
  const hold = () => {
    isHeld = true
  }
  const close = () => {
    server.close()
    cut()
  }
  return { port: (server.address() as AddressInfo).port, hold, cut, close }
}

/** Everything of a conversation, in order, as scrolling up brings it. */
export async function pageBack({ messenger }: Node, conversationId: ConversationId): Promise<readonly Message[]> {
  const page = messenger.commands['message.page']
  let { messages, hasOlder } = await page({ conversationId, cursor: { type: 'newest' }, limit: 100 })
  while (hasOlder) {
    const before = await page({ conversationId, cursor: { type: 'before', order: messages[0]?.order ?? '' }, limit: 100 })
    messages = [...before.messages, ...messages]
    hasOlder = before.hasOlder
  }
  return messages
}
