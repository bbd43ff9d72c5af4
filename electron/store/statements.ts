import type { Db } from './database.ts'

export type Value = string | number | null | Uint8Array
export type Row = readonly unknown[]

/** Prepared once per text. Rows come as arrays: libsql's object rows lose blobs. */
export class Statements {
  readonly #db: Db
  readonly #prepared = new Map<string, ReturnType<Db['prepare']>>()
  readonly #raw = new Map<string, ReturnType<Db['prepare']>>()

  constructor(db: Db) {
    this.#db = db
  }

  /** Answers how many rows changed. */
  run(sql: string, ...values: readonly Value[]): number {
    const statement = this.#prepared.get(sql) ?? this.#db.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement.run([...values]).changes
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#reading(sql).get([...values]) as Row | undefined
  }

  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#reading(sql).all([...values]) as readonly Row[]
  }

  #reading(sql: string): ReturnType<Db['prepare']> {
    const statement = this.#raw.get(sql) ?? this.#db.prepare(sql).raw()
    this.#raw.set(sql, statement)
    return statement
  }
}
