import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import { type Db, historyFile, isDamage, openDatabase } from './database.ts'
import { asAppError } from './faults.ts'
import { migrate } from './migrations.ts'
import { finishRescue, rescue } from './rescue.ts'

/** After an end without `close` a file up to this size is checked whole, bytes; a larger one shows its damage when it is read. */
const checkedSize = 64 * 2 ** 20

export interface Opened {
  readonly db: Db
  readonly rescued: StorageStatus['rescued']
}

/** `history.db` of a profile folder, and what is kept beside it. */
export class HistoryFile {
  readonly #folder: string
  readonly #file: string
  readonly #key: Uint8Array
  readonly #now: () => number

  constructor(folder: string, key: Uint8Array, now: () => number) {
    this.#folder = folder
    this.#file = historyFile(folder)
    this.#key = key
    this.#now = now
  }

  /** Throws `AppError`, never with anything changed for the worse. */
  open(): Opened {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      if (this.#keyIs() === 'wrong') throw wrongKey()
      finishRescue(this.#file)
      const opened = this.#openOrRescue()
      if (this.#keyIs() !== 'right') writeAtomic(this.#keyCheck, this.#checkOfKey())
      writeFileSync(this.#openMark, '')
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

  /** Other connections to the damaged file may be open: they keep it under its new name. */
  rescue(): Opened {
    const { aside, messages } = rescue(this.#file, this.#key, this.#now())
    return { db: this.#openSound(false), rescued: { keptAs: basename(aside), messages } }
  }

  /** `sound` false: the next start checks. */
  closed(sound: boolean): void {
    if (sound) rmSync(this.#openMark, { force: true })
  }

  #openOrRescue(): Opened {
    try {
      return { db: this.#openSound(existsSync(this.#openMark)), rescued: null }
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      // An encrypted file looks damaged to a wrong key; only a key that is known to be right may call it so.
      if (this.#keyIs() !== 'right') throw wrongKey()
      return this.rescue()
    }
  }

  #openSound(check: boolean): Db {
    const db = openDatabase(this.#file, this.#key)
    try {
      migrate(db)
      if (check) checkPages(db)
      return db
    } catch (error) {
      db.close()
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

function checkPages(db: Db): void {
  const number = (pragma: string) => (db.prepare(`PRAGMA ${pragma}`).raw().get() as unknown as [number])[0]
  if (number('page_count') * number('page_size') > checkedSize) return
  const [result] = db.prepare('PRAGMA quick_check(1)').raw().get() as unknown as [string]
  if (result !== 'ok') throw Object.assign(new Error(result), { code: 'SQLITE_CORRUPT' })
}
