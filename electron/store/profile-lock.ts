import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { type Db, sqliteCode } from './database.ts'
import { asAppError } from './faults.ts'
import { Database } from './libsql.ts'

/**
 * One process per profile. An SQLite lock and not a file with a process id: the system lets go of it when the process dies, however it dies.
 * Errors: `profile-in-use`, `store-failed` (the folder can't be written).
 */
export function lockProfile(folder: string): { readonly release: () => void } {
  const db = openLock(folder)
  try {
    db.exec('PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw new AppError('profile-in-use', { folder })
    throw asAppError(error)
  }
  return { release: () => db.close() }
}

function openLock(folder: string): Db {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return new Database(join(folder, 'profile.lock'))
  } catch (error) {
    throw asAppError(error)
  }
}
