import { hash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { historyFile } from '../../electron/store/database.ts'
import { addConversation, aLog, aMessage, idAt } from './helpers/samples.ts'
import { key, openIn, temporaryFolder } from './helpers/temporary.ts'

const page = 4096
const now = () => Date.UTC(2026, 10, 21, 7)

/** 2,000 messages in two conversations, closed well. */
async function aProfile(): Promise<string> {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  for (const id of ['c', 'd'])
    await addConversation(
      store,
      id,
      Array.from({ length: 1_000 }, (_, i) => `message ${i} ${'x'.repeat(100)}`),
    )
  store.read.search('message', null, 1)
  await store.close()
  return folder
}

function overwrite(file: string, from: number, pages: number): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, from * page, (from + pages) * page)
  writeFileSync(file, bytes)
}

const pagesOf = (file: string) => readFileSync(file).length / page
const asides = (folder: string) => readdirSync(folder).filter((name) => /^history\.damaged-.*\.db$/.test(name))

it('rescues what can be read when pages in the middle are broken, and keeps the damaged file', async () => {
  const folder = await aProfile()
  const file = historyFile(folder)
  overwrite(file, Math.floor(pagesOf(file) / 2), 5)
  const before = readFileSync(file)
  writeFileSync(join(folder, 'history.open'), '')
  const store = await openIn(folder, { now })
  const { rescued } = store.status()
  expect(rescued?.keptAs).toBe('history.damaged-2026-11-21T07-00-00-000Z.db')
  expect(readFileSync(join(folder, rescued?.keptAs ?? ''))).toHaveLength(before.length)
  expect(rescued?.messages).toBeGreaterThan(1_800)
  expect([...store.read.history(null)]).toHaveLength(rescued?.messages ?? 0)
  expect(await store.write((tx) => tx.addMessage(aMessage('c', 5_000, { text: 'after' })))).toBe(true)
  expect(store.read.search('after', 'c', 5)).toHaveLength(1)
  await store.close()
  expect((await openIn(folder)).status().rescued).toBeNull()
})

it('a rescue keeps what was delivered, and what waits still waits', async () => {
  const folder = await aProfile()
  const file = historyFile(folder)
  let store = await openIn(folder)
  await store.write((tx) => {
    tx.setLog('c', aLog({ mySeq: 2, base: 7 }))
    for (const seq of [1, 2]) {
      tx.addMessage(aMessage('c', 6_000 + seq, { from: 'me' }), seq)
      tx.addOutbox('c', { seq, messageId: idAt(6_000 + seq), kind: 'text', frame: Buffer.from([seq]), queuedAt: 1 })
    }
  })
  await store.write((tx) => tx.acknowledge('c', 1))
  await store.close()
  overwrite(file, Math.floor(pagesOf(file) / 2), 2)
  writeFileSync(join(folder, 'history.open'), '')
  store = await openIn(folder)
  expect(store.status().rescued?.messages).toBeGreaterThan(1_800)
  const states = () => [6_001, 6_002].map((time) => store.read.message('c', idAt(time))?.state)
  expect([states(), store.read.outbox('c', 0, 9).map((e) => e.seq)]).toEqual([['delivered', 'queued'], [2]])
  expect(await store.write((tx) => tx.acknowledge('c', 2))).toEqual([idAt(6_002)])
  expect(states()).toEqual(['delivered', 'delivered'])
})

it('rescues what is left of a truncated file', async () => {
  const folder = await aProfile()
  const file = historyFile(folder)
  truncateSync(file, Math.floor(pagesOf(file) * 0.7) * page)
  writeFileSync(join(folder, 'history.open'), '')
  const store = await openIn(folder)
  expect(store.status().rescued?.messages).toBeGreaterThan(100)
  expect(asides(folder)).toHaveLength(1)
})

it('starts anew, with the old file kept, when nothing can be read', async () => {
  const folder = await aProfile()
  overwrite(historyFile(folder), 0, 1)
  const store = await openIn(folder)
  expect(store.status().rescued?.messages).toBe(0)
  await addConversation(store, 'new', 1)
  expect(asides(folder)).toHaveLength(1)
})

