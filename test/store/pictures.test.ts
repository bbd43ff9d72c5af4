import { hash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Store } from '../../electron/store/index.ts'
import { limits } from '../../shared/limits.ts'
import { addConversation } from './helpers/samples.ts'
import { openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

const pictureFrom = (text: string) => ({ id: hash('sha256', text, 'hex'), bytes: Buffer.from(text) })
const [one, other] = [pictureFrom('one'), pictureFrom('other')]
const kept = (store: Store) => [one, other].map(({ id }) => store.read.picture(id)?.toString() ?? null)

it('a person has the picture that was set, across a restart, until it is another or none', async () => {
  const folder = temporaryFolder()
  const first = await openIn(folder)
  await addConversation(first, 'c')
  expect(first.read.conversation('c')?.picture).toBeNull()
  expect(await first.write((tx) => tx.setPicture('c', one))).toBe(true)
  await first.close()
  const store = await openIn(folder)
  expect(store.read.conversation('c')?.picture).toBe(one.id)
  expect(kept(store)).toEqual(['one', null])
  await store.write((tx) => tx.setPicture('c', other))
  expect(kept(store)).toEqual([null, 'other'])
  await store.write((tx) => tx.setPicture('c', null))
  expect([store.read.conversation('c')?.picture, ...kept(store)]).toEqual([null, null, null])
})

it('one that several people have is kept once, until the last of them goes', async () => {
  const store = await openTemporary()
  for (const id of ['c', 'd']) await addConversation(store, id)
  await store.write((tx) => tx.setPicture('c', one))
  await store.write((tx) => tx.setPicture('d', one))
  await store.write((tx) => tx.setPicture('me', one))
  await store.write((tx) => tx.setPicture('c', null))
  await store.write((tx) => tx.removeConversation('d'))
  expect(kept(store)).toEqual(['one', null])
  await store.write((tx) => tx.setPicture('me', other))
  expect([...kept(store), store.read.myPicture()]).toEqual([null, 'other', other.id])
  await store.write((tx) => tx.setPicture('me', other))
  expect(store.read.myPicture()).toBe(other.id)
  await store.write((tx) => tx.setPicture('me', null))
  expect([...kept(store), store.read.myPicture()]).toEqual([null, null, null])
})

it('nothing is kept for a conversation that is gone', async () => {
  const store = await openTemporary()
  await expect(store.write((tx) => tx.setPicture('gone', one))).rejects.toMatchObject({ code: 'unknown-conversation' })
  expect(kept(store)).toEqual([null, null])
})

it('other people have so many at most; mine always has room, and who replaces theirs has', async () => {
  const store = await openTemporary()
  await store.write((tx) => tx.setPicture('me', other))
  for (let i = 0; i <= limits.pictures; i++) await addConversation(store, `c${i}`)
  await Promise.all(Array.from({ length: limits.pictures }, (_, i) => store.write((tx) => tx.setPicture(`c${i}`, pictureFrom(`number ${i}`)))))
  expect(await store.write((tx) => tx.setPicture(`c${limits.pictures}`, one))).toBe(false)
  expect(store.read.conversation(`c${limits.pictures}`)?.picture).toBeNull()
  expect(await store.write((tx) => tx.setPicture('c0', one))).toBe(true)
  expect(await store.write((tx) => tx.setPicture('me', pictureFrom('mine')))).toBe(true)
})
