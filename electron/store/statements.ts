import { AppError } from '../../shared/errors.ts'
import type { Db } from './database.ts'

export type Value = string | number | null | Uint8Array
export type Row = readonly unknown[]
/** A statement that changed something, with its values: run again on the same file, it makes the same change. */
export type Change = readonly [sql: string, values: readonly Value[]]
type Prepared = ReturnType<Db['prepare']>

/** A connection whose statements are prepared once per text. Rows come as arrays: libsql's object rows lose blobs. */
export class Statements {
  #db: Db | null
  readonly #prepared = new Map<string, Prepared>()
  readonly #raw = new Map<string, Prepared>()
  /** Apart from the others: after `run` a first `get` of the same statement does nothing. */
  readonly #unanswered = new Map<string, Prepared>()
  #recorded: Change[] | null = null

  constructor(db: Db) {
    this.#db = db
  }

  /** From now on another file, or none: then everything throws `store-damaged`. */
  use(db: Db | null): void {
    this.#prepared.clear()
    this.#raw.clear()
    this.#unanswered.clear()
    this.#db = db
  }

  get #open(): Db {
    if (!this.#db) throw new AppError('store-damaged')
    return this.#db
  }

  /** False after SQLite undid a transaction by itself: disk full, I/O error. */
  get inTransaction(): boolean {
    return this.#db?.inTransaction ?? false
  }

  /** Answers how many rows changed. */
  run(sql: string, ...values: readonly Value[]): number {
    this.#recorded?.push([sql, values])
    return this.control(sql, values)
  }

  /** The same without an answer: libsql takes as long to make it as for a small change itself. */
  do(sql: string, ...values: readonly Value[]): void {
    this.#recorded?.push([sql, values])
    const statement = this.#unanswered.get(sql) ?? this.#open.prepare(sql)
    this.#unanswered.set(sql, statement)
    statement.get([...values])
  }

  /** The same, never recorded: BEGIN, COMMIT, and what was recorded before. */
  control(sql: string, values: readonly Value[] = []): number {
    const statement = this.#prepared.get(sql) ?? this.#open.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement.run([...values]).changes
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#reading(sql).get([...values]) as Row | undefined
  }

  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#reading(sql).all([...values]) as readonly Row[]
  }

  /** Everything that `job` changes, in order. */
  recording(job: () => void): readonly Change[] {
    const recorded: Change[] = []
    this.#recorded = recorded
    try {
      job()
      return recorded
    } finally {
      this.#recorded = null
    }
  }

  /** Runs all of `job` or nothing of it; part of the transaction that is open, if one is. */
  transaction<T>(job: () => T): T {
    if (this.inTransaction) return job()
    this.control('BEGIN IMMEDIATE')
    try {
      const value = job()
      this.control('COMMIT')
      return value
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  rollBack(): void {
    if (this.inTransaction) this.control('ROLLBACK')
  }

  /** Runs all of `job`, inside a transaction, or nothing of it. */
  attempt(job: () => void): void {
    const before = this.#recorded?.length ?? 0
    this.control('SAVEPOINT job')
    try {
      job()
    } catch (error) {
      // A full disk has undone the transaction already.
      if (this.inTransaction) this.control('ROLLBACK TO job')
      this.#recorded?.splice(before)
      throw error
    } finally {
      if (this.inTransaction) this.control('RELEASE job')
    }
  }

  #reading(sql: string): Prepared {
    const statement = this.#raw.get(sql) ?? this.#open.prepare(sql).raw()
    this.#raw.set(sql, statement)
    return statement
  }
}
