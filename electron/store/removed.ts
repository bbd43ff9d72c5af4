import type { Statements } from './statements.ts'

const stepRows = 200

/** Runs a job in a transaction of its own (see Writer.apart). */
export type Apart = (job: () => void) => void

/** Deletes a part of the messages of a conversation that was removed, and at last the conversation. Answers whether there was one. */
export function emptyRemoved(sql: Statements, apart: Apart): boolean {
  const key = sql.get('SELECT key FROM conversations WHERE removed = 1 LIMIT 1')?.[0] as number | undefined
  if (key === undefined) return false
  apart(() => {
    const some = 'SELECT key FROM messages WHERE conversation = ? LIMIT ?'
    sql.run(`DELETE FROM reactions WHERE message IN (${some})`, key, stepRows)
    if (sql.run(`DELETE FROM messages WHERE key IN (${some})`, key, stepRows) === 0) sql.run('DELETE FROM conversations WHERE key = ?', key)
    // Keys at the end are given again: they must not count as indexed.
    sql.run('UPDATE search_progress SET up_to = min(up_to, ifnull((SELECT max(key) FROM messages), 0))')
  })
  return true
}

/** Entries of the outbox that were acknowledged. */
export function dropAcknowledged(sql: Statements, conversation: number): void {
  sql.run('DELETE FROM outbox WHERE conversation = ? AND seq <= (SELECT acked - base FROM logs WHERE conversation = outbox.conversation)', conversation)
}

/** The same in idle turns, of all conversations: what was sent is kept once. Answers whether there may be more. */
export function emptyAcknowledged(sql: Statements, apart: Apart): boolean {
  const some = 'SELECT o.rowid FROM logs l JOIN outbox o ON o.conversation = l.conversation AND o.seq <= l.acked - l.base LIMIT ?'
  if (!sql.get(some, 1)) return false
  let gone = 0
  apart(() => {
    gone = sql.run(`DELETE FROM outbox WHERE rowid IN (${some})`, stepRows)
  })
  return gone === stepRows
}
