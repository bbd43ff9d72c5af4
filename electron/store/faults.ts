import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { sqliteCode } from './database.ts'

/** What the file or the disk can't do now, but may later. Everything waits for it. */
const faults: Readonly<Record<string, ErrorCode>> = {
  SQLITE_BUSY: 'store-locked',
  SQLITE_LOCKED: 'store-locked',
  SQLITE_FULL: 'disk-full',
  SQLITE_IOERR: 'store-failed',
  SQLITE_CANTOPEN: 'store-failed',
  SQLITE_READONLY: 'store-failed',
  SQLITE_CORRUPT: 'store-damaged',
  SQLITE_NOTADB: 'store-damaged',
}

const ownFaults: ReadonlySet<ErrorCode> = new Set(['store-failed', 'store-damaged', 'disk-full'])

/** The code of a fault of the file or the disk; null for a fault of who asked. */
export function faultOf(thrown: unknown): ErrorCode | null {
  if (thrown instanceof AppError) return ownFaults.has(thrown.code) ? thrown.code : null
  const [sqlite, kind] = sqliteCode(thrown)?.split('_') ?? []
  return faults[`${sqlite}_${kind}`] ?? null
}

/** What SQLite or the file system threw while a file was opened or read, as one of ours. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = sqliteCode(thrown) ?? (thrown as NodeJS.ErrnoException | null)?.code
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return new AppError(isFull ? 'disk-full' : (faultOf(thrown) ?? 'store-failed'), { cause: String(code || thrown).slice(0, 200) }, { cause: thrown })
}
