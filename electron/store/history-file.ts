import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import { closeDatabase, type Db, historyFile, isDamage, openDatabase, sqliteCode } from './database.ts'
import { asAppError } from './faults.ts'
import { Journal } from './journal.ts'
import { migrate, versionOf } from './migrations.ts'
import { takeOver } from './recovery.ts'
import { rescue, resumeRescue } from './rescue.ts'

/** After an end without `close` a file up to this size is checked whole, bytes; a larger one shows its damage when it is read. */
const checkedSize = 64 * 2 ** 20

/** What `history.open` says when damage showed while it was open. */
const damagedMark = 'damaged'

export interface Opened {
  readonly db: Db
  readonly rescued: StorageStatus['rescued']
}

/** `history.db` of a profile folder, and what is kept beside it. */
export class HistoryFile {
  readonly journal: Journal
  readonly #folder: string
  readonly #file: string
  readonly #key: Uint8Array
  readonly #now: () => number

  constructor(folder: string, key: Uint8Array, now: () => number) {
    this.#folder = folder
    this.#file = historyFile(folder)
    this.#key = key
    this.#now = now
    this.journal = new Journal(this.#file, key)
  }

  get walFile(): string {
    return `${this.#file}-wal`
  }

  /** Throws `AppError`, never with anything changed for the worse. */
  open(): Opened {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      if (this.#keyIs() === 'wrong') throw wrongKey()
      const opened = this.#openOrRescue()
      if (this.#keyIs() !== 'right') writeAtomic(this.#keyCheck, this.#checkOfKey())
      writeFileSync(this.#openMark, 'open', { mode: 0o600 })
      return opened
    } catch (thrown) {
      throw asAppError(thrown)
    }
  }

  /** For a second process: the file as it is, not checked, rescued or marked. */
  openToRead(): Opened {
    try {
      if (this.#keyIs() === 'wrong') throw wrongKey()
      return { db: openDatabase(this.#file, this.#key), rescued: null }
    } catch (thrown) {
      throw asAppError(thrown)
    }
  }

  /** The end of `open`. A file that was found damaged is rescued at the next start; what is not in it and on disk is in the journal then. */
  close(db: Db): void {
    closeDatabase(db)
    if (this.journal.isSettled) this.journal.remove()
    else this.journal.close()
    if (this.#marked() !== damagedMark) rmSync(this.#openMark, { force: true })
  }

  /** Damage showed at run time: the same as at the start. null: not possible now; the next start rescues. */
  rescueNow(db: Db): Opened | null {
    closeDatabase(db)
    if (existsSync(this.walFile)) return null
    try {
      return this.#rescue()
    } catch {
      return null
    }
  }

  /** Damage showed at run time. */
  markDamaged(): void {
    try {
      writeFileSync(this.#openMark, damagedMark, { mode: 0o600 })
    } catch {
      // The mark of an open file stays, so a small file is checked anyhow; a large one shows its damage again.
    }
  }

  /** null: it was closed well. */
  #marked(): string | null {
    return readIfThere(this.#openMark)
  }

  #openOrRescue(): Opened {
    try {
      const rescued = resumeRescue(this.#file, this.#key)
      return { db: this.#openSound(), rescued }
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      // An encrypted file looks damaged to a wrong key; only a key that is known to be right may call it so.
      if (this.#keyIs() !== 'right') throw wrongKey()
      return this.#rescue()
    }
  }

  #rescue(): Opened {
    const rescued = rescue(this.#file, this.#key, this.#now())
    rmSync(this.#openMark, { force: true })
    return { db: this.#openSound(), rescued }
  }

  #openSound(): Db {
    const mark = this.#marked()
    const db = openDatabase(this.#file, this.#key)
    try {
      if (mark === damagedMark || (mark !== null && statSync(this.#file).size <= checkedSize)) checkPages(db)
      versionOf(db)
      takeOver(db, this.journal, this.walFile)
      migrate(db)
      return db
    } catch (error) {
      closeDatabase(db)
      throw error
    }
  }

  get #openMark(): string {
    return join(this.#folder, 'history.open')
  }

  get #keyCheck(): string {
    return join(this.#folder, 'history.key-check')
  }

  #checkOfKey(): string {
    return createHmac('sha256', this.#key).update('palabre history').digest('hex')
  }

  #keyIs(): 'right' | 'wrong' | 'unknown' {
    const kept = readIfThere(this.#keyCheck) ?? ''
    if (!/^[0-9a-f]{64}$/.test(kept)) return 'unknown'
    return kept === this.#checkOfKey() ? 'right' : 'wrong'
  }
}

const wrongKey = () => new AppError('key-unavailable', { cause: 'not the key of this history' })

/** Throws when a page is broken. A statement would keep the file open (see closeDatabase), so the answer comes as an error. */
function checkPages(db: Db): void {
  try {
    db.exec("SELECT CASE WHEN (SELECT quick_check FROM pragma_quick_check(1)) <> 'ok' THEN abs(-9223372036854775807 - 1) END")
  } catch (error) {
    throw sqliteCode(error) === 'SQLITE_ERROR' ? Object.assign(new Error('a page is broken', { cause: error }), { code: 'SQLITE_CORRUPT' }) : error
  }
}
