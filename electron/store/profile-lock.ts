import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { AppError } from '../../shared/errors.ts'
import { sqliteCode } from './database.ts'

/**
 * One process per profile. An SQLite lock and not a file with a process id: the system lets go of it when the process dies, however it dies.
 * Errors: `profile-in-use`.
 */
export function lockProfile(folder: string): { readonly release: () => void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(join(folder, 'profile.lock'))
  try {
    db.exec('PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw new AppError('profile-in-use', { folder })
    throw error
  }
  return { release: () => db.close() }
}
