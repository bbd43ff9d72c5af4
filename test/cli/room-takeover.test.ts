import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NetEvent } from '../../shared/events.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import { createTestnet, type Node, type Testnet } from '../helpers/testnet.ts'
import { buildCli, palabre } from './palabre.ts'

let net: Testnet
const running: ReturnType<typeof palabre>[] = []
beforeAll(buildCli, 60_000)
beforeEach(async () => {
  net = await createTestnet()
})
afterEach(async () => {
  for (const one of running.splice(0)) one.child.kill('SIGKILL')
  await net.close()
})

const isText = (text: string) => (event: NetEvent) => event.type === 'message' && event.message.text === text && event.message.from === 'them'

async function join(node: Node, port: number): Promise<string> {
  const { id } = await node.messenger.commands['room.join']({ host: '127.0.0.1', port })
  await node.until((e) => e.type === 'link' && e.link.conversationId === id && e.link.state === 'open')
  return id
}

const say = (node: Node, conversationId: string, text: string) => node.messenger.commands['message.send']({ conversationId, id: uuidv7(), text, replyTo: null })

describe('a room whose host is killed', { timeout: 60_000 }, () => {
  it('goes on under a member, with what was written meanwhile', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--name', 'Salle 12', '--json')
    running.push(room)
    const { port } = await room.event((e) => e['event'] === 'listening')
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const adas = await join(ada, Number(port))
    const bobs = await join(bob, Number(port))
    await say(ada, adas, 'before')
    await bob.until(isText('before'))
    await ada.until((e) => e.type === 'room' && e.room.members.length === 2)
    room.child.kill('SIGKILL')
    await room.ended
    await say(bob, bobs, 'meanwhile')
    await Promise.all([ada, bob].map((node) => node.until((e) => e.type === 'room' && e.room.epoch === 2 && e.room.members.length === 2)))
    await ada.until(isText('meanwhile'))
    await say(ada, adas, 'after')
    await bob.until(isText('after'))
    const { messages } = await ada.messenger.commands['message.page']({ conversationId: adas, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ from }) => from !== 'system').map(({ text }) => text)).toEqual(['before', 'meanwhile', 'after'])
    expect(messages.some(({ notice }) => notice?.code === 'room-host')).toBe(true)
    expect(messages.some(({ notice }) => notice?.code === 'room-fault')).toBe(false)
  })
})
