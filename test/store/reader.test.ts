import { expect, it } from 'vitest'
import type { PageCursor } from '../../electron/store/index.ts'
import { aConversation, addConversation, aMessage, idAt, orderAt } from './helpers/samples.ts'
import { openTemporary } from './helpers/temporary.ts'

async function pages(messages: number, clearedAt?: number) {
  const store = await openTemporary()
  await addConversation(store, 'c', messages)
  await addConversation(store, 'other', 3)
  if (clearedAt !== undefined) await store.write((tx) => tx.patchConversation('c', { clearedBefore: orderAt(clearedAt) }))
  return (cursor: PageCursor, limit = 4) => {
    const { messages: list, hasOlder, hasNewer } = store.read.page('c', cursor, limit)
    return [list.map((m) => m.sentAt).join(' '), hasOlder, hasNewer]
  }
}

it('answers the newest page, and whether there is more', async () => {
  const page = await pages(6)
  expect(page({ type: 'newest' })).toEqual(['3 4 5 6', true, false])
  expect(page({ type: 'newest' }, 6)).toEqual(['1 2 3 4 5 6', false, false])
})

it('walks back and forth without a gap or a double', async () => {
  const page = await pages(6)
  expect(page({ type: 'before', order: orderAt(3) })).toEqual(['1 2', false, true])
  expect(page({ type: 'before', order: orderAt(6) })).toEqual(['2 3 4 5', true, true])
  expect(page({ type: 'after', order: orderAt(2) })).toEqual(['3 4 5 6', true, false])
  expect(page({ type: 'after', order: orderAt(1) })).toEqual(['2 3 4 5', true, true])
  expect(page({ type: 'after', order: orderAt(6) })).toEqual(['', true, false])
})

it('centres a page on a message or on a time', async () => {
  const page = await pages(9)
  expect(page({ type: 'around', id: idAt(5) })).toEqual(['3 4 5 6', true, true])
  expect(page({ type: 'around', id: idAt(1) })).toEqual(['1 2', false, true])
  expect(page({ type: 'at', time: 8 })).toEqual(['6 7 8 9', true, false])
  expect(page({ type: 'at', time: 0 })).toEqual(['1 2', false, true])
  expect(page({ type: 'around', id: 'unknown' })).toEqual(['6 7 8 9', true, false])
})

it('hides what was cleared from every page', async () => {
  const page = await pages(6, 4)
  expect(page({ type: 'newest' })).toEqual(['5 6', false, false])
  expect(page({ type: 'before', order: orderAt(6) })).toEqual(['5', false, true])
  expect(page({ type: 'after', order: orderAt(5) })).toEqual(['6', true, false])
})

it('answers an empty page for an empty or unknown conversation', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  for (const id of ['c', 'none']) expect(store.read.page(id, { type: 'newest' }, 5)).toEqual({ messages: [], hasOlder: false, hasNewer: false })
  expect([store.read.lastOrder('c'), store.read.outboxSize('none')]).toEqual([null, 0])
})

it('says who said the last of a room, and nothing of whom else wrote', async () => {
  const store = await openTemporary()
  await store.write((tx) => tx.addConversation(aConversation('r', { kind: 'room' })))
  const last = () => store.read.conversation('r')?.lastMessage
  const author = { name: 'Ada', personId: null }
  await store.write((tx) => tx.addMessage(aMessage('r', 1, { author })))
  expect(last()).toMatchObject({ from: 'them', text: 'text 1', author: 'Ada' })
  await store.write((tx) => tx.addMessage(aMessage('r', 2, { from: 'me', author: { name: 'Me', personId: 'P' } })))
  expect(last()).not.toHaveProperty('author')
  await store.write((tx) => tx.addMessage(aMessage('r', 3)))
  expect(last()).not.toHaveProperty('author')
})

it('sorts orders as bytes', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  for (const [time, order] of [
    [1, 'a'],
    [2, 'B'],
    [3, 'b'],
    [4, '_'],
    [5, '0'],
  ] as const)
    await store.write((tx) => tx.addMessage(aMessage('c', time, { order })))
  expect(store.read.page('c', { type: 'newest' }, 9).messages.map((m) => m.order)).toEqual(['0', 'B', '_', 'a', 'b'])
})

it('streams a long history once and in order, also where orders are equal and beyond what was cleared', async () => {
  const store = await openTemporary()
  await addConversation(store, 'b', 2)
  await addConversation(store, 'c')
  await store.write((tx) => {
    for (let i = 0; i < 2_500; i++) tx.addMessage(aMessage('c', i, { order: orderAt(i < 1_500 ? 7 : i) }))
  })
  await store.write((tx) => tx.patchConversation('c', { clearedBefore: orderAt(2_000) }))
  const ids = [...store.read.history('c')].map((m) => m.id)
  expect(ids).toEqual(Array.from({ length: 2_500 }, (_, i) => idAt(i)))
  expect([...store.read.history(null)]).toHaveLength(2_502)
})

it('finds who is at an address, how many ask to be let in and the latest of all, without the list', async () => {
  const store = await openTemporary()
  const address = { host: 'pc.lan', port: 3000 }
  expect([store.read.conversationsAt(address), store.read.requestCount('plain'), store.read.greatestOrder()]).toEqual([[], 0, null])
  await store.write((tx) => {
    tx.addConversation(aConversation('mine', { address }))
    tx.addConversation(aConversation('theirs', { address, openedBy: 'them', request: true }))
    tx.addConversation(aConversation('port', { address: { ...address, port: 3001 } }))
    tx.addConversation(aConversation('plain', { address, kind: 'plain' }))
    tx.addConversation(aConversation('gone', { address, request: true }))
    for (const [id, time] of [
      ['mine', 3],
      ['port', 9],
      ['gone', 12],
    ] as const)
      tx.addMessage(aMessage(id, time))
    tx.removeConversation('gone')
  })
  expect(store.read.conversationsAt(address).map(({ id }) => id)).toEqual(['mine', 'plain'])
  expect([store.read.requestCount('secure'), store.read.requestCount('plain')]).toEqual([1, 0])
  expect(store.read.greatestOrder()).toBe(orderAt(9))
})
