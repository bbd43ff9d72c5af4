import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import type { MakeDiscovery } from '../../../electron/net/messenger/people/index.ts'
import type { NetEvent } from '../../../shared/events.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { isOpen, says } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'

const net = eachTestnet()

const titles = async (node: Node) => (await node.messenger.commands['app.snapshot']({})).conversations.map((c) => c.title)

async function acquainted(): Promise<{ alice: Node; bob: Node; bobs: string }> {
  const [alice, bob] = [await net.node('alice'), await net.node('bob')]
  await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  const here = await bob.seen((e): e is Extract<NetEvent, { type: 'link' }> => isOpen()(e))
  await alice.until(isOpen())
  await bob.messenger.commands['conversation.accept']({ id: here.link.conversationId })
  return { alice, bob, bobs: here.link.conversationId }
}

it('without a pseudonym nobody is dialled or answered; with one, everybody is', async () => {
  const { alice, bob, bobs } = await acquainted()
  const port = bob.port()
  await bob.stop()
  const [mine] = (await alice.messenger.commands['app.snapshot']({})).conversations
  await alice.messenger.commands['message.send']({ conversationId: mine?.id ?? '', id: uuidv7(), text: 'are you there?', replyTo: null })
  await bob.restart({ name: '', port })
  // It listens, and takes no one: alice sees a connection that broke, and tries again by herself.
  const refused = alice.next((e) => e.type === 'link' && e.link.state === 'waiting')
  await alice.messenger.commands['conversation.reconnect']({ id: mine?.id ?? '' })
  // Since then whatever bob announced before is no sign that he is there.
  expect(await refused).toMatchObject({ link: { missedAt: expect.any(Number) } })
  expect(bob.events.some(({ event }) => event.type === 'link' && event.link.state !== 'offline')).toBe(false)
  expect(bob.events.some(({ event }) => event.type === 'message')).toBe(false)
  expect(await titles(alice)).toEqual(['bob'])
  await bob.messenger.commands['settings.update']({ name: 'bobby' })
  await bob.until((e) => isOpen()(e) && e.type === 'link' && e.link.conversationId === bobs)
  await bob.until(says('are you there?', 'received'))
  await alice.until((e) => e.type === 'conversation' && e.conversation.title === 'bobby')
  await alice.until((e) => isOpen()(e) && e.type === 'link' && e.link.missedAt === null)
})

it('without a pseudonym it is not announced, and no command reaches anybody', async () => {
  const names: string[] = []
  const makeDiscovery: MakeDiscovery = ({ name }) => {
    names.push(name())
    return {
      start: async () => {},
      stop: async () => {},
      wake() {},
      refresh() {},
      entries: () => [],
      rooms: () => [],
      roomsChanged() {},
      health: () => ({ running: true, links: [], skipped: [], beaconError: null, mdnsError: null, refused: {} as never }),
      subscribe: () => () => {},
    }
  }
  const alice = await net.node('alice')
  const node = await net.node('nobody', { name: '', host: '0.0.0.0' }, { makeDiscovery })
  const { commands } = node.messenger
  const there = { host: '127.0.0.1', port: alice.port() }
  await expect((async () => commands['conversation.join'](there))()).rejects.toMatchObject({ code: 'no-name' })
  await expect((async () => commands['people.talk']({ name: 'alice' }))()).rejects.toMatchObject({ code: 'no-name' })
  await expect((async () => commands['room.join'](there))()).rejects.toMatchObject({ code: 'no-name' })
  expect(await titles(node)).toEqual([])
  expect(names).toEqual([])
  await commands['settings.update']({ name: 'somebody' })
  await node.until((e) => e.type === 'nearby')
  expect(names).toEqual(['somebody'])
})

it('without a pseudonym a program is told to come back, and leaves nothing behind', async () => {
  const node = await net.node('nobody', { name: '' })
  const socket = connect({ host: '127.0.0.1', port: node.port() })
  let heard = ''
  socket.on('data', (part) => {
    heard += part
  })
  socket.write('hello?\n')
  await once(socket, 'end')
  expect(heard).toContain('being set up')
  socket.destroy()
  expect(await titles(node)).toEqual([])
})

it('a name that can’t be shown replaces no known one, and is never mine', async () => {
  const { alice, bob } = await acquainted()
  for (const name of ['', '\u202e\u200b']) {
    const rejected = (async () => bob.messenger.commands['settings.update']({ name }))()
    await expect(rejected).rejects.toMatchObject({ code: 'bad-argument' })
  }
  expect(await titles(alice)).toEqual(['bob'])
})
