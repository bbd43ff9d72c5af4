import { beforeAll, describe, expect, it } from 'vitest'
import { theySay } from '../helpers/events.ts'
import { joinRoom } from '../helpers/room-world.ts'
import { eachTestnet } from '../helpers/testnet.ts'
import { buildCli, palabre } from './palabre.ts'

const net = eachTestnet()
beforeAll(buildCli, 60_000)

describe('a room whose host is killed', { timeout: 60_000 }, () => {
  it('goes on under a member, with what was written meanwhile', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--name', 'Salle 12', '--json')
    net.atEnd(() => room.child.kill('SIGKILL'))
    const { port } = await room.event((e) => e['event'] === 'listening')
    const [ada, bob] = [await net.node('ada'), await net.node('bob')]
    const adas = await joinRoom(ada, Number(port))
    const bobs = await joinRoom(bob, Number(port))
    await ada.send(adas, 'before')
    await bob.until(theySay('before'))
    await ada.until((e) => e.type === 'room' && e.room.members.length === 2)
    room.child.kill('SIGKILL')
    await room.ended
    await bob.send(bobs, 'meanwhile')
    await Promise.all([ada, bob].map((node) => node.until((e) => e.type === 'room' && e.room.epoch === 2 && e.room.members.length === 2)))
    await ada.until(theySay('meanwhile'))
    await ada.send(adas, 'after')
    await bob.until(theySay('after'))
    const { messages } = await ada.messenger.commands['message.page']({ conversationId: adas, cursor: { type: 'newest' }, limit: 100 })
    expect(messages.filter(({ from }) => from !== 'system').map(({ text }) => text)).toEqual(['before', 'meanwhile', 'after'])
    expect(messages.some(({ notice }) => notice?.code === 'room-host')).toBe(true)
    expect(messages.some(({ notice }) => notice?.code === 'room-fault')).toBe(false)
    const came = messages.flatMap(({ notice }) => (notice?.code === 'member-joined' ? [notice.details['name']] : []))
    expect(came).toEqual(['ada', 'bob'])
  })
})
