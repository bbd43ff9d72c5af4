import type { MessagePage } from '../../shared/ipc/contract.ts'
import type { Message } from '../../shared/model/message.ts'
import { passiveReader } from './passive.ts'
import { roomsReader } from './rooms.ts'
import { authorOf, conversationColumns, conversationOf, logColumns, logOf, messageColumns, messageOf, outboxColumns, outboxEntryOf } from './rows.ts'
import { runsReader } from './runs.ts'
import { searchMessages } from './search.ts'
import type { Statements, Value } from './statements.ts'
import type { PageCursor, StoreReader, TransferPlace } from './types.ts'

const fromMessages = `SELECT ${messageColumns} FROM messages m JOIN conversations c ON c.key = m.conversation`
const fromConversations = `SELECT ${conversationColumns} FROM conversations c`
/** Entries up to this seq are acknowledged, though their rows may still be there. */
const ackedOf = (key: string) => `ifnull((SELECT acked - base FROM logs WHERE conversation = ${key}), 0)`
const keyOf = '(SELECT key FROM conversations WHERE id = ?)'
/** As the index says it. */
const onTheirWay = "m.file IS NOT NULL AND json_extract(m.file, '$.state') = 'accepted'"
/** Above any order. */
const end = '~'
/** Messages that `history` holds at once. */
const historyPage = 1_000

