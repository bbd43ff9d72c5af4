import { existsSync, renameSync, rmSync } from 'node:fs'
import { type Db, openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { Statements } from './statements.ts'

/** Names of a database's files. */
const parts = ['', '-wal', '-shm']

/** What is worth saving, the small first, each with the number that orders it. Indexes are made again. */
const tables = { conversations: 'key', logs: 'conversation', outbox: 'seq', messages: 'key', reactions: 'message', quarantine: 'rowid' } as const

/** Rows tried at once; a range with a broken row is halved until the row is alone. */
const stretch = 4_096

const rescuedFile = (file: string): string => file.replace(/\.db$/, '.rescued.db')

/**
 * Copies every row of a damaged file that can still be read into a new one, then puts the new one in its place; the old one stays
 * beside it under a name with the time. Killed in between, it starts again or is ended by `finishRescue`.
 */
export function rescue(file: string, key: Uint8Array, now: number): { readonly aside: string; readonly messages: number } {
  const fresh = rescuedFile(file)
  removeFiles(fresh)
  const messages = copyInto(fresh, file, key)
  const aside = file.replace(/\.db$/, `.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}.db`)
  for (const part of parts.toReversed()) if (existsSync(file + part)) renameSync(file + part, aside + part)
  renameSync(fresh, file)
  return { aside, messages }
}

/** The damaged file is moved away only when the new one is whole. */
export function finishRescue(file: string): void {
  const fresh = rescuedFile(file)
  if (!existsSync(file) && existsSync(fresh)) renameSync(fresh, file)
  else removeFiles(fresh)
}

function removeFiles(file: string): void {
  for (const part of parts) rmSync(file + part, { force: true })
}

function copyInto(fresh: string, damaged: string, key: Uint8Array): number {
  const db = openDatabase(fresh, key)
  try {
    migrate(db)
    const sql = new Statements(db)
    if (attach(db, damaged, key)) {
      for (const [table, order] of Object.entries(tables)) sql.transaction(() => copyTable(sql, table, order))
      addLostConversations(sql)
    }
    return sql.get('SELECT count(*) FROM messages')?.[0] as number
  } finally {
    db.close()
  }
}

function attach(db: Db, file: string, key: Uint8Array): boolean {
  return (
    attempt(() => {
      db.exec(`ATTACH '${file.replaceAll("'", "''")}' AS damaged KEY '${Buffer.from(key).toString('hex')}'`)
      db.prepare('SELECT count(*) FROM damaged.sqlite_master').raw().get()
      return true
    }) ?? false
  )
}

function copyTable(sql: Statements, table: string, order: string): void {
  const names = (schema: string) => sql.all(`SELECT name FROM pragma_table_info('${table}', '${schema}')`).map((row) => String(row[0]))
  const old = new Set(attempt(() => names('damaged')))
  const columns = names('main').filter((name) => old.has(name))
  if (columns.length === 0) return
  const insert = `INSERT OR IGNORE INTO main.${table} (${columns}) SELECT ${columns} FROM damaged.${table} WHERE ${order} BETWEEN ? AND ?`
  const copy = (low: number, high: number): void => {
    if (low > high || attempt(() => sql.run(insert, low, high)) !== null || low === high) return
    const middle = Math.floor((low + high) / 2)
    copy(low, middle)
    copy(middle + 1, high)
  }
  const last = attempt(() => Number(sql.get(`SELECT max(${order}) FROM damaged.${table}`)?.[0] ?? 0)) ?? probeEnd(sql, table, order)
  for (let low = 0; low <= last; low += stretch) copy(low, Math.min(last, low + stretch - 1))
}

/** The end of a table whose end is broken: doubling while anything is found. */
function probeEnd(sql: Statements, table: string, order: string): number {
  let end = stretch
  for (let high = stretch; high <= 2 ** 31; high *= 2) {
    if (attempt(() => sql.get(`SELECT 1 FROM damaged.${table} WHERE ${order} BETWEEN ? AND ? LIMIT 1`, high, high * 2))) end = high * 2
  }
  return end
}

/** Messages whose conversation could not be read are shown in one that says no more than that. */
function addLostConversations(sql: Statements): void {
  sql.run(
    `INSERT INTO conversations (key, id, kind, title, color, opened_by, request, created_at, line_end)
     SELECT conversation, 'rescued-' || conversation, 'plain', '? ' || conversation, 'slate', 'them', 0, min(sent_at), 'lf' FROM messages
     WHERE conversation NOT IN (SELECT key FROM conversations) GROUP BY conversation`,
  )
}

/** null: the part of the file that this needs is broken. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
