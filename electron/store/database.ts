import { join } from 'node:path'
import Database from 'libsql'

/** A connection of libsql (SQLite 3.45), synchronous. */
export type Db = InstanceType<typeof Database>

/** The main thread never waits longer than this for another program's lock, ms; the writer tries again by itself. */
const busyMs = 20

export const historyFile = (folder: string): string => join(folder, 'history.db')

/** Opens an encrypted file, durable at every commit. Throws SqliteError SQLITE_NOTADB for a wrong key and for garbage alike. */
export function openDatabase(file: string, key: Uint8Array): Db {
  const db = new Database(file, { encryptionCipher: 'aes256cbc', encryptionKey: Buffer.from(key).toString('hex') } as never)
  try {
    db.exec(`PRAGMA busy_timeout=${busyMs}`)
    db.prepare('SELECT count(*) FROM sqlite_master').raw().get()
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The SQLite code of a thrown value, e.g. SQLITE_BUSY; null for anything else. */
export function sqliteCode(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null
}

export const isDamage = (thrown: unknown): boolean => /^SQLITE_(NOTADB|CORRUPT)/.test(sqliteCode(thrown) ?? '')
