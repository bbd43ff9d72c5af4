import type { Statements } from './statements.ts'

const stepRows = 200

/** Deletes a part of the messages of a conversation that was removed, and at last the conversation. Answers whether there was one. */
export function emptyRemoved(sql: Statements): boolean {
  const key = sql.get('SELECT key FROM conversations WHERE removed = 1 LIMIT 1')?.[0] as number | undefined
  if (key === undefined) return false
  sql.transaction(() => {
    const some = 'SELECT key FROM messages WHERE conversation = ? LIMIT ?'
    sql.run(`DELETE FROM reactions WHERE message IN (${some})`, key, stepRows)
    if (sql.run(`DELETE FROM messages WHERE key IN (${some})`, key, stepRows) === 0) sql.run('DELETE FROM conversations WHERE key = ?', key)
    // Keys at the end are given again: they must not count as indexed.
    sql.run('UPDATE search_progress SET up_to = min(up_to, ifnull((SELECT max(key) FROM messages), 0))')
  })
  return true
}
