import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { writeAtomic } from '../../electron/store/atomic-file.ts'
import { historyFile, openDatabase } from '../../electron/store/database.ts'
import type { Store } from '../../electron/store/index.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { child } from './helpers/child.ts'
import { addConversation, aMessage, idAt, orderAt } from './helpers/samples.ts'
import { aSmallDisk, canMount, fill } from './helpers/small-disk.ts'
import { key, openIn, temporaryFolder } from './helpers/temporary.ts'

const statusWhen = (store: Store, wanted: (status: StorageStatus) => boolean): Promise<StorageStatus> =>
  new Promise((resolve) => {
    const stop = store.onStatus((status) => {
      if (!wanted(status)) return
      stop()
      resolve(status)
    })
  })

/** Another program that writes to the file, as soon as the store's batch is committed. */
async function locking(folder: string) {
  const other = openDatabase(historyFile(folder), key)
  await expect.poll(() => attempt(() => other.exec('BEGIN IMMEDIATE'))).toBe(true)
  return other
}

function attempt(job: () => void): boolean {
  try {
    job()
    return true
  } catch {
    return false
  }
}

it('waits for a file that another program has locked, says so, and writes as soon as it is free', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const other = await locking(folder)
  const locked = statusWhen(store, ({ error }) => error !== null)
  const written = store.write((tx) => tx.addMessage(aMessage('c', 1)))
  expect(await locked).toMatchObject({ error: { code: 'store-locked' }, waiting: 1 })
  expect(store.read.message('c', idAt(1))).toBeNull()
  const freed = statusWhen(store, ({ error }) => error === null)
  other.exec('ROLLBACK')
  other.close()
  expect(await written).toBe(true)
  expect(await freed).toMatchObject({ error: null, waiting: 0 })
})

it.runIf(canMount)('keeps what does not fit on a full disk, says so, and writes it when there is room', async () => {
  const folder = aSmallDisk()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const ballast = join(folder, 'ballast')
  fill(ballast)
  const full = statusWhen(store, ({ error }) => error !== null)
  const text = 'x'.repeat(60_000)
  const writes = Array.from({ length: 20 }, (_, i) => store.write((tx) => tx.addMessage(aMessage('c', i, { text }))))
  const { error, waiting } = await full
  expect(error?.code).toBe('disk-full')
  expect(waiting).toBeGreaterThan(10)
  expect(store.read.page('c', { type: 'newest' }, 50).messages).toHaveLength(20 - waiting)
  expect(() => writeAtomic(join(folder, 'settings.json'), text)).toThrow(expect.objectContaining({ code: 'disk-full' }))
  rmSync(ballast)
  expect(await Promise.all(writes)).toEqual(writes.map(() => true))
  expect(store.read.page('c', { type: 'newest' }, 50).messages).toHaveLength(20)
  expect(store.status().error).toBeNull()
})

it('tells each waiting job when it has to close while the disk refuses', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c')
  const other = await locking(folder)
  const lost = store.write((tx) => tx.addMessage(aMessage('c', 1)))
  const refused = expect(lost).rejects.toMatchObject({ code: 'store-locked' })
  await store.close()
  await refused
  other.exec('ROLLBACK')
  other.close()
})

it('killed at any moment, it keeps exactly what it had promised, whole jobs only', async () => {
  const folder = temporaryFolder()
  const first = await openIn(folder)
  await addConversation(first, 'c')
  await first.close()
  let next = 1
  for (const enough of [1, 40, 400]) {
    const writer = await child(writing, folder, String(next))
    let promised = 0
    const lines = createInterface({ input: writer.stdout as Readable })
    for await (const line of lines) {
      promised = Number(line)
      if (promised >= next + enough) writer.kill('SIGKILL')
    }
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
    expect(existsSync(join(folder, 'history.open'))).toBe(true)
    const store = await openIn(folder)
    const messages = [...store.read.history('c')]
    expect(store.status()).toMatchObject({ rescued: null, error: null })
    expect(messages.length).toBeGreaterThanOrEqual(promised * 2)
    expect(messages.map((m) => m.order)).toEqual(messages.map((_, index) => orderAt(index + 1)))
    expect(messages.length % 2).toBe(0)
    expect(store.read.search('half', 'c', 10_000)).toHaveLength(messages.length)
    next = messages.length / 2 + 1
    await store.close()
  }
}, 60_000)

const writing = `
const [folder, from] = args
const s = await store.openStore({ folder, key: new Uint8Array(32).fill(7), protection: 'file' })
const hex = (n) => n.toString(16).padStart(12, '0') + '0000ABCDEFGH0000000001'
const message = (n) => ({ id: String(n), conversationId: 'c', from: 'them', text: 'half of a job', notice: null, order: hex(n), sentAt: n, receivedAt: n, state: 'received', failure: null, late: false, replyTo: null })
for (let n = Number(from); ; n += 8) {
  const jobs = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => s.write((tx) => { tx.addMessage(message((n + i) * 2 - 1)); tx.addMessage(message((n + i) * 2)) }).then(() => process.stdout.write(n + i + '\\n')))
  await Promise.all(jobs)
}
`

it('lets a second process read beside the first, and only read', async () => {
  const folder = temporaryFolder()
  const store = await openIn(folder)
  await addConversation(store, 'c', 3)
  const reader = await openIn(folder, { readOnly: true })
  await expect.poll(() => [...reader.read.history('c')]).toHaveLength(3)
  await expect(reader.write(() => 1)).rejects.toMatchObject({ code: 'store-failed' })
  await reader.close()
  expect(existsSync(join(folder, 'history.open'))).toBe(true)
})
