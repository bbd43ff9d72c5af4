import { hash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { closeDatabase, type Db, openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { copyTable } from './rescue-table.ts'
import { Statements } from './statements.ts'

/** Names of a database's files. */
const parts = ['', '-wal', '-shm']

/** What is worth saving, the small first, each with its key. Indexes are made again. */
const tables = {
  conversations: ['key'],
  logs: ['conversation'],
  outbox: ['conversation', 'seq'],
  messages: ['key'],
  reactions: ['message', 'author', 'who', 'emoji'],
  quarantine: ['rowid'],
  pictures: ['key'],
  runs: ['key'],
  passive: ['conversation', 'at'],
  transfers: ['conversation', 'message_id'],
  rooms: ['conversation'],
  room_log: ['conversation', 'seq'],
  room_changes: ['conversation', 'message_id', 'seq', 'part'],
  journal: ['rowid'],
} as const

const freshFile = (file: string): string => file.replace(/\.db$/, '.rescuing.db')

export interface Rescued {
  /** The name under which the damaged file is kept. */
  readonly keptAs: string
  readonly messages: number
}

/**
 * Moves a damaged file aside, under a name with the time, and copies every row that can still be read into a new one. The new one gets
 * the name only when it is whole; until then `history.rescuing.db` beside it tells that a rescue has begun.
 */
export function rescue(file: string, key: Uint8Array, now: number): Rescued {
  removeFiles(freshFile(file))
  const fresh = openDatabase(freshFile(file), key)
  const aside = file.replace(/\.db$/, `.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}.db`)
  // The main part last: as long as it has its name, nothing has begun.
  for (const part of parts.toReversed()) if (existsSync(file + part)) renameSync(file + part, aside + part)
  return fill(fresh, aside, file, key)
}

/** A rescue that was killed starts again, from the file that it had put aside. null: there was none. */
export function resumeRescue(file: string, key: Uint8Array): Rescued | null {
  if (existsSync(file) || !existsSync(freshFile(file))) {
    removeFiles(freshFile(file))
    return null
  }
  const aside = readdirSync(dirname(file))
    .filter((name) => /^history\.damaged-.*\.db$/.test(name))
    .sort()
    .at(-1)
  removeFiles(freshFile(file))
  return aside === undefined ? null : fill(openDatabase(freshFile(file), key), join(dirname(file), aside), file, key)
}

function fill(fresh: Db, aside: string, file: string, key: Uint8Array): Rescued {
  let messages = 0
  try {
    migrate(fresh)
    messages = copyAll(fresh, aside, key)
  } finally {
    closeDatabase(fresh)
  }
  renameSync(freshFile(file), file)
  return { keptAs: basename(aside), messages }
}

function copyAll(fresh: Db, aside: string, key: Uint8Array): number {
  const to = new Statements(fresh)
  const old = openQuietly(aside, key)
  if (old) {
    const from = new Statements(old)
    for (const [table, tableKey] of Object.entries(tables)) to.transaction(() => copyTable(from, to, table, tableKey))
    to.transaction(() => addLostConversations(to))
    to.transaction(() => settleDelivered(to))
    to.transaction(() => dropBrokenPictures(to))
    old.close()
  }
  return to.get('SELECT count(*) FROM messages')?.[0] as number
}

function openQuietly(file: string, key: Uint8Array): Db | null {
  try {
    return openDatabase(file, key, 'damaged')
  } catch {
    return null
  }
}

/** Messages whose conversation could not be read are shown in one that says no more than that. */
function addLostConversations(sql: Statements): void {
  sql.run(
    `INSERT INTO conversations (key, id, kind, title, color, opened_by, request, created_at, line_end)
     SELECT conversation, 'rescued-' || conversation, 'plain', '? ' || conversation, 'slate', 'them', 0, min(sent_at), 'lf' FROM messages
     WHERE conversation NOT IN (SELECT key FROM conversations) GROUP BY conversation`,
  )
}

/** A file of an earlier version has no serials. With a log, what was acknowledged is lost: texts that wait no more were delivered. */
function settleDelivered(sql: Statements): void {
  sql.run(
    `UPDATE messages SET serial = o.seq + ifnull((SELECT base FROM logs l WHERE l.conversation = o.conversation), 0) FROM outbox o
     WHERE o.conversation = messages.conversation AND o.message_id = messages.id AND o.kind = 'text' AND author = 0 AND serial IS NULL`,
  )
  sql.run(
    `UPDATE messages SET state = 'delivered', failure = NULL WHERE state = 'queued' AND serial IS NOT NULL AND conversation NOT IN (SELECT conversation FROM logs)
     AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = messages.conversation AND o.message_id = messages.id)`,
  )
}

/** The cipher does not notice a changed byte, the name of a picture does. Whoever has none now is asked for theirs at the next meeting. */
function dropBrokenPictures(sql: Statements): void {
  for (const [id] of sql.all('SELECT id FROM pictures')) {
    const bytes = sql.get('SELECT bytes FROM pictures WHERE id = ?', String(id))?.[0] as Uint8Array
    if (hash('sha256', bytes, 'hex') !== id) sql.run('DELETE FROM pictures WHERE id = ?', String(id))
  }
  sql.run('UPDATE conversations SET picture = NULL WHERE picture NOT IN (SELECT id FROM pictures)')
}

function removeFiles(file: string): void {
  for (const part of parts) rmSync(file + part, { force: true })
}
