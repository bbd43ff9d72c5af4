import type { Db } from './database.ts'
import type { Statements } from './statements.ts'

/** Messages indexed in one transaction: a few ms. */
const step = 500
/** After a message, the index follows this much later, ms. */
const followMs = 1_000

/**
 * The full-text index. FTS5 writes a segment per transaction, which would cost each message more than the message itself; so it follows
 * in steps of its own, and before each search it catches up, so that a search never misses anything.
 */
export class Indexer {
  readonly #db: Db
  readonly #sql: Statements
  readonly #isBusy: () => boolean
  #timer: NodeJS.Timeout | null = null

  constructor(db: Db, sql: Statements, isBusy: () => boolean) {
    this.#db = db
    this.#sql = sql
    this.#isBusy = isBusy
  }

  /** Messages were written. */
  follow(): void {
    this.#timer ??= setTimeout(() => this.#followOn(), followMs).unref()
  }

  /** Indexes everything that is not yet. */
  catchUp(): void {
    while (this.#step());
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** One step at a time, and none while messages wait to be written. */
  #followOn(): void {
    this.#timer = null
    try {
      if (this.#isBusy() || this.#step()) this.#timer = setTimeout(() => this.#followOn(), this.#isBusy() ? followMs : 1).unref()
    } catch {
      // A full disk or a lock: the messages' own writes tell it, and the index follows when they go on.
      this.follow()
    }
  }

  /** true: there may be more. */
  #step(): boolean {
    const from = this.#sql.get('SELECT up_to FROM search_progress')?.[0] as number
    const to = this.#sql.get('SELECT max(key), count(*) FROM (SELECT key FROM messages WHERE key > ? ORDER BY key LIMIT ?)', from, step)
    const [last, count] = [to?.[0] as number | null, to?.[1] as number]
    if (last === null) return false
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      this.#sql.run("INSERT INTO message_text (rowid, text) SELECT key, text FROM messages WHERE key > ? AND key <= ? AND text <> ''", from, last)
      this.#sql.run('UPDATE search_progress SET up_to = ?', last)
      this.#db.exec('COMMIT')
    } catch (error) {
      try {
        this.#db.exec('ROLLBACK')
      } catch {
        // Rolled back already.
      }
      throw error
    }
    return count === step
  }
}
