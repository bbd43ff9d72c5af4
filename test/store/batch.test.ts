import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import type { Store } from '../../electron/store/index.ts'
import { migrations } from '../../electron/store/migrations.ts'
import { addConversation, aLog, aMessage, idAt } from './helpers/samples.ts'
import { aSmallDisk, canMount, fill } from './helpers/small-disk.ts'
import { key, openIn, openTemporary, temporaryFolder } from './helpers/temporary.ts'

/** As a process that is killed now leaves it. */
function asKilled(folder: string): string {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true, filter: (name) => !name.endsWith('.lock') })
  return copy
}

const textsOf = (store: Store) => [...store.read.history('c')].map(({ text }) => text)
const journals = (folder: string) => readdirSync(folder).filter((name) => name.includes('journal'))

/** How many messages another program sees that reads the file: what was committed. */
function committed(folder: string): number {
  const db = openDatabase(historyFile(folder), key)
  const { n } = db.prepare('SELECT count(*) AS n FROM messages').get() as { n: number }
  db.close()
  return n
}

it('keeps what was promised and not committed yet, however often it is killed', async () => {
  let folder = temporaryFolder()
  const promised: string[] = []
  for (let round = 0; round < 4; round++) {
    const store = await openIn(folder)
    if (round === 0) await addConversation(store, 'c')
    for (let n = 1; n <= 5; n++) {
      const message = aMessage('c', round * 10 + n)
      await store.write((tx) => tx.addMessage(message))
      promised.push(message.text)
    }
    folder = asKilled(folder)
    expect(committed(folder)).toBeLessThan(promised.length)
    const again = await openIn(folder)
    expect(textsOf(again)).toEqual(promised)
    expect(again.status()).toMatchObject({ error: null, rescued: null })
    await again.close()
    expect(journals(folder)).toEqual([])
    expect(committed(folder)).toBe(promised.length)
  }
})

it('after a power cut that took commits back, has all that was promised', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  await expect.poll(() => committedConversations(folder)).toBe(1)
  const before = asKilled(folder)
  for (let n = 1; n <= 3; n++) await store.write((tx) => tx.addMessage(aMessage('c', n)))
  await expect.poll(() => committed(folder)).toBe(3)
  await store.write((tx) => tx.addMessage(aMessage('c', 4)))
  // The main file and its log as they were, the journal as it is.
  for (const name of journals(folder)) copyFileSync(join(folder, name), join(before, name))
  const again = await openIn(before)
  expect(textsOf(again)).toEqual([1, 2, 3, 4].map((n) => `text ${n}`))
})

function committedConversations(folder: string): number {
  const db = openDatabase(historyFile(folder), key)
  const { n } = db.prepare('SELECT count(*) AS n FROM conversations').get() as { n: number }
  db.close()
  return n
}

it('a job that fails undoes nothing of the groups before it, for readers and for the file', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  await store.write((tx) => tx.setLog('c', aLog({ mySeq: 1 })))
  await store.write((tx) => tx.addMessage(aMessage('c', 1, { from: 'me' }), 1))
  const failed = store.write((tx) => {
    tx.addMessage(aMessage('c', 2))
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  expect(textsOf(store)).toEqual(['text 1'])
  expect(store.read.log('c')?.mySeq).toBe(1)
  await store.write((tx) => tx.addMessage(aMessage('c', 3)))
  const again = await openIn(asKilled(folder))
  expect(textsOf(again)).toEqual(['text 1', 'text 3'])
  await store.close()
  expect(textsOf(await openIn(folder))).toEqual(['text 1', 'text 3'])
})

it('is seen by another program that reads the file a moment later, also while it goes on', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  let goesOn = true
  const writing = (async () => {
    for (let n = 1; goesOn; n++) await store.write((tx) => tx.addMessage(aMessage('c', n)))
  })()
  await expect.poll(() => committed(folder)).toBeGreaterThan(0)
  goesOn = false
  await writing
})

it('commits when the journal is full: neither the journal nor what is kept in memory grows with what is written', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const text = 'x'.repeat(50_000)
  await Promise.all(Array.from({ length: 60 }, (_, n) => store.write((tx) => tx.addMessage(aMessage('c', n + 1, { text })))))
  for (let n = 61; n <= 120; n++) await store.write((tx) => tx.addMessage(aMessage('c', n, { text })))
  expect(committed(folder)).toBeGreaterThan(80)
  await store.close()
  const again = await openIn(folder)
  expect([...again.read.history('c')]).toHaveLength(120)
})

it('search and the idle work of the index take nothing of an open batch apart', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', ['erste Nachricht'])
  expect(store.read.search('erste', 'c', 5)).toHaveLength(1)
  await store.write((tx) => tx.addMessage(aMessage('c', 9, { text: 'zweite Nachricht' })))
  await store.write((tx) => tx.editMessage('c', idAt(1), 'them', { text: 'geänderte Nachricht', editedAt: 9 }))
  const again = await openIn(asKilled(folder))
  expect(['erste', 'zweite', 'geänderte', 'Nachricht'].map((word) => again.read.search(word, 'c', 5).length)).toEqual([0, 1, 1, 2])
})

it('a file of an earlier version is brought up to date after its journal was taken over', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 2)
  const killed = asKilled(folder)
  expect(committed(killed)).toBe(0)
  const last = migrations.length
  try {
    ;(migrations as string[]).push('UPDATE messages SET text = upper(text)')
    expect(textsOf(await openIn(killed))).toEqual(['TEXT 1', 'TEXT 2'])
  } finally {
    ;(migrations as string[]).splice(last)
  }
})

it('a history whose journal is gone is as it was committed', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 1)
  await expect.poll(() => committed(folder)).toBe(1)
  await store.write((tx) => tx.addMessage(aMessage('c', 2)))
  const killed = asKilled(folder)
  for (const name of journals(killed)) rmSync(join(killed, name))
  expect(textsOf(await openIn(killed))).toEqual(['text 1'])
})

it('a job that changes nothing leaves no transaction open', async () => {
  const folder = temporaryFolder()
  const store = await openTemporary()
  expect(await store.write((tx) => tx.read.conversations().length)).toBe(0)
  expect(existsSync(join(folder, 'history.journal-0'))).toBe(false)
})

it.runIf(canMount)('a disk that fills up before the commit takes nothing back: it is shown, said, and committed when there is room', async () => {
  const folder = aSmallDisk()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const text = 'x'.repeat(60_000)
  const ballast = join(folder, 'ballast')
  const troubles: (string | null)[] = []
  store.onStatus(({ error }) => troubles.push(error?.code ?? null))
  await Promise.all(Array.from({ length: 3 }, (_, n) => store.write((tx) => tx.addMessage(aMessage('c', n + 1, { text })))))
  fill(ballast)
  await expect.poll(() => troubles).toContain('disk-full')
  expect(textsOf(store)).toHaveLength(3)
  expect(store.status().error?.code).toBe('disk-full')
  rmSync(ballast)
  await expect.poll(() => store.status().error).toBeNull()
  await expect.poll(() => committed(folder)).toBe(3)
  expect(textsOf(store)).toHaveLength(3)
})

it('where the journal can not be opened a group is committed at once', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  const journal = join(folder, 'history.journal-0')
  mkdirSync(journal)
  await addConversation(store, 'c', 2)
  expect(committed(folder)).toBe(2)
  rmdirSync(journal)
  await store.write((tx) => tx.addMessage(aMessage('c', 3)))
  expect(existsSync(journal)).toBe(true)
  expect(textsOf(await openIn(asKilled(folder)))).toEqual(['text 1', 'text 2', 'text 3'])
})
