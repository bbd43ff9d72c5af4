import { AppError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { passiveTx } from './passive.ts'
import { dropAcknowledged } from './removed.ts'
import { roomsTx } from './rooms.ts'
import { authorOf, isDelivered, logColumns, logOf, outboxColumns } from './rows.ts'
import { runsTx } from './runs.ts'
import type { Statements, Value } from './statements.ts'
import type { ConversationPatch, LogState, StoreReader, StoreTx } from './types.ts'

const columnOf: Readonly<Record<Exclude<keyof ConversationPatch, 'address'>, string>> = {
  kind: 'kind',
  title: 'title',
  color: 'color',
  personId: 'person_id',
  trust: 'trust',
  request: 'request',
  blocked: 'blocked',
  muted: 'muted',
  pinned: 'pinned',
  note: 'note',
  draft: 'draft',
  clearedBefore: 'cleared_before',
  readUpTo: 'read_up_to',
  readByThem: 'read_by_them',
  lastSeenAt: 'last_seen_at',
  lineEnd: 'line_end',
}

const asValue = (value: unknown): Value => (typeof value === 'boolean' ? Number(value) : (value as Value))
const keyOf = '(SELECT key FROM conversations WHERE id = ?)'
/** What is written names a message by its ids: its key is another one where the journal is taken over into a file that lost some. */
const itsIds = `conversation = ${keyOf} AND id = ?`
const keyOfIds = `(SELECT key FROM messages WHERE ${itsIds})`
const excludedLogColumns = logColumns.replaceAll(/\w+/g, 'excluded.$&')
/** Conversations whose log and key are kept at hand between groups. */
const mostKnown = 1_000
/** Rows of acknowledged entries that wait to go together. */
const keptAcknowledged = 256
const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** libsql reads a text only up to a NUL: its picture is stored instead. */
const stored = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\u2400') : text)

/** What the writer runs its jobs on. */
export interface GroupTx extends StoreTx {
  /** Writes what was held back; before every commit. */
  finish(): void
  /** Forgets what was held back, and all that is remembered of the file; after a transaction that was undone, and for another file. */
  reset(): void
}

/** Writes, inside the writer's transaction. */
export function createTx(sql: Statements, reader: StoreReader): GroupTx {
  /** Nobody else writes to the file, so what was read once is known from then on. A log is written once a group. */
  const logs = new Map<string, { log: LogState; acked: number }>()
  const changed = new Set<string>()
  const keys = new Map<string, number>()
  const known = (id: string) => {
    const kept = logs.get(id)
    if (kept) return kept
    const row = sql.get(`SELECT ${logColumns}, acked FROM logs WHERE conversation = ${keyOf}`, id)
    if (!row) return null
    const found = { log: logOf(row), acked: row.at(-1) as number }
    logs.set(id, found)
    return found
  }
  const log = (id: string): LogState | null => known(id)?.log ?? null
  const read: StoreReader = { ...reader, log }

  /** Nothing is ever stored under a conversation that is gone. */
  const keyIn = (id: string): number => {
    const key = keys.get(id) ?? (sql.get('SELECT key FROM conversations WHERE id = ?', id)?.[0] as number | undefined)
    if (key === undefined) throw new AppError('unknown-conversation')
    keys.set(id, key)
    return key
  }
  const forget = () => {
    logs.clear()
    changed.clear()
    keys.clear()
  }
  const writeLog = (id: string, l: LogState) =>
    sql.do(
      `INSERT INTO logs (conversation, ${logColumns}) VALUES (?,?,?,?,?,?,?,?,?,?)
       ON CONFLICT (conversation) DO UPDATE SET (${logColumns}) = (${excludedLogColumns})`,
      keyIn(id),
      l.myEpoch,
      l.mySeq,
      l.myHash,
      l.theirEpoch,
      l.theirSeq,
      l.theirHash,
      l.theirWall,
      l.theirCount,
      l.base,
    )
  /** Grows through all epochs of my log. */
  const serialOf = (id: string, seq: number) => (log(id)?.base ?? 0) + seq

  const keyOfMessage = (conversationId: string, id: string, author?: number) =>
    sql.get(
      `SELECT key FROM messages WHERE conversation = ${keyOf} AND id = ? AND author = ifnull(?, author) AND deleted = 0`,
      conversationId,
      id,
      author ?? null,
    )?.[0] as number | undefined

  const givePicture = (whose: string, id: string | null) => {
    if (whose !== 'me') {
      if (sql.run('UPDATE conversations SET picture = ? WHERE id = ?', id, whose) === 0) throw new AppError('unknown-conversation')
    } else if (id === null) sql.run('UPDATE pictures SET mine = NULL')
    else sql.run('UPDATE pictures SET mine = 1 WHERE id = ?', id)
  }
  const dropUnusedPictures = (but = '') => {
    sql.run('DELETE FROM pictures WHERE mine IS NULL AND id <> ? AND id NOT IN (SELECT picture FROM conversations WHERE picture IS NOT NULL)', but)
  }

  return {
    read,
    ...roomsTx(sql),
    ...runsTx(sql),
    ...passiveTx(sql),
    addConversation(c) {
      sql.run(
        'INSERT INTO conversations (id, kind, title, color, person_id, host, port, opened_by, request, line_end, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)',
        c.id,
        c.kind,
        c.title,
        c.color,
        c.personId,
        c.address?.host ?? null,
        c.address?.port ?? null,
        c.openedBy,
        Number(c.request),
        c.lineEnd,
        c.createdAt,
      )
    },
    patchConversation(id, { address, ...patch }) {
      const entries = Object.entries(patch).filter(([, value]) => value !== undefined) as [keyof typeof columnOf, unknown][]
      if (address !== undefined) sql.run('UPDATE conversations SET host = ?, port = ? WHERE id = ?', address?.host ?? null, address?.port ?? null, id)
      if (entries.length === 0) return
      const assignments = entries.map(([name]) => `${columnOf[name]} = ?`).join(', ')
      sql.run(`UPDATE conversations SET ${assignments} WHERE id = ?`, ...entries.map(([, value]) => asValue(value)), id)
    },
    removeConversation(id) {
      logs.delete(id)
      changed.delete(id)
      keys.delete(id)
      for (const table of ['outbox', 'logs', 'quarantine', 'passive', 'transfers', 'rooms', 'room_log', 'room_changes'])
        sql.run(`DELETE FROM ${table} WHERE conversation = ${keyOf}`, id)
      // Its messages go in idle turns (see removed.ts): 100,000 at once would hold everything for seconds.
      sql.run(
        "UPDATE conversations SET removed = 1, id = 'removed ' || key, person_id = NULL, title = '', note = '', draft = '', picture = NULL WHERE id = ?",
        id,
      )
      dropUnusedPictures()
    },
    setPicture(whose, picture) {
      givePicture(whose, null)
      dropUnusedPictures(picture?.id)
      if (picture && !sql.get('SELECT 1 FROM pictures WHERE id = ?', picture.id)) {
        const others = sql.get('SELECT count(*) FROM pictures WHERE mine IS NULL')?.[0] as number
        if (whose !== 'me' && others >= limits.pictures) return false
        sql.run('INSERT INTO pictures (id, bytes) VALUES (?,?)', picture.id, picture.bytes)
      }
      if (picture) givePicture(whose, picture.id)
      return true
    },
    addMessage(m, seq) {
      return (
        sql.run(
          `INSERT INTO messages (conversation, id, author, text, notice, ord, sent_at, received_at, state, failure, late, reply_to, serial, file, author_name, author_id)
           VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (conversation, id) DO NOTHING`,
          keyIn(m.conversationId),
          m.id,
          authorOf(m.from),
          stored(m.text),
          jsonOf(m.notice),
          m.order,
          m.sentAt,
          m.receivedAt,
          m.state,
          jsonOf(m.failure),
          Number(m.late),
          m.replyTo,
          seq === undefined ? null : serialOf(m.conversationId, seq),
          jsonOf(m.file ?? null),
          m.author?.name ?? null,
          m.author?.personId ?? null,
        ) > 0
      )
    },
    replaceMessage(m) {
      const where = `conversation = ${keyOf} AND id = ? AND author = ? AND ord > ?`
      if (!sql.get(`SELECT 1 FROM messages WHERE ${where}`, m.conversationId, m.id, authorOf('them'), m.order)) return false
      sql.run(
        `UPDATE messages SET text = ?, ord = ?, sent_at = ?, received_at = ?, reply_to = ?, edited_at = NULL, deleted = 0, file = ?, author_name = ?, author_id = ?
         WHERE ${itsIds}`,
        ...[
          stored(m.text),
          m.order,
          m.sentAt,
          m.receivedAt,
          m.replyTo,
          jsonOf(m.file ?? null),
          m.author?.name ?? null,
          m.author?.personId ?? null,
          m.conversationId,
          m.id,
        ],
      )
      sql.run('DELETE FROM transfers WHERE conversation = ? AND message_id = ?', keyIn(m.conversationId), m.id)
      return true
    },
    editMessage(conversationId, id, from, change) {
      if (keyOfMessage(conversationId, id, authorOf(from)) === undefined) return false
      if ('deleted' in change) {
        sql.run(`DELETE FROM reactions WHERE message = ${keyOfIds}`, conversationId, id)
        sql.run(`UPDATE messages SET text = '', deleted = 1, file = NULL WHERE ${itsIds}`, conversationId, id)
      } else sql.run(`UPDATE messages SET text = ?, edited_at = ? WHERE ${itsIds}`, stored(change.text), change.editedAt, conversationId, id)
      return true
    },
    setFile(conversationId, id, file) {
      return sql.run(`UPDATE messages SET file = ? WHERE conversation = ${keyOf} AND id = ? AND file IS NOT NULL`, jsonOf(file), conversationId, id) > 0
    },
    setTransfer(conversationId, id, place) {
      sql.run('INSERT OR REPLACE INTO transfers (conversation, message_id, place) VALUES (?,?,?)', keyIn(conversationId), id, JSON.stringify(place))
    },
    setReaction(conversationId, id, from, emoji, on, by) {
      const key = keyOfMessage(conversationId, id)
      if (key === undefined) return false
      const whose = [conversationId, id, authorOf(from), by?.personId ?? ''] as const
      if (!on) sql.run(`DELETE FROM reactions WHERE message = ${keyOfIds} AND author = ? AND who = ? AND emoji = ?`, ...whose, emoji)
      else {
        const counts = sql.get('SELECT count(*), sum(author = ? AND who = ?) FROM reactions WHERE message = ?', whose[2], whose[3], key)
        if (Number(counts?.[0]) >= limits.reactionsPerMessage || Number(counts?.[1]) >= limits.reactionsPerAuthor) return false
        sql.run(`INSERT OR IGNORE INTO reactions (message, author, who, emoji, name) VALUES (${keyOfIds},?,?,?,?)`, ...whose, emoji, by?.name ?? null)
      }
      return true
    },
    setMessageState(conversationId, id, state, failure) {
      sql.run(`UPDATE messages SET state = ?, failure = ? WHERE conversation = ${keyOf} AND id = ?`, state, jsonOf(failure), conversationId, id)
    },
    setMessageOrder(conversationId, id, order, sentAt) {
      sql.run(`UPDATE messages SET ord = ?, sent_at = ? WHERE conversation = ${keyOf} AND id = ?`, order, sentAt, conversationId, id)
    },
    setMessageEntry(conversationId, id, seq) {
      sql.run(`UPDATE messages SET serial = ? WHERE conversation = ${keyOf} AND id = ? AND author = 0`, serialOf(conversationId, seq), conversationId, id)
    },
    addOutbox(conversationId, e) {
      sql.do(`INSERT INTO outbox (conversation, ${outboxColumns}) VALUES (?,?,?,?,?,?)`, keyIn(conversationId), e.seq, e.messageId, e.kind, e.frame, e.queuedAt)
    },
    acknowledge(conversationId, upTo, told = 0) {
      const row = known(conversationId)
      const from = row ? row.acked - row.log.base : 0
      if (!row || upTo <= from) return []
      const key = keyIn(conversationId)
      // As one row of JSON: libsql fetches rows one call at a time.
      const ids =
        upTo - from <= told
          ? '[]'
          : sql.get("SELECT json_group_array(message_id) FROM outbox WHERE conversation = ? AND seq > ? AND seq <= ? AND kind = 'text'", key, from, upTo)?.[0]
      row.acked = row.log.base + upTo
      // At once, as every statement about what waits counts from it.
      sql.do('UPDATE logs SET acked = ? WHERE conversation = ?', row.acked, key)
      // One by one they would cost as much as they did to add; many at once are whole pages.
      if (Math.floor(upTo / keptAcknowledged) > Math.floor(from / keptAcknowledged)) dropAcknowledged(sql, key)
      return JSON.parse(ids as string) as string[]
    },
    dropOutbox(conversationId, seqs) {
      for (const seq of seqs) {
        const entry = sql.get(`SELECT message_id, kind FROM outbox WHERE conversation = ${keyOf} AND seq = ?`, conversationId, seq)
        if (!entry) continue
        // Acknowledgements of later ones say nothing of it.
        if (entry[1] === 'text') sql.run(`UPDATE messages SET serial = NULL WHERE conversation = ${keyOf} AND id = ?`, conversationId, entry[0] as string)
        sql.run(`DELETE FROM outbox WHERE conversation = ${keyOf} AND seq = ?`, conversationId, seq)
      }
      const key = sql.get('SELECT key FROM conversations WHERE id = ?', conversationId)?.[0] as number | undefined
      if (key !== undefined) dropAcknowledged(sql, key)
    },
    markReadByThem(conversationId, upTo) {
      const from = (sql.get('SELECT read_by_them FROM conversations WHERE id = ?', conversationId)?.[0] as string | null | undefined) ?? ''
      if (upTo <= from) return []
      const read = `conversation = ${keyOf} AND ord > ? AND ord <= ? AND author = 0 AND (state IN ('queued', 'delivered') OR ${isDelivered})`
      const ids = sql.all(`SELECT id FROM messages m WHERE ${read}`, conversationId, from, upTo).map((row) => row[0] as string)
      if (ids.length > 0) sql.run(`UPDATE messages AS m SET state = 'read' WHERE ${read}`, conversationId, from, upTo)
      sql.run('UPDATE conversations SET read_by_them = ? WHERE id = ?', upTo, conversationId)
      return ids
    },
    setLog(conversationId, log) {
      const row = known(conversationId)
      logs.set(conversationId, { log, acked: row?.acked ?? 0 })
      changed.add(conversationId)
      // What waits is counted from it by every statement.
      if (row?.log.base !== log.base) writeLog(conversationId, log)
    },
    finish() {
      for (const id of changed) writeLog(id, logs.get(id)?.log as LogState)
      changed.clear()
      if (logs.size > mostKnown) logs.clear()
      if (keys.size > mostKnown) keys.clear()
    },
    reset: forget,
    quarantine(conversationId, seq, frame, error, at) {
      sql.run('INSERT INTO quarantine (conversation, seq, frame, error, at) VALUES (?,?,?,?,?)', keyIn(conversationId), seq, frame, error, at)
    },
  }
}
