import { AppError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { RoomMode } from '../../shared/model/room.ts'
import type { Row, Statements } from './statements.ts'

/** What is kept of a room beside its conversation. */
export interface StoredRoom {
  readonly conversationId: ConversationId
  readonly mode: RoomMode
  /** Its own id, the same for everyone; null: the course's, or not met yet. */
  readonly room: string | null
  readonly hostId: string | null
  /** What its log adds up to (`packFacts`); null: nothing yet. */
  readonly facts: Uint8Array | null
  /** This computer hosts it, at this port. */
  readonly hosting: number | null
  /** Lets in whoever shows it. */
  readonly ticket: string | null
  /** Entered again by itself. */
  readonly joined: boolean
}

export interface StoredEntry {
  readonly epoch: number
  readonly seq: number
  readonly bytes: Uint8Array
}

export interface RoomsTx {
  setRoom(room: StoredRoom): void
  addRoomEntries(conversationId: ConversationId, entries: readonly StoredEntry[]): void
  dropRoomEntries(conversationId: ConversationId): void
  /** For when its message comes; at most `limits.roomChangesOfOne` of an author, and `limits.roomChanges` of all: then who has most loses one. */
  keepRoomChange(conversationId: ConversationId, messageId: string, change: WaitingChange): void
  /** Those that waited for this message, in order; they wait no more. */
  takeRoomChanges(conversationId: ConversationId, messageId: string): readonly string[]
}

/** What an entry says of a message, as text. `part`: of one entry, in its order. */
export interface WaitingChange {
  readonly author: string
  readonly seq: number
  readonly part: number
  readonly change: string
}

export interface RoomsReader {
  rooms(): readonly StoredRoom[]
  room(conversationId: ConversationId): StoredRoom | null
  /** Those after `seq`, in order. */
  roomEntriesAfter(conversationId: ConversationId, seq: number, limit: number): readonly StoredEntry[]
  /** The last before `seq`, in order. */
  roomEntriesBefore(conversationId: ConversationId, seq: number, limit: number): readonly StoredEntry[]
}

const keyOf = '(SELECT key FROM conversations WHERE id = ?)'
const columns = 'c.id, r.mode, r.room, r.host_id, r.facts, r.hosting, r.ticket, r.joined'

export function roomsTx(sql: Statements): RoomsTx {
  return {
    setRoom(r) {
      const changed = sql.run(
        `INSERT INTO rooms (conversation, mode, room, host_id, facts, hosting, ticket, joined) SELECT key,?,?,?,?,?,?,? FROM conversations WHERE id = ?
         ON CONFLICT (conversation) DO UPDATE SET (mode, room, host_id, facts, hosting, ticket, joined) =
           (excluded.mode, excluded.room, excluded.host_id, excluded.facts, excluded.hosting, excluded.ticket, excluded.joined)`,
        ...[r.mode, r.room, r.hostId, r.facts, r.hosting, r.ticket, Number(r.joined), r.conversationId],
      )
      if (changed === 0) throw new AppError('unknown-conversation')
    },
    addRoomEntries(id, entries) {
      const key = sql.get('SELECT key FROM conversations WHERE id = ?', id)?.[0] as number | undefined
      if (key === undefined) throw new AppError('unknown-conversation')
      for (const { seq, epoch, bytes } of entries) {
        sql.run('INSERT OR REPLACE INTO room_log (conversation, seq, epoch, entry) VALUES (?,?,?,?)', key, seq, epoch, bytes)
      }
    },
    dropRoomEntries(id) {
      sql.run(`DELETE FROM room_log WHERE conversation = ${keyOf}`, id)
    },
    keepRoomChange(id, messageId, { author, seq, part, change }) {
      const ofAuthor = Number(sql.get(`SELECT count(*) FROM room_changes WHERE conversation = ${keyOf} AND author = ?`, id, author)?.[0])
      if (ofAuthor >= limits.roomChangesOfOne) return
      if (Number(sql.get(`SELECT count(*) FROM room_changes WHERE conversation = ${keyOf}`, id)?.[0]) >= limits.roomChanges) {
        const most = sql.get(`SELECT author, count(*) FROM room_changes WHERE conversation = ${keyOf} GROUP BY author ORDER BY count(*) DESC LIMIT 1`, id)
        // Who has most of what there is room for makes it: nobody can use up everybody's.
        if (!most || Number(most[1]) <= ofAuthor + 1) return
        sql.run(
          `DELETE FROM room_changes WHERE (conversation, message_id, seq, part) IN
             (SELECT conversation, message_id, seq, part FROM room_changes WHERE conversation = ${keyOf} AND author = ? ORDER BY seq DESC, part DESC LIMIT 1)`,
          ...[id, most[0] as string],
        )
      }
      sql.run(
        'INSERT OR IGNORE INTO room_changes (conversation, message_id, seq, part, change, author) SELECT key,?,?,?,?,? FROM conversations WHERE id = ?',
        ...[messageId, seq, part, change, author, id],
      )
    },
    takeRoomChanges(id, messageId) {
      const where = `conversation = ${keyOf} AND message_id = ?`
      const changes = sql.all(`SELECT change FROM room_changes WHERE ${where} ORDER BY seq, part`, id, messageId).map((row) => row[0] as string)
      if (changes.length > 0) sql.run(`DELETE FROM room_changes WHERE ${where}`, id, messageId)
      return changes
    },
  }
}

const roomOf = (row: Row): StoredRoom => ({
  conversationId: row[0] as string,
  mode: row[1] as RoomMode,
  room: row[2] as string | null,
  hostId: row[3] as string | null,
  facts: row[4] as Uint8Array | null,
  hosting: row[5] as number | null,
  ticket: row[6] as string | null,
  joined: row[7] === 1,
})

const entryOf = (row: Row): StoredEntry => ({ seq: row[0] as number, epoch: row[1] as number, bytes: row[2] as Uint8Array })

export function roomsReader(sql: Statements): RoomsReader {
  const entries = (where: string, id: string, seq: number, limit: number) =>
    sql.all(`SELECT seq, epoch, entry FROM room_log WHERE conversation = ${keyOf} AND seq ${where} LIMIT ?`, id, seq, limit).map(entryOf)
  return {
    rooms: () => sql.all(`SELECT ${columns} FROM rooms r JOIN conversations c ON c.key = r.conversation WHERE c.removed = 0`).map(roomOf),
    room: (id) => {
      const row = sql.get(`SELECT ${columns} FROM rooms r JOIN conversations c ON c.key = r.conversation WHERE c.id = ?`, id)
      return row ? roomOf(row) : null
    },
    roomEntriesAfter: (id, seq, limit) => entries('> ? ORDER BY seq', id, seq, limit),
    roomEntriesBefore: (id, seq, limit) => [...entries('< ? ORDER BY seq DESC', id, seq, limit)].reverse(),
  }
}
