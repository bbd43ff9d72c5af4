import { existsSync, renameSync } from 'node:fs'
import { type Db, isDamage, openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { Statements, type Value } from './statements.ts'

/** Names of a database's files. */
const parts = ['', '-wal', '-shm']

/** What is worth saving, the small first. `message_text` and indexes are made again. */
const tables = ['conversations', 'logs', 'outbox', 'messages', 'reactions', 'quarantine']

/** Rows tried at once; a range with a broken row is halved until the row is alone. */
const stretch = 512

/** Moves a damaged file out of the way under a name with the time. Answers the new name. */
export function keepAside(file: string, now: number): string {
  const aside = file.replace(/\.db$/, `.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}.db`)
  for (const part of parts) if (existsSync(file + part)) renameSync(file + part, aside + part)
  return aside
}

/** Copies every row that can still be read into a new file. Answers how many messages there are now. */
export function rescue(aside: string, file: string, key: Uint8Array): number {
  const fresh = openDatabase(file, key)
  try {
    migrate(fresh)
    const old = openQuietly(aside, key)
    if (old) {
      for (const table of tables) copyTable(old, fresh, table)
      old.close()
    }
    return (new Statements(fresh).get('SELECT count(*) FROM messages')?.[0] as number) ?? 0
  } finally {
    fresh.close()
  }
}

function openQuietly(file: string, key: Uint8Array): Db | null {
  try {
    return openDatabase(file, key)
  } catch {
    return null
  }
}

function copyTable(old: Db, fresh: Db, table: string): void {
  const [from, to] = [new Statements(old), new Statements(fresh)]
  const order = table === 'reactions' ? 'message' : table === 'outbox' ? 'seq' : 'rowid'
  const columns = to.all(`SELECT name FROM pragma_table_info('${table}')`).map((row) => String(row[0]))
  const insert = `INSERT OR IGNORE INTO ${table} (${columns.join(',')}) VALUES (${columns.map(() => '?').join(',')})`
  const last = attempt(() => Number(from.get(`SELECT max(${order}) FROM ${table}`)?.[0] ?? 0)) ?? probeEnd(from, table, order)
  fresh.exec('BEGIN')
  const copy = (low: number, high: number): void => {
    if (low > high) return
    const rows = attempt(() => from.all(`SELECT ${columns.join(',')} FROM ${table} WHERE ${order} BETWEEN ? AND ?`, low, high))
    if (rows) for (const row of rows) to.run(insert, ...(row as Value[]))
    else if (low < high) {
      const middle = Math.floor((low + high) / 2)
      copy(low, middle)
      copy(middle + 1, high)
    }
  }
  for (let low = 0; low <= last; low += stretch) copy(low, Math.min(last, low + stretch - 1))
  fresh.exec('COMMIT')
}

/** The end of a table whose end is broken: doubling until nothing more is found. */
function probeEnd(from: Statements, table: string, order: string): number {
  let end = 0
  for (let high = stretch; high <= 2 ** 31; high *= 2) {
    const low = high / 2
    const found = attempt(() => from.get(`SELECT 1 FROM ${table} WHERE ${order} BETWEEN ? AND ? LIMIT 1`, low, high))
    if (found) end = high
  }
  return end
}

/** null: the part of the file that this needs is broken. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (isDamage(error) || error instanceof Error) return null
    throw error
  }
}
