import { once } from 'node:events'
import { connect } from 'node:net'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
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
