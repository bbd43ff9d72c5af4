import { type Apart, emptyAcknowledged, emptyRemoved } from './removed.ts'
import type { Statements } from './statements.ts'

/** One step takes at most so many messages and about so many characters: a few ms. */
const stepRows = 500
const stepCharacters = 100_000
/** After a message, the index follows this much later, ms. */
const followMs = 1_000
/** Messages that may wait for the index while others are written without pause; a search has to catch up with them. */
const mostBehind = 4_000

/**
 * The full-text index. FTS5 writes a segment per transaction, which would cost each message more than the message itself; so it follows
 * in steps of its own, and before each search it catches up, so that a search never misses anything. How far it has come is in the
 * file: nothing is forgotten when the process dies. Changes of messages that are indexed already are made by triggers.
 * What is left of removed conversations and of acknowledged entries goes in the same idle steps.
 */
export class Indexer {
  readonly #sql: Statements
  readonly #isBusy: () => boolean
  readonly #apart: Apart
  #timer: NodeJS.Timeout | null = null

  constructor(sql: Statements, isBusy: () => boolean, apart: Apart) {
    this.#sql = sql
    this.#isBusy = isBusy
    this.#apart = apart
  }

  /** Messages were written. */
  follow(): void {
    this.#timer ??= setTimeout(() => this.#followOn(), followMs).unref()
  }

  /** Indexes everything that is not yet. */
  catchUp(): void {
    while (this.#step(stepRows * 4));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** One step at a time; while messages wait to be written, only as much as keeps a search quick. */
  #followOn(): void {
    this.#timer = null
    try {
      const may = !this.#isBusy() || this.#isFarBehind()
      const isDone = may && !this.#step(stepRows) && !emptyRemoved(this.#sql, this.#apart) && !emptyAcknowledged(this.#sql, this.#apart)
      if (!isDone) this.#timer = setTimeout(() => this.#followOn(), may ? 1 : followMs).unref()
    } catch {
      // A full disk or a lock: the messages' own writes tell it, and the index follows when they go on.
      this.follow()
    }
  }

  /** true: there is more. What is written while it works waits for the next time, `followMs` later: a step for each message would cost more than they. */
  #step(rows: number): boolean {
    const from = this.#upTo()
    const to = this.#sql.get(
      `SELECT max(key) FROM (SELECT key, sum(length(text)) OVER (ORDER BY key ROWS UNBOUNDED PRECEDING) - length(text) AS before
       FROM (SELECT key, text FROM messages WHERE key > ? ORDER BY key LIMIT ?)) WHERE before < ?`,
      from,
      rows,
      stepCharacters * (rows / stepRows),
    )?.[0] as number | null
    if (to === null) return false
    this.#apart(() => {
      this.#sql.run(
        `INSERT INTO message_text (rowid, text) SELECT key, text || ' ' || char(57346) || conversation FROM messages WHERE key > ? AND key <= ? AND text <> ''`,
        from,
        to,
      )
      this.#sql.run('INSERT OR REPLACE INTO search_progress (rowid, up_to) VALUES (1, ?)', to)
    })
    return to < this.#latest()
  }

  #isFarBehind(): boolean {
    return this.#latest() - this.#upTo() > mostBehind
  }

  #latest(): number {
    return (this.#sql.get('SELECT max(key) FROM messages')?.[0] as number | null) ?? 0
  }

  #upTo(): number {
    return (this.#sql.get('SELECT up_to FROM search_progress')?.[0] as number | undefined) ?? 0
  }
}
