import { sqliteCode } from './database.ts'
import type { Journal } from './journal.ts'
import { decodeChanges, encodeChanges } from './journal-block.ts'
import type { Change, Statements } from './statements.ts'

/** The generation of the batch that the history has; null: none yet, or the row was lost with a page. */
export const generationOf = (sql: Statements): number | null => (sql.get('SELECT generation FROM journal')?.[0] as number | undefined) ?? null
export const setGeneration = (sql: Statements, generation: number): unknown =>
  sql.control('INSERT OR REPLACE INTO journal (rowid, generation) VALUES (1, ?)', [generation])

/** What was changed already, or can't be since a rescue lost what it belongs to, is passed over. */
export function changeAgain(sql: Statements, changes: readonly Change[]): void {
  for (const [text, values] of changes) {
    try {
      sql.control(text, values)
    } catch (thrown) {
      if (!sqliteCode(thrown)?.startsWith('SQLITE_CONSTRAINT')) throw thrown
    }
  }
}

/**
 * Groups of jobs in one transaction that stays open: each group is safe in the journal, the pages that they touch are written once, by `commit`.
 * Readers of this connection see it all at once. A transaction that SQLite or a failing group undoes is made again from what the journal has.
 */
export class Batch {
  readonly #sql: Statements
  readonly #journal: Journal
  #generation: number | null = null
  /** What the journal has of it. */
  #groups: Buffer[] = []

  constructor(sql: Statements, journal: Journal) {
    this.#sql = sql
    this.#journal = journal
  }

  /** Something of it is not in the history yet. */
  get isOpen(): boolean {
    return this.#groups.length > 0
  }

  get isFull(): boolean {
    return this.#journal.isFull
  }

  /**
   * One group. When it returns, what `jobs` changed survives our own death; when it throws, nothing of it is there. Answers null, or the generation that
   * the history has now: where the journal can't take the group (no room, no descriptor left) it is committed. Throws what `jobs` threw, SqliteError.
   */
  run(jobs: () => void): number | null {
    this.remake()
    if (!this.#sql.inTransaction) this.#sql.control('BEGIN IMMEDIATE')
    try {
      const changes = this.#sql.recording(jobs)
      if (changes.length > 0) return this.#keep(changes) ? null : this.#commit(this.#generationNow() + 1)
      if (!this.isOpen) this.#sql.control('COMMIT')
      return null
    } catch (thrown) {
      this.undo()
      throw thrown
    }
  }

  /** Answers the generation that the history has now; null: there was nothing. Throws SqliteError; then the journal still has it. */
  commit(): number | null {
    if (!this.isOpen) return null
    this.remake()
    try {
      return this.#commit()
    } catch (thrown) {
      this.undo()
      throw thrown
    }
  }

  /** Between batches: what is in no journal. Answers the generation that the history has now. Throws SqliteError. */
  apart(job: () => void): number {
    const generation = this.#generationNow()
    this.#sql.transaction(() => {
      job()
      setGeneration(this.#sql, generation)
    })
    this.#generation = generation + 1
    return generation
  }

  /** The transaction goes, what it had stays in the journal: for one that can't go on, and for a file that is replaced. */
  undo(): void {
    this.#sql.rollBack()
  }

  /** The history's file has it, or another one that took the journal over. */
  forget(): void {
    this.#groups = []
    this.#generation = null
  }

  /** Makes a transaction again that was undone. Throws SqliteError. */
  remake(): void {
    if (!this.isOpen || this.#sql.inTransaction) return
    try {
      this.#sql.control('BEGIN IMMEDIATE')
      for (const group of this.#groups) changeAgain(this.#sql, decodeChanges(group))
    } catch (thrown) {
      this.#sql.rollBack()
      throw thrown
    }
  }

  /** false: the journal can't take it. */
  #keep(changes: readonly Change[]): boolean {
    const group = encodeChanges(changes)
    try {
      this.#journal.append(this.#generationNow(), group)
    } catch {
      return false
    }
    this.#groups.push(group)
    return true
  }

  /** What is in no journal makes a generation that the journal has not: nothing that came later is ever taken over without it. */
  #commit(generation = this.#generationNow()): number {
    setGeneration(this.#sql, generation)
    this.#sql.control('COMMIT')
    this.#groups = []
    this.#generation = generation + 1
    return generation
  }

  #generationNow(): number {
    this.#generation ??= (generationOf(this.#sql) ?? 0) + 1
    return this.#generation
  }
}
