import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { theySay } from '../helpers/events.ts'
import { joinRoom } from '../helpers/room-world.ts'
import { eachTestnet } from '../helpers/testnet.ts'
import { buildCli, type Cli, palabre } from './palabre.ts'

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

  it('is not noticed by five who go on talking: each hears everything, once and in order, and nobody come again', async () => {
    const room = palabre('room', '--host', '127.0.0.1', '--port', '0', '--name', 'Salle 12', '--json')
    net.atEnd(() => room.child.kill('SIGKILL'))
    const { port } = await room.event((e) => e['event'] === 'listening')
    const names = ['ana', 'bob', 'cat', 'dan', 'eve']
    const members: Cli[] = []
    for (const name of names) {
      const one = palabre('chat', '--name', name, '--host', '127.0.0.1', '--port', '0', '--data', join(net.root, name), '--json')
      net.atEnd(() => one.child.kill('SIGKILL'))
      members.push(one)
      await one.event((e) => e['event'] === 'listening')
      one.type(`/room 127.0.0.1 ${port}`)
      await one.event((e) => e['event'] === 'joined')
    }
    let said = 0
    const talking = setInterval(() => {
      for (const [i, one] of members.entries()) one.type(`${names[i]} ${said}`)
      said++
    }, 150)
    const each = (match: (e: Record<string, unknown>) => boolean) => Promise.all(members.map((one) => one.event(match)))
    await each((e) => e['text'] === 'eve 10')
    room.child.kill('SIGKILL')
    await each((e) => e['event'] === 'notice' && e['code'] === 'room-host')
    const after = `eve ${said}`
    await each((e) => e['text'] === after)
    clearInterval(talking)
    for (const name of names) await each((e) => e['event'] !== 'message-changed' && e['text'] === `${name} ${said - 1}`)
    for (const one of members) {
      const heard = one.events().flatMap((e) => (e['event'] === 'message' && /^\w+ \d+$/.test(String(e['text'])) ? [String(e['text'])] : []))
      for (const name of names) expect(heard.filter((text) => text.startsWith(name))).toEqual(Array.from({ length: said }, (_, n) => `${name} ${n}`))
      const notices = one.events().flatMap((e) => (e['event'] === 'notice' ? [e['code'] === 'member-joined' ? e['name'] : e['code']] : []))
      expect(notices).toEqual([...names, 'room-host'])
    }
  })
})
