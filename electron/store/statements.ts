import { AppError } from '../../shared/errors.ts'
import type { Db } from './database.ts'

export type Value = string | number | null | Uint8Array
export type Row = readonly unknown[]
type Prepared = ReturnType<Db['prepare']>

/** A connection whose statements are prepared once per text. Rows come as arrays: libsql's object rows lose blobs. */
export class Statements {
  #db: Db | null
  readonly #prepared = new Map<string, Prepared>()
  readonly #raw = new Map<string, Prepared>()

  constructor(db: Db) {
    this.#db = db
  }

  /** From now on another file, or none: then everything throws `store-damaged`. */
  use(db: Db | null): void {
    this.#prepared.clear()
    this.#raw.clear()
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
    const statement = this.#prepared.get(sql) ?? this.#open.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement.run([...values]).changes
  }

  /** The same without an answer: libsql takes as long to make it as for a small change itself. */
  do(sql: string, ...values: readonly Value[]): void {
    const statement = this.#prepared.get(sql) ?? this.#open.prepare(sql)
    this.#prepared.set(sql, statement)
    statement.get([...values])
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#reading(sql).get([...values]) as Row | undefined
  }

  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#reading(sql).all([...values]) as readonly Row[]
  }

  /** Runs all of `job` or nothing of it; part of the transaction that is open, if one is. */
  transaction<T>(job: () => T): T {
    if (this.inTransaction) return job()
    this.run('BEGIN IMMEDIATE')
    try {
      const value = job()
      this.run('COMMIT')
      return value
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  rollBack(): void {
    if (this.inTransaction) this.run('ROLLBACK')
  }

  #reading(sql: string): Prepared {
    const statement = this.#raw.get(sql) ?? this.#open.prepare(sql).raw()
    this.#raw.set(sql, statement)
    return statement
  }
}
