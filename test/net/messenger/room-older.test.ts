import { describe, expect, it } from 'vitest'
import { isMessage, isRoom } from '../../helpers/events.ts'
import { hostRoom, joinRoom, pageBack, proxyTo } from '../../helpers/room-world.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()
const long = 'x'.repeat(60_000)
const numbers = (messages: Awaited<ReturnType<typeof pageBack>>) => messages.flatMap(({ text }) => (/^\d+ x/.test(text) ? [Number(text.split(' ')[0])] : []))
const all = (many: number) => Array.from({ length: many }, (_, i) => i)

/** Long messages, one entry each. */
async function fill(node: Node, id: string, from: number, to: number) {
  for (let i = from; i < to; i++) {
    const { id: sent } = await node.send(id, `${i} ${long}`)
    await node.until(isMessage((m) => m.id === sent && m.state === 'delivered'))
  }
}

describe('what a newcomer did not get at first', () => {
  it('comes as they scroll up, whole, however long the messages are', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { conversation, port } = await hostRoom(ada)
    await fill(ada, conversation.id, 0, 120)
    const bobs = await joinRoom(bob, port)
    await bob.until(isMessage((m) => m.text.startsWith('119 ')))
    const first = await bob.messenger.commands['message.page']({ conversationId: bobs, cursor: { type: 'newest' }, limit: 100 })
    expect(numbers(first.messages).length).toBeLessThan(20)
    expect(first.hasOlder).toBe(true)
    await bob.until(isRoom(({ hasOlder }) => hasOlder))
    const messages = await pageBack(bob, bobs)
    expect(numbers(messages)).toEqual(all(120))
    expect(messages.some(({ notice }) => notice?.code === 'room-fault')).toBe(false)
    const { rooms } = await bob.messenger.commands['app.snapshot']({})
    expect(rooms[0]).toMatchObject({ hasOlder: false })
  }, 60_000)

  it('waits for the room while it is away, and comes after a restart too', async () => {
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const { conversation, port } = await hostRoom(ada)
    await fill(ada, conversation.id, 0, 30)
    const proxy = await proxyTo(net, port)
    const bobs = await joinRoom(bob, proxy.port)
    await bob.until(isMessage((m) => m.text.startsWith('29 ')))
    await bob.messenger.commands['conversation.leave']({ id: bobs })
    expect(numbers(await pageBack(bob, bobs)).length).toBeLessThan(20)
    expect((await bob.messenger.commands['app.snapshot']({})).rooms[0]).toMatchObject({ hasOlder: true })
    await bob.restart()
    await bob.messenger.commands['conversation.reconnect']({ id: bobs })
    await bob.until(isRoom(({ members }) => members.length === 2))
    expect(numbers(await pageBack(bob, bobs))).toEqual(all(30))
  }, 60_000)
})
