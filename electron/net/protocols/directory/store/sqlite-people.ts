import Database from 'libsql'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { reservedMs } from '../constants.ts'
import { nameKey, nameLooks } from '../names.ts'
import type { DirectoryPerson } from '../types.ts'
import type { Change, Claim, ClaimRefusal, Page, PageQuery } from './types.ts'

type Row = readonly [id: string, name: string, online: number, seen: number, record: string, key: string, seq: number]

const columns = 'id, name, online, seen, record, key, seq'
const lastCharacter = '\u{10ffff}'

const schema = `
  PRAGMA busy_timeout=20;
  PRAGMA locking_mode=EXCLUSIVE;
  PRAGMA journal_mode=WAL;
  PRAGMA synchronous=FULL;
  CREATE TABLE IF NOT EXISTS people(
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, seq INTEGER NOT NULL, record TEXT NOT NULL,
    seen INTEGER NOT NULL, online INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS online_people ON people(key) WHERE online = 1;
  CREATE INDEX IF NOT EXISTS away_people ON people(seen) WHERE online = 0;
  CREATE TABLE IF NOT EXISTS looks(look TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS looks_of ON looks(id);
  UPDATE people SET online = 0 WHERE online = 1;
`

export interface Claimed {
  readonly person: DirectoryPerson | null
  readonly refusal: ClaimRefusal | null
  /** null: nothing that others would notice. */
  readonly change: Change | null
}

/** The tables. Synchronous; whoever writes opens the transaction. */
export class SqlitePeople {
  readonly #db: InstanceType<typeof Database>
  readonly #sql: ReturnType<typeof prepare>

