import type { Row, Statements, Value } from './statements.ts'

/** Rows read at once; after a failure one by one, so that only what is broken is left out. */
const stretch = 512
const mostKey = 2 ** 52

/** Copies the rows of a table that can be read, in the order of its key, and jumps over what is broken. */
export function copyTable(from: Statements, to: Statements, table: string, key: readonly string[]): void {
  const columns = columnsOf(from, to, table)
  const insert = `INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`
  const select = `SELECT ${key}, ${columns} FROM ${table} WHERE (${key}) > (${key.map(() => '?')}) ORDER BY ${key} LIMIT ?`
  const read = (after: readonly Value[], limit: number): readonly Row[] | null => attempt(() => from.all(select, ...after, limit))
  let after: readonly Value[] = [-1, ...key.slice(1).map(() => '')]
  for (let limit = stretch; ; ) {
    const rows = read(after, limit)
    if (rows) {
      for (const row of rows) attempt(() => to.run(insert, ...(row.slice(key.length) as Value[])))
      const last = rows.at(-1)
      if (!last || rows.length < limit) return
      after = last.slice(0, key.length) as Value[]
      limit = Math.min(stretch, limit + 1)
    } else if (limit > 1) limit = 1
    else {
      const next = jump(Number(after[0]), (start) => read([start, ...key.slice(1).map(() => '')], 1) !== null)
      if (next === null) return
      after = [next, ...key.slice(1).map(() => '')]
    }
  }
}

/** The first start after `broken` from where rows can be read again: doubling, then halving. null: there is none. */
function jump(broken: number, readable: (start: number) => boolean): number | null {
  let step = 1
  while (!readable(broken + step)) {
    step *= 2
    if (step > mostKey) return null
  }
  let [low, high] = [broken + step / 2, broken + step]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (readable(middle)) high = middle
    else low = middle
  }
  return high
}

/** Those that both files have. */
function columnsOf(from: Statements, to: Statements, table: string): readonly string[] {
  const names = (sql: Statements) => sql.all(`SELECT name FROM pragma_table_info('${table}')`).map((row) => String(row[0]))
  const old = new Set(attempt(() => names(from)))
  return names(to).filter((name) => old.has(name))
}

/** null: the part of the file that this needs is broken. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
