import { mkdir, mkdtemp, readdir, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { NetEvent } from '../../../shared/events.ts'
import type { FileState } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import { isOpen } from '../../helpers/events.ts'
import { eachTestnet, type Node } from '../../helpers/testnet.ts'
import { noise } from '../files/harness.ts'

const net = eachTestnet()

const isOf = (state: FileState, id: string) => (e: NetEvent) => e.type === 'message' && e.message.file?.state === state && e.message.id === id

/** Alice dialled Bob, who has accepted her. */
async function pair() {
  const [source, downloads] = [await mkdtemp(join(net.root, 'source-')), join(net.root, 'downloads')]
  await mkdir(downloads)
  const [alice, bob] = [await net.node('alice'), await net.node('bob', { downloads })]
  const { id: withBob } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
  const withAlice = (await bob.messenger.commands['app.snapshot']({})).conversations[0]?.id ?? ''
  await bob.messenger.commands['conversation.accept']({ id: withAlice })
  const offer = async (name: string, bytes: number | string) => {
    const path = join(source, name)
    await writeFile(path, typeof bytes === 'string' ? bytes : '')
    if (typeof bytes === 'number') await truncate(path, bytes)
    const message = (await alice.messenger.offerFiles(withBob, [path]))[0] as Message
    await bob.until(isOf('offered', message.id))
    return { ...message, path }
  }
  const waiting = () => bob.messenger.commands['file.waiting']({ id: withAlice })
  const all = (last: string, decision: 'accept' | 'decline') => bob.messenger.commands['file.decideAll']({ conversationId: withAlice, last, decision })
  return { alice, bob, withBob, withAlice, source, downloads, offer, waiting, all }
}

const order: readonly (FileState | undefined)[] = ['offered', 'accepted', 'done']

const stateOf = async (node: Node, conversationId: string, id: string) =>
  (await node.messenger.commands['file.list']({ conversationId, before: null, limit: 200 })).find((m) => m.id === id)?.file?.state

it('offers of one sender are taken together, up to the one that was seen; the rest goes on waiting', async () => {
  const p = await pair()
  const offers: Message[] = []
  for (let i = 0; i < 20; i++) offers.push(await p.offer(`photo-${i}.jpg`, `photo ${i}`))
  expect(await p.waiting()).toEqual([{ last: offers[19]?.id, count: 20, size: 10 * 7 + 10 * 8 }])
  const later = await p.offer('later.jpg', 'later')
  expect(await p.all(offers[19]?.id ?? '', 'accept')).toEqual({ decided: 20 })
  await Promise.all(offers.map(({ id }) => p.bob.until(isOf('done', id))))
  expect(await readdir(p.downloads)).toHaveLength(20)
  expect([await stateOf(p.bob, p.withAlice, later.id), await p.waiting()]).toEqual(['offered', []])
})

it('declined together, all of them are, on both sides', async () => {
  const p = await pair()
  const offers = [await p.offer('a', 'a'), await p.offer('b', 'b')]
  expect(await p.all(offers[1]?.id ?? '', 'decline')).toEqual({ decided: 2 })
  await Promise.all(offers.map(({ id }) => p.alice.until(isOf('declined', id))))
  expect(await p.waiting()).toEqual([])
})

it('none is taken when the disk has no room for all of them; each alone may fit', async () => {
  const p = await pair()
  const offers = [await p.offer('small', 'small'), await p.offer('great', 2 ** 42)]
  await expect(p.all(offers[1]?.id ?? '', 'accept')).rejects.toMatchObject({ code: 'no-room' })
  expect(await stateOf(p.bob, p.withAlice, offers[0]?.id ?? '')).toBe('offered')
  expect((await p.waiting())[0]?.count).toBe(2)
})

it('sent again before it was answered, or while I have paused it, it is the same offer; changed or refused, another', async () => {
  const p = await pair()
  const { id, path } = await p.offer('notes.txt', 'notes')
  expect((await p.alice.messenger.onItsWay(p.withBob, path))?.id).toBe(id)
  await p.alice.restart()
  expect((await p.alice.messenger.onItsWay(p.withBob, path))?.id).toBe(id)
  await writeFile(path, 'other')
  await utimes(path, 1, 1)
  expect(await p.alice.messenger.onItsWay(p.withBob, path)).toBeNull()

  const film = join(p.source, 'film')
  await writeFile(film, noise(100_000_000))
  const { id: filmId } = (await p.alice.messenger.offerFiles(p.withBob, [film]))[0] as Message
  await p.bob.until(isOf('offered', filmId))
  const decide = (node: Node, conversationId: string, decision: 'accept' | 'pause' | 'cancel') =>
    node.messenger.commands['file.decide']({ conversationId, id: filmId, decision })
  await decide(p.bob, p.withAlice, 'accept')
  await p.alice.until(isOf('accepted', filmId))
  await decide(p.alice, p.withBob, 'pause')
  expect(await p.alice.messenger.onItsWay(p.withBob, film)).toMatchObject({ id: filmId, file: { pausedByMe: false } })
  await decide(p.bob, p.withAlice, 'cancel')
  await p.alice.until(isOf('cancelled', filmId))
  expect(await p.alice.messenger.onItsWay(p.withBob, film)).toBeNull()
}, 30_000)

it('an offer that is answered before it is known to be delivered stays answered', async () => {
  const p = await pair()
  await p.bob.messenger.commands['conversation.verify']({ id: p.withAlice, verified: true })
  await p.bob.messenger.commands['settings.update']({ takeUpTo: 1_000_000 })
  for (let i = 0; i < 10; i++) {
    const path = join(p.source, `photo-${i}`)
    await writeFile(path, `photo ${i}`)
    const { id } = (await p.alice.messenger.offerFiles(p.withBob, [path]))[0] as Message
    await p.alice.until((e) => e.type === 'message' && e.message.id === id && e.message.file?.state === 'done' && e.message.state === 'delivered')
    const states = p.alice.events.flatMap(({ event }) => (event.type === 'message' && event.message.id === id ? [event.message.file?.state] : []))
    expect(states).toEqual(states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
  }
})

it('accepted while the sender restarts, it comes; paused by both, it goes on when both say so', async () => {
  const p = await pair()
  const film = join(p.source, 'film')
  await writeFile(film, noise(100_000_000))
  const { id } = (await p.alice.messenger.offerFiles(p.withBob, [film]))[0] as Message
  await p.bob.until(isOf('offered', id))
  const decide = (node: Node, conversationId: string, decision: 'accept' | 'pause' | 'resume') =>
    node.messenger.commands['file.decide']({ conversationId, id, decision })
  const restarted = p.alice.restart()
  await decide(p.bob, p.withAlice, 'accept')
  await restarted
  await p.bob.until((e) => e.type === 'transfer' && e.transfer.id === id && e.transfer.at > 0)
  const isPaused = (mine: boolean, theirs: boolean) => (e: NetEvent) =>
    e.type === 'message' && e.message.id === id && e.message.file?.pausedByMe === mine && e.message.file.pausedByThem === theirs
  const both = [p.alice.next(isPaused(true, true)), p.bob.next(isPaused(true, true))]
  await Promise.all([decide(p.alice, p.withBob, 'pause'), decide(p.bob, p.withAlice, 'pause')])
  await Promise.all(both)
  const one = [p.alice.next(isPaused(false, true)), p.bob.next(isPaused(true, false))]
  await decide(p.alice, p.withBob, 'resume')
  await Promise.all(one)
  expect(await stateOf(p.bob, p.withAlice, id)).toBe('accepted')
  await decide(p.bob, p.withAlice, 'resume')
  await Promise.all([p.alice.until(isOf('done', id)), p.bob.until(isOf('done', id))])
  expect(await readdir(p.downloads)).toEqual(['film'])
}, 60_000)
