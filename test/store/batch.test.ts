import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import type { Store } from '../../electron/store/index.ts'
import { Journal } from '../../electron/store/journal.ts'
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

/** How many messages (or conversations) another program sees that reads the file: what was committed. */
function committed(folder: string, table: 'messages' | 'conversations' = 'messages'): number {
  const db = openDatabase(historyFile(folder), key)
  const { n } = db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }
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
  await expect.poll(() => committed(folder, 'conversations')).toBe(1)
  const before = asKilled(folder)
  for (let n = 1; n <= 3; n++) await store.write((tx) => tx.addMessage(aMessage('c', n)))
  await expect.poll(() => committed(folder)).toBe(3)
  await store.write((tx) => tx.addMessage(aMessage('c', 4)))
  const again = await openIn(afterPowerCut(before, folder))
  expect(textsOf(again)).toEqual([1, 2, 3, 4].map((n) => `text ${n}`))
})

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

/** The main file and its log as they were at `before`, the journal as it is: a power cut took commits back. */
function afterPowerCut(before: string, folder: string): string {
  for (const name of journals(folder)) copyFileSync(join(folder, name), join(before, name))
  return before
}

it('a power cut that takes back what was committed without the journal takes back all that came after it', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  await expect.poll(() => committed(folder, 'conversations')).toBe(1)
  const before = asKilled(folder)
  await store.write((tx) => tx.addMessage(aMessage('c', 1)))
  vi.spyOn(Journal.prototype, 'append').mockImplementationOnce(() => {
    throw new Error('no room')
  })
  await store.write((tx) => tx.addMessage(aMessage('c', 2)))
  await store.write((tx) => tx.addMessage(aMessage('c', 3)))
  expect(textsOf(await openIn(asKilled(folder)))).toEqual(['text 1', 'text 2', 'text 3'])
  expect(textsOf(await openIn(afterPowerCut(before, folder)))).toEqual(['text 1'])
})

it('a power cut that takes back work of the index takes back all that came after it: its statements found other keys', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  await expect.poll(() => committed(folder, 'conversations')).toBe(1)
  const before = asKilled(folder)
  await store.write((tx) => tx.addMessage(aMessage('c', 1)))
  expect(store.read.search('text', 'c', 5)).toHaveLength(1)
  await store.write((tx) => tx.addMessage(aMessage('c', 2)))
  expect(textsOf(await openIn(asKilled(folder)))).toEqual(['text 1', 'text 2'])
  expect(textsOf(await openIn(afterPowerCut(before, folder)))).toEqual(['text 1'])
})

it('what the journal has finds its rows also in a rescued file', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const entry = (seq: number) => ({ seq, messageId: idAt(seq), kind: 'text' as const, frame: Buffer.from([seq]), queuedAt: 1 })
  await store.write((tx) => {
    tx.setLog('c', aLog())
    for (const seq of [1, 2, 3, 4, 5]) tx.addOutbox('c', entry(seq))
    tx.dropOutbox('c', [1, 2])
  })
  await expect.poll(() => committed(folder, 'conversations')).toBe(1)
  await store.write((tx) => tx.dropOutbox('c', [4]))
  const killed = asKilled(folder)
  for (const part of ['', '-wal', '-shm']) renameSync(historyFile(killed) + part, join(killed, `history.damaged-2026.db${part}`))
  writeFileSync(join(killed, 'history.rescuing.db'), '')
  const again = await openIn(killed)
  expect(again.status().rescued).not.toBeNull()
  expect(again.read.outbox('c', 0, 9).map(({ seq }) => seq)).toEqual([3, 5])
})

it('leaves the journal of a later version alone, like its history', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 2)
  const killed = asKilled(folder)
  const last = migrations.length
  const setVersion = (version: number) => {
    const db = openDatabase(historyFile(killed), key)
    db.exec(`PRAGMA user_version=${version}`)
    db.close()
  }
  setVersion(last + 1)
  await expect(openIn(killed)).rejects.toMatchObject({ code: 'store-failed' })
  expect(journals(killed)).not.toEqual([])
  setVersion(last)
  expect(textsOf(await openIn(killed))).toEqual(['text 1', 'text 2'])
})

it.runIf(canMount)('a commit that fails under a search takes nothing from readers, and is tried again', async () => {
  const folder = aSmallDisk()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const text = 'x'.repeat(60_000)
  const ballast = join(folder, 'ballast')
  await Promise.all([1, 2, 3].map((n) => store.write((tx) => tx.addMessage(aMessage('c', n, { text })))))
  fill(ballast)
  store.read.search('xx', 'c', 5)
  expect(textsOf(store)).toHaveLength(3)
  rmSync(ballast)
  await expect.poll(() => committed(folder)).toBe(3)
  expect(store.status().error).toBeNull()
})

it.runIf(canMount)('closed on a full disk it keeps what it promised, and tries nothing more', async () => {
  const folder = aSmallDisk()
  const store = await openIn(folder)
  const text = 'x'.repeat(60_000)
  await addConversation(store, 'c')
  await store.write((tx) => tx.addMessage(aMessage('c', 1, { text })))
  fill(join(folder, 'ballast'))
  const lost = store.write((tx) => [2, 3, 4, 5, 6, 7].map((n) => tx.addMessage(aMessage('c', n, { text }))))
  await Promise.all([store.close(), expect(lost).rejects.toMatchObject({ code: 'disk-full' })])
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (let turn = 0; turn < 9; turn++) await new Promise(setImmediate)
  expect(timers).not.toHaveBeenCalled()
  timers.mockRestore()
  rmSync(join(folder, 'ballast'))
  expect([...(await openIn(folder)).read.history('c')]).toHaveLength(1)
})

it('a file of the journal that can not be removed holds up neither the end nor the next start', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 2)
  const left = asKilled(folder)
  const killed = asKilled(folder)
  mkdirSync(join(folder, 'history.journal-1'))
  await store.close()
  expect(existsSync(join(folder, 'history.open'))).toBe(false)
  await (await openIn(killed)).close()
  for (const name of journals(left)) copyFileSync(join(left, name), join(killed, name))
  expect(textsOf(await openIn(killed))).toEqual(['text 1', 'text 2'])
})

it('what the journal has changes no other message in a file that lost some', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 2)
  await expect.poll(() => committed(folder)).toBe(2)
  await store.write((tx) => {
    for (const n of [3, 4]) tx.addMessage(aMessage('c', n))
    tx.editMessage('c', idAt(3), 'them', { text: 'edited', editedAt: 9 })
    tx.setReaction('c', idAt(3), 'me', '👍', true)
  })
  const killed = asKilled(folder)
  const db = openDatabase(historyFile(killed), key)
  db.exec("DELETE FROM messages WHERE text = 'text 2'")
  db.close()
  const again = await openIn(killed)
  expect(textsOf(again)).toEqual(['text 1', 'edited', 'text 4'])
  expect([...again.read.history('c')].map(({ reactions }) => reactions.length)).toEqual([0, 1, 0])
})
