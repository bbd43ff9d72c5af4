import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import { keepAside, rescue } from './damaged.ts'
import { type Db, historyFile, isDamage, openDatabase, sqliteCode } from './database.ts'
import { Indexer } from './indexer.ts'
import { migrate } from './migrations.ts'
import { createReader } from './reader.ts'
import { Statements } from './statements.ts'
import { createTx } from './tx.ts'
import type { Store } from './types.ts'
import { Writer } from './writer.ts'

export interface StoreOptions {
  readonly folder: string
  /** 32 bytes. */
  readonly key: Uint8Array
  readonly protection: StorageStatus['protection']
  /** For the name of a file kept aside, ms. */
  readonly now?: () => number
}

/**
 * Opens the history of a profile, made if it is missing. A damaged file is kept aside and what can be read of it is rescued.
 * Errors: `key-unavailable` (not the key of this file; nothing is touched), `store-locked`, `disk-full`, `store-failed` {cause}.
 */
export async function openStore({ folder, key, protection, now = Date.now }: StoreOptions): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  checkKey(folder, key)
  const file = historyFile(folder)
  const unclean = join(folder, 'history.open')
  const { db, rescued } = openOrRescue(file, key, existsSync(unclean), now)
  writeFileSync(unclean, '')
  return createStore(db, protection, rescued, () => rmSync(unclean, { force: true }))
}

function openOrRescue(file: string, key: Uint8Array, wasUnclean: boolean, now: () => number): { db: Db; rescued: StorageStatus['rescued'] } {
  try {
    return { db: openSound(file, key, wasUnclean), rescued: null }
  } catch (thrown) {
    if (!isDamage(thrown)) throw asAppError(thrown)
  }
  const aside = keepAside(file, now())
  const messages = rescue(aside, file, key)
  return { db: openSound(file, key, false), rescued: { keptAs: basename(aside), messages } }
}

/** After an end without `close` the pages are checked; at other times that would only cost time. */
function openSound(file: string, key: Uint8Array, check: boolean): Db {
  const db = openDatabase(file, key)
  try {
    migrate(db)
    if (check) {
      const [result] = db.prepare('PRAGMA quick_check(1)').raw().get() as [string]
      if (result !== 'ok') throw Object.assign(new Error(result), { code: 'SQLITE_CORRUPT' })
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function asAppError(thrown: unknown): unknown {
  const code = sqliteCode(thrown)
  if (code === null) return thrown
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new AppError('store-locked', {}, { cause: thrown })
  return new AppError(code === 'SQLITE_FULL' ? 'disk-full' : 'store-failed', { cause: code }, { cause: thrown })
}

/** An encrypted file with a wrong key looks like garbage; this tells the two apart before anything is taken for damaged. */
function checkKey(folder: string, key: Uint8Array): void {
  const file = join(folder, 'history.key-check')
  const check = createHmac('sha256', key).update('palabre history').digest('hex')
  const kept = readIfThere(file)
  if (kept === null) writeAtomic(file, check)
  else if (kept !== check) throw new AppError('key-unavailable', { cause: 'not the key of this history' })
}

function createStore(db: Db, protection: StorageStatus['protection'], rescued: StorageStatus['rescued'], onClosed: () => void): Store {
  const sql = new Statements(db)
  const indexer = new Indexer(db, sql, () => writer.waiting > 0)
  const read = createReader(sql, () => indexer.catchUp())
  const listeners = new Set<(status: StorageStatus) => void>()
  let trouble: ErrorCode | null = null
  let closed = false
  const status = (): StorageStatus => ({ protection, error: trouble && { code: trouble, details: {} }, waiting: trouble ? writer.waiting : 0, rescued })
  const writer = new Writer(db, createTx(sql, read), (code) => {
    trouble = code
    for (const listener of listeners) listener(status())
  })
  return {
    write: (job) => {
      if (closed) return Promise.reject(new AppError('store-failed', { cause: 'closed' }))
      indexer.follow()
      return writer.write(job)
    },
    read,
    status,
    onStatus: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      if (closed) return
      closed = true
      indexer.stop()
      writer.close()
      db.close()
      onClosed()
    },
  }
}
