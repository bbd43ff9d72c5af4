import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Store } from '../../electron/store/index.ts'
import { addConversation, aMessage, idAt, orderAt } from './helpers/samples.ts'
import { openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

async function stored(...texts: string[]): Promise<Store> {
  const store = await openTemporary()
  await addConversation(store, 'c', texts)
  return store
}

const found = (store: Store, query: string, conversation: string | null = null, limit = 100) =>
  store.read.search(query, conversation, limit).map((hit) => hit.message.sentAt)

it('finds every word, the last one as a prefix, newest first, whatever the accents and the case', async () => {
  const store = await stored('Un ÉTÉ à la plage', 'la plage en ete', 'e\u0301te\u0301 seul', 'plage')
  expect(found(store, 'été')).toEqual([3, 2, 1])
  expect(found(store, 'PLAGE ete')).toEqual([2, 1])
  expect(found(store, 'ete pl')).toEqual([2, 1])
  expect(found(store, 'pla ete')).toEqual([])
  expect(found(store, 'p')).toEqual([4, 2, 1])
  expect(found(store, 'plage', null, 2)).toEqual([4, 2])
})

it('marks the hit with private characters', async () => {
  const store = await stored("l'été <b>arrive</b>")
  expect(store.read.search('arriv', null, 5)[0]?.snippet).toBe("l'été <b>\uE000arrive\uE001</b>")
})

it('gives query syntax no meaning', async () => {
  const store = await stored('cats and dogs', 'cats near dogs or not', 'text: cats*')
  expect(found(store, 'cats AND dogs')).toEqual([1])
  expect(found(store, 'cats OR')).toEqual([2])
  expect(found(store, '"cats" ^NEAR(')).toEqual([2])
  expect(found(store, 'text:cats* -')).toEqual([3])
  for (const query of ['', ' ', '"', '*', '()', '🎉', '\0', '\uD800', '\uE0021', '-', "'; DROP TABLE messages; --"]) expect(found(store, query)).toEqual([])
})

it('stays inside one conversation', async () => {
  const store = await stored('common word')
  await addConversation(store, 'd', ['common too'])
  await addConversation(store, 'e', ['common \uE0021'])
  expect(found(store, 'com', 'c')).toEqual([1])
  expect(store.read.search('com', 'd', 9).map((hit) => hit.message.text)).toEqual(['common too'])
  expect(store.read.search('com', 'none', 9)).toEqual([])
  expect(found(store, 'com')).toHaveLength(3)
})

it('follows edits and deletions, before and after a message was indexed', async () => {
  const store = await stored('first text', 'second text')
  const edit = (time: number, text: string) => store.write((tx) => tx.editMessage('c', idAt(time), 'them', { text, editedAt: 1 }))
  await edit(1, 'changed early')
  expect([found(store, 'first'), found(store, 'early'), found(store, 'second')]).toEqual([[], [1], [2]])
  await edit(2, 'changed late')
  expect([found(store, 'second'), found(store, 'changed')]).toEqual([[], [2, 1]])
  await store.write((tx) => tx.editMessage('c', idAt(1), 'them', { deleted: true }))
  expect(found(store, 'changed')).toEqual([2])
})

it('hides what was cleared', async () => {
  const store = await stored('word', 'word')
  await store.write((tx) => tx.patchConversation('c', { clearedBefore: orderAt(1) }))
  expect(found(store, 'word')).toEqual([2])
})

it('finds what was written just before the process ended', async () => {
  const folder = temporaryFolder()
  const first = await openIn(folder)
  await addConversation(first, 'c', ['needle'])
  await first.close()
  expect(found(await openIn(folder), 'needle')).toEqual([1])
})

it('no query throws, and every word of a message finds it', async () => {
  const store = await openTemporary()
  await addConversation(store, 'c')
  await fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (query) => Array.isArray(store.read.search(query, null, 5))),
    { numRuns: 300 },
  )
  let time = 0
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (text) => {
      const message = aMessage('c', ++time, { text })
      await store.write((tx) => tx.addMessage(message))
      const words = text.split(/\s+/u).filter((word) => /[a-z0-9]/i.test(word))
      for (const word of words) expect(store.read.search(word, 'c', 1_000).map((hit) => hit.message.id)).toContain(message.id)
    }),
    { numRuns: 200 },
  )
})
