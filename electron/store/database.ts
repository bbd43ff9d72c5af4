import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Database } from './libsql.ts'

/** A connection of libsql (SQLite 3.45), synchronous. */
export type Db = InstanceType<typeof Database>

/** The main thread never waits longer than this for another program's lock, ms; the writer tries again by itself. */
const busyMs = 20

export const historyFile = (folder: string): string => join(folder, 'history.db')

/** Opens an encrypted file. A commit is safe from our own death; from a power cut once the log is synced too (disk-sync.ts). Throws SqliteError SQLITE_NOTADB for a wrong key and for garbage alike. */
export function openDatabase(file: string, key: Uint8Array, as: 'sound' | 'damaged' = 'sound'): Db {
  if (as === 'sound') makePrivate(file)
  const db = new Database(file, { encryptionCipher: 'aes256cbc', encryptionKey: Buffer.from(key).toString('hex') } as never)
  try {
    db.exec(`PRAGMA busy_timeout=${busyMs}`)
    // Without it a file that is shorter than it says is not read at all.
    if (as === 'damaged') db.exec('PRAGMA writable_schema=ON; PRAGMA query_only=ON')
    db.exec('SELECT count(*) FROM sqlite_master')
    if (as === 'damaged') return db
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * SQLite gives `-wal` and `-shm` the mode of the file itself. One that is there is not opened: closing it again would let go of the locks
 * that this process has on it.
 */
function makePrivate(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  for (const part of ['', '-wal', '-shm']) {
    try {
      chmodSync(file + part, 0o600)
    } catch {
      // Not there, or gone meanwhile.
    }
  }
}

/**
 * Closes a file for good. libsql keeps it open after `close` until every statement that was prepared on it is collected, and in WAL mode
 * its end would then delete the `-wal` of whatever has the name by that time; so it leaves WAL mode first, which also puts everything in
 * the one file. Another program that has it open prevents that, and then it is that program's to end.
 */
export function closeDatabase(db: Db): void {
  try {
    db.exec('PRAGMA journal_mode=DELETE')
  } catch {
    // Locked, full or damaged: the WAL is read at the next start.
  }
  db.close()
}

/** What libsql says by number alone, in its words, of a file that it can't even open. */
const numbered: Readonly<Record<string, string>> = { 8: 'SQLITE_READONLY', 10: 'SQLITE_IOERR', 13: 'SQLITE_FULL', 14: 'SQLITE_CANTOPEN' }

/** The SQLite code of a thrown value, e.g. SQLITE_BUSY; null for anything else. */
export function sqliteCode(thrown: unknown): string | null {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code
  return numbered[/^ConnectionFailed\(".*: (\d+)"\)$/s.exec(String(message))?.[1] ?? ''] ?? null
}

export const isDamage = (thrown: unknown): boolean => /^SQLITE_(NOTADB|CORRUPT)/.test(sqliteCode(thrown) ?? '')