  /** Everyone is offline in a file that was just opened; no other process may have it open, since each would say so of the other's people. */
  constructor(file: string) {
    this.#db = new Database(file)
    try {
      this.#db.exec(schema)
      this.#sql = prepare(this.#db)
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** All or nothing, on disk when it returns. */
  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  claim({ record, now }: Claim): Claimed {
    const key = nameKey(record.name)
    const looks = nameLooks(record.name)
    const mine = this.#row(this.#sql.byId.get(record.id))
    if (mine && (record.seq < mine[6] || (record.seq === mine[6] && record.text !== mine[4]))) return refused('record-stale')
    const owner = this.#row(this.#sql.byKey.get(key))
    if (owner && owner[0] !== record.id && !this.#lapsed(owner, now)) return refused('name-taken')
    if (looks.some((look) => this.#isSomebodyElses(look, record.id, now))) return refused('name-confusable')
    const person: DirectoryPerson = { id: record.id, name: record.name, state: 'online', seenAt: now, record: record.text }
    const same = mine?.[2] === 1 && mine[4] === record.text
    if (mine && same) return { person: { ...person, seenAt: mine[3] }, refusal: null, change: null }
    this.#sql.upsert.run(record.id, key, record.name, record.seq, record.text, now)
    if (mine?.[1] !== record.name) this.#setLooks(record.id, looks)
    return { person, refusal: null, change: { person, key, released: mine && mine[5] !== key ? mine[5] : null } }
  }

  leave(id: PersonId, now: number): Change | null {
    const row = this.#row(this.#sql.byId.get(id))
    if (row?.[2] !== 1) return null
    this.#sql.leave.run(now, id)
    return { person: { ...personOf(row), state: 'offline', seenAt: now }, key: row[5], released: null }
  }

  byKey(key: string, now: number): DirectoryPerson | null {
    return this.#current(this.#row(this.#sql.byKey.get(key)), now)
  }

  byId(id: PersonId, now: number): DirectoryPerson | null {
    return this.#current(this.#row(this.#sql.byId.get(id)), now)
  }

  page({ prefix, after, limit, online }: PageQuery, now: number): Page {
    const from = after >= prefix ? after : prefix
    const statement = online ? this.#sql.onlinePage : this.#sql.page
    const rows = statement.all(from, after >= prefix && after !== '' ? after : '', prefix + lastCharacter, now - reservedMs, limit + 1) as unknown as Row[]
    const shown = rows.slice(0, limit)
    return { people: shown.map(personOf), next: rows.length > limit ? (shown.at(-1)?.[5] ?? null) : null }
  }

  counts(): { readonly people: number; readonly online: number } {
    const [people = 0, online = 0] = this.#sql.counts.get() as unknown as number[]
    return { people, online }
  }

  /** Forgets those whose reservation lapsed. */
  sweep(now: number): void {
    this.#sql.sweepLooks.run(now - reservedMs)
    this.#sql.sweep.run(now - reservedMs)
  }

  close(): void {
    try {
      // libsql keeps the file open until its statements are collected: at least it lets go of the lock, with the next thing it reads.
      this.#db.exec('PRAGMA journal_mode=DELETE; PRAGMA locking_mode=NORMAL')
      this.#sql.counts.get()
    } catch {
      // Full or gone: the WAL is read at the next start.
    }
    this.#db.close()
  }

  #isSomebodyElses(look: string, id: PersonId, now: number): boolean {
    const [owner] = (this.#sql.look.get(look) as unknown as [string] | undefined) ?? []
    if (owner === undefined || owner === id) return false
    const row = this.#row(this.#sql.byId.get(owner))
    return row !== null && !this.#lapsed(row, now)
  }

  /** A name whose reservation lapsed is free, and this makes it so. */
  #lapsed(row: Row, now: number): boolean {
    if (row[2] === 1 || row[3] >= now - reservedMs) return false
    this.#sql.removeLooks.run(row[0])
    this.#sql.remove.run(row[0])
    return true
  }

  #setLooks(id: PersonId, looks: readonly string[]): void {
    this.#sql.removeLooks.run(id)
    for (const look of looks) this.#sql.addLook.run(look, id)
  }

  #current(row: Row | null, now: number): DirectoryPerson | null {
    return row && (row[2] === 1 || row[3] >= now - reservedMs) ? personOf(row) : null
  }

  #row(row: unknown): Row | null {
    return (row as Row | undefined) ?? null
  }
}

function personOf([id, name, online, seenAt, record]: Row): DirectoryPerson {
  return { id, name, state: online === 1 ? 'online' : 'offline', seenAt, record }
}

function refused(refusal: ClaimRefusal): Claimed {
  return { person: null, refusal, change: null }
}

function prepare(db: InstanceType<typeof Database>) {
  const rows = (sql: string) => db.prepare(sql).raw()
  const run = (sql: string) => db.prepare(sql)
  const range = 'key >= ? AND key > ? AND key < ?'
  return {
    byId: rows(`SELECT ${columns} FROM people WHERE id = ?`),
    byKey: rows(`SELECT ${columns} FROM people WHERE key = ?`),
    look: rows('SELECT id FROM looks WHERE look = ?'),
    page: rows(`SELECT ${columns} FROM people WHERE ${range} AND (online = 1 OR seen >= ?) ORDER BY key LIMIT ?`),
    onlinePage: rows(`SELECT ${columns} FROM people INDEXED BY online_people WHERE online = 1 AND ${range} AND ? IS NOT NULL ORDER BY key LIMIT ?`),
    counts: rows('SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM people WHERE online = 1)'),
    upsert: run(
      `INSERT INTO people(id, key, name, seq, record, seen, online) VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT(id) DO UPDATE SET
        key = excluded.key, name = excluded.name, seq = excluded.seq, record = excluded.record, seen = excluded.seen, online = 1`,
    ),
    leave: run('UPDATE people SET online = 0, seen = ? WHERE id = ?'),
    remove: run('DELETE FROM people WHERE id = ?'),
    addLook: run('INSERT OR REPLACE INTO looks(look, id) VALUES (?, ?)'),
    removeLooks: run('DELETE FROM looks WHERE id = ?'),
    sweep: run('DELETE FROM people WHERE online = 0 AND seen < ?'),
    sweepLooks: run('DELETE FROM looks WHERE id IN (SELECT id FROM people WHERE online = 0 AND seen < ?)'),
  }
}