/** Reads; also what a transaction sees of its own writes. */
export function createReader(sql: Statements, beforeSearch: () => void): StoreReader {
  const cleared = (id: string) => (sql.get('SELECT cleared_before FROM conversations WHERE id = ?', id)?.[0] as string | null | undefined) ?? ''
  const list = (where: string, ...values: Value[]) => sql.all(`${fromMessages} WHERE ${where}`, ...values).map(messageOf)
  const older = (id: string, before: string, limit: number) =>
    [...list(`c.id = ? AND m.ord < ? AND m.ord > ? ORDER BY m.ord DESC LIMIT ?`, id, before, cleared(id), limit)].reverse()
  const newer = (id: string, from: string, inclusive: boolean, limit: number) =>
    list(`c.id = ? AND m.ord ${inclusive ? '>=' : '>'} ? AND m.ord > ? ORDER BY m.ord LIMIT ?`, id, from, cleared(id), limit)

  function around(id: string, order: string, limit: number): MessagePage {
    const before = older(id, order, (limit >> 1) + 1)
    const after = newer(id, order, true, limit - (limit >> 1) + 1)
    const hasOlder = before.length > limit >> 1
    const hasNewer = after.length > limit - (limit >> 1)
    return { messages: [...(hasOlder ? before.slice(1) : before), ...(hasNewer ? after.slice(0, -1) : after)], hasOlder, hasNewer }
  }

  function page(id: string, cursor: PageCursor, limit: number): MessagePage {
    switch (cursor.type) {
      case 'newest':
      case 'before': {
        const messages = older(id, cursor.type === 'before' ? cursor.order : end, limit + 1)
        const hasOlder = messages.length > limit
        return {
          messages: hasOlder ? messages.slice(1) : messages,
          hasOlder,
          hasNewer: cursor.type === 'before' && newer(id, cursor.order, true, 1).length > 0,
        }
      }
      case 'after': {
        const messages = newer(id, cursor.order, false, limit + 1)
        const hasNewer = messages.length > limit
        return { messages: hasNewer ? messages.slice(0, limit) : messages, hasOlder: older(id, `${cursor.order}${end}`, 1).length > 0, hasNewer }
      }
      case 'around': {
        const order = list('c.id = ? AND m.id = ?', id, cursor.id)[0]?.order
        return order === undefined ? page(id, { type: 'newest' }, limit) : around(id, order, limit)
      }
      case 'at':
        return around(id, Math.max(0, Math.floor(cursor.time)).toString(16).padStart(12, '0'), limit)
    }
  }

  const message = (conversationId: string, id: string): Message | null => list('c.id = ? AND m.id = ?', conversationId, id)[0] ?? null

  return {
    ...roomsReader(sql),
    ...runsReader(sql),
    ...passiveReader(sql),
    conversations: () => sql.all(`${fromConversations} WHERE c.removed = 0`).map(conversationOf),
    conversation: (id) => {
      const row = sql.get(`${fromConversations} WHERE c.id = ?`, id)
      return row ? conversationOf(row) : null
    },
    conversationsAt: ({ host, port }) =>
      sql.all(`${fromConversations} WHERE c.removed = 0 AND c.host = ? AND c.port = ? AND c.opened_by = 'me'`, host, port).map(conversationOf),
    visitorsFrom: (host) =>
      sql
        .all(`${fromConversations} WHERE c.removed = 0 AND c.kind = 'plain' AND c.opened_by = 'them' AND c.host = ? ORDER BY c.key DESC`, host)
        .map(conversationOf),
    requestCount: (kind) => sql.get('SELECT count(*) FROM conversations WHERE removed = 0 AND request = 1 AND kind = ?', kind)?.[0] as number,
    conversationOfPerson: (personId) => {
      const row = sql.get(`${fromConversations} WHERE c.person_id = ?`, personId)
      return row ? conversationOf(row) : null
    },
    conversationIdOfPerson: (personId) => (sql.get('SELECT id FROM conversations WHERE person_id = ?', personId)?.[0] as string | undefined) ?? null,
    message,
    messages: (conversationId, ids) => ids.flatMap((id) => message(conversationId, id) ?? []),
    page,
    unsaid: (id, order, limit) =>
      list(
        "c.id = ? AND m.author = 0 AND m.author_id IS NOT NULL AND m.state = 'queued' AND m.deleted = 0 AND m.ord > max(?, ?) ORDER BY m.ord LIMIT ?",
        ...[id, order, cleared(id), limit],
      ),
    wasSaid: (id) => sql.get(`SELECT 1 FROM messages WHERE conversation = ${keyOf} AND notice IS NULL LIMIT 1`, id) !== undefined,
    lastOrder: (id) => (sql.get(`SELECT ord FROM messages WHERE conversation = ${keyOf} ORDER BY ord DESC LIMIT 1`, id)?.[0] as string | undefined) ?? null,
    greatestOrder: () =>
      (sql.get('SELECT max((SELECT ord FROM messages WHERE conversation = c.key ORDER BY ord DESC LIMIT 1)) FROM conversations c WHERE removed = 0')?.[0] as
        | string
        | null
        | undefined) ?? null,
    search: (typed, conversationId, limit) => searchMessages(sql, beforeSearch, typed, conversationId, limit),
    outbox: (id, after, limit) =>
      sql
        .all(`SELECT ${outboxColumns} FROM outbox WHERE conversation = ${keyOf} AND seq > max(?, ${ackedOf(keyOf)}) ORDER BY seq LIMIT ?`, id, after, id, limit)
        .map(outboxEntryOf),
    outboxSize: (id) => sql.get(`SELECT count(*) FROM outbox WHERE conversation = ${keyOf} AND seq > ${ackedOf(keyOf)}`, id, id)?.[0] as number,
    conversationsWithOutbox: () =>
      sql
        .all(`SELECT id FROM conversations c WHERE EXISTS (SELECT 1 FROM outbox WHERE conversation = c.key AND seq > ${ackedOf('c.key')})`)
        .map((row) => row[0] as string),
    log: (id) => {
      const row = sql.get(`SELECT ${logColumns} FROM logs WHERE conversation = ${keyOf}`, id)
      return row ? logOf(row) : null
    },
    picture: (id) => (sql.get('SELECT bytes FROM pictures WHERE id = ?', id)?.[0] as Uint8Array | undefined) ?? null,
    transfer: (conversationId, id) => {
      const row = sql.get(`SELECT place FROM transfers WHERE conversation = ${keyOf} AND message_id = ?`, conversationId, id)
      return row ? (JSON.parse(row[0] as string) as TransferPlace) : null
    },
    files: (id, before, limit) =>
      list('c.id = ? AND m.file IS NOT NULL AND m.ord < ? AND m.ord > ? ORDER BY m.ord DESC LIMIT ?', id, before ?? end, cleared(id), limit),
    isPart: (path) =>
      sql.get(
        `SELECT 1 FROM transfers t JOIN messages m ON m.conversation = t.conversation AND m.id = t.message_id
         WHERE json_extract(t.place, '$.part') = ? AND json_extract(m.file, '$.state') IN ('accepted', 'failed')`,
        path,
      ) !== undefined,
    failedOffers: (id, name) =>
      list("c.id = ? AND m.file IS NOT NULL AND m.author = 1 AND m.text = ? AND json_extract(m.file, '$.state') = 'failed' ORDER BY m.ord DESC", id, name),
    abandonedParts: () =>
      sql
        .all(
          `SELECT c.id, t.message_id, t.place FROM transfers t JOIN conversations c ON c.key = t.conversation
           JOIN messages m ON m.conversation = t.conversation AND m.id = t.message_id
           WHERE json_extract(t.place, '$.part') IS NOT NULL AND json_extract(t.place, '$.path') IS NULL
           AND (m.file IS NULL OR json_extract(m.file, '$.state') IN ('cancelled', 'declined'))`,
        )
        .map((row) => ({ conversationId: row[0] as string, id: row[1] as string, place: JSON.parse(row[2] as string) as TransferPlace })),
    filesOnTheirWay: (id) => list(`c.id = ? AND ${onTheirWay} ORDER BY m.ord`, id),
    offers: (id, from, limit) =>
      list(
        `c.id = ? AND m.file IS NOT NULL AND m.author = ? AND m.ord > ? AND json_extract(m.file, '$.state') = 'offered' ORDER BY m.ord LIMIT ?`,
        ...[id, authorOf(from), from === 'them' ? cleared(id) : '', limit],
      ),
    isOffered: (path) =>
      sql.get(
        `SELECT 1 FROM transfers t JOIN messages m ON m.conversation = t.conversation AND m.id = t.message_id
         WHERE json_extract(t.place, '$.path') = ? AND m.file IS NOT NULL`,
        path,
      ) !== undefined,
    unfinishedParts: (id) =>
      sql
        .all(
          `SELECT t.place FROM transfers t JOIN messages m ON m.conversation = t.conversation AND m.id = t.message_id
           WHERE t.conversation = ${keyOf} AND json_extract(t.place, '$.part') IS NOT NULL AND json_extract(m.file, '$.state') IN ('accepted', 'failed')`,
          id,
        )
        .map((row) => JSON.parse(row[0] as string) as TransferPlace),
    conversationsWithFiles: () =>
      sql
        .all(`SELECT DISTINCT c.id FROM messages m JOIN conversations c ON c.key = m.conversation WHERE c.removed = 0 AND ${onTheirWay}`)
        .map((row) => row[0] as string),
    myPicture: () => (sql.get('SELECT id FROM pictures WHERE mine = 1')?.[0] as string | undefined) ?? null,
    *history(conversationId) {
      const ids =
        conversationId === null ? sql.all('SELECT id FROM conversations WHERE removed = 0 ORDER BY key').map((row) => row[0] as string) : [conversationId]
      for (const id of ids) {
        for (let last: Message | undefined; ; ) {
          const { order, id: lastId } = last ?? { order: '', id: '' }
          const messages = list('c.id = ? AND m.ord >= ? AND (m.ord, m.id) > (?, ?) ORDER BY m.ord, m.id LIMIT ?', id, order, order, lastId, historyPage)
          yield* messages
          last = messages.at(-1)
          if (!last) break
        }
      }
    },
  }
}