it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 28, 32])('survives a broken page %i, wherever it shows', async (broken) => {
  const folder = await aProfile()
  const file = historyFile(folder)
  overwrite(file, broken - 1, 1)
  const store = await openIn(folder)
  let refused = 0
  for (const read of [() => [...store.read.history(null)], () => store.read.search('message', null, 100), () => store.read.conversations()]) {
    try {
      read()
    } catch (thrown) {
      refused++
      expect(thrown).toMatchObject({ name: 'AppError', code: 'store-damaged' })
    }
  }
  await addConversation(store, 'e', ['message after'])
  expect(store.read.search('message', 'e', 5)).toHaveLength(1)
  if (refused > 0) expect(store.status().rescued).not.toBeNull()
  expect(store.status().error).toBeNull()
  await store.close()
  const again = await openIn(folder)
  expect(again.status()).toMatchObject({ error: null, rescued: null })
  const shown = again.read.conversations().map((c) => c.id)
  for (const message of again.read.history(null)) expect(shown).toContain(message.conversationId)
})

it('keeps the pictures that are whole, and nobody has one that is not', async () => {
  const folder = await aProfile()
  const pictures = Array.from({ length: 20 }, (_, i) => Buffer.alloc(30_000, `picture ${i}`)).map((bytes) => ({ id: hash('sha256', bytes, 'hex'), bytes }))
  const first = await openIn(folder)
  for (const [i] of pictures.entries()) await addConversation(first, `p${i}`)
  await first.write((tx) => {
    for (const [i, picture] of pictures.entries()) tx.setPicture(`p${i}`, picture)
    tx.setPicture('me', pictures[0] ?? null)
  })
  await first.close()
  const file = historyFile(folder)
  overwrite(file, pagesOf(file) - 60, 3)
  writeFileSync(join(folder, 'history.damaged-2026.db'), readFileSync(file))
  writeFileSync(join(folder, 'history.rescuing.db'), 'a rescue that was killed')
  rmSync(file)
  const store = await openIn(folder)
  const whole = pictures.filter(({ id }, i) => {
    const kept = store.read.picture(id)
    expect(store.read.conversation(`p${i}`)?.picture ?? null).toBe(kept && id)
    return kept && hash('sha256', kept, 'hex') === id
  })
  expect(whole.length).toBeGreaterThan(10)
  expect(whole.length).toBeLessThan(pictures.length)
  expect(store.read.myPicture()).toBe(pictures[0]?.id)
  for (const picture of pictures) await store.write((tx) => tx.setPicture('c', picture))
  expect(store.read.conversation('c')?.picture).toBe(pictures.at(-1)?.id)
})

it('starts a killed rescue again from the file that it had put aside', async () => {
  const folder = await aProfile()
  const file = historyFile(folder)
  renameSync(file, join(folder, 'history.damaged-2026.db'))
  writeFileSync(join(folder, 'history.rescuing.db'), 'half written')
  const store = await openIn(folder)
  expect([...store.read.history('c')]).toHaveLength(1_000)
  expect(store.status().rescued).toEqual({ keptAs: 'history.damaged-2026.db', messages: 2_000 })
  await store.close()
  writeFileSync(join(folder, 'history.rescuing.db'), 'left behind')
  const again = await openIn(folder)
  expect([...again.read.history('c')]).toHaveLength(1_000)
  expect(existsSync(join(folder, 'history.rescuing.db'))).toBe(false)
})

it('never touches a file that the key does not open', async () => {
  const folder = await aProfile()
  const before = readFileSync(historyFile(folder))
  const files = readdirSync(folder)
  const wrong = { key: new Uint8Array(32).fill(8) }
  await expect(openIn(folder, wrong)).rejects.toMatchObject({ code: 'key-unavailable' })
  const bare = join(folder, 'bare')
  mkdirSync(bare)
  copyFileSync(historyFile(folder), historyFile(bare))
  await expect(openIn(bare, wrong)).rejects.toMatchObject({ code: 'key-unavailable' })
  for (const place of [folder, bare]) expect(readFileSync(historyFile(place)).equals(before)).toBe(true)
  expect(readdirSync(folder)).toEqual([...files, 'bare'].sort())
  expect([...(await openIn(bare, { key })).read.history('c')]).toHaveLength(1_000)
})

it('is opened by its key when only the check of the key is broken', async () => {
  const folder = await aProfile()
  writeFileSync(join(folder, 'history.key-check'), '???')
  expect([...(await openIn(folder)).read.history('c')]).toHaveLength(1_000)
})
