import type { Conversation } from '../../shared/model/conversation.ts'
import type { FileInfo } from '../../shared/model/file.ts'
import type { Message, Reaction } from '../../shared/model/message.ts'
import type { Row } from './statements.ts'
import type { LogState, OutboxEntry } from './types.ts'

export const authors = ['me', 'them', 'system'] as const
export const authorOf = (from: Message['from']): number => authors.indexOf(from)

/** Of a message `m`: what is stored is its state before they acknowledged its entry. */
export const isDelivered = "m.state IN ('queued', 'failed') AND m.serial <= (SELECT acked FROM logs WHERE conversation = m.conversation)"

/** Columns of a message, in the order that `messageOf` reads; `m` is messages, `c` conversations. */
export const messageColumns = `m.id, c.id, m.author, m.text, m.notice, m.ord, m.sent_at, m.received_at,
  CASE WHEN ${isDelivered} THEN 'delivered' ELSE m.state END, CASE WHEN ${isDelivered} THEN NULL ELSE m.failure END, m.late, m.reply_to, m.edited_at, m.deleted, m.file,
  (SELECT json_group_array(json_array(emoji, author, name)) FROM reactions WHERE message = m.key), m.author_name, m.author_id`

const json = <T>(value: unknown): T | null => (typeof value === 'string' ? (JSON.parse(value) as T) : null)

export function messageOf(row: Row): Message {
  const message: Message = {
    id: row[0] as string,
    conversationId: row[1] as string,
    from: authors[row[2] as number] ?? 'system',
    text: row[3] as string,
    notice: json<Message['notice']>(row[4]),
    order: row[5] as string,
    sentAt: row[6] as number,
    receivedAt: row[7] as number | null,
    state: row[8] as Message['state'],
    failure: json<Message['failure']>(row[9]),
    late: row[10] === 1,
    replyTo: row[11] as string | null,
    editedAt: row[12] as number | null,
    deleted: row[13] === 1,
    reactions: row[15] === '[]' ? noReactions : reactionsOf(row[15]),
  }
  // Most have neither: spreading nothing into each would cost 3 µs a row.
  if (row[14] === null && row[16] === null) return message
  return {
    ...message,
    ...(row[14] === null ? {} : { file: JSON.parse(row[14] as string) as FileInfo }),
    ...(row[16] === null ? {} : { author: { name: row[16] as string, personId: row[17] as string | null } }),
  }
}

const noReactions: readonly Reaction[] = []

function reactionsOf(value: unknown): readonly Reaction[] {
  return (json<readonly [string, number, string | null][]>(value) ?? []).map(([emoji, author, name]) => ({
    emoji,
    from: author === 0 ? 'me' : 'them',
    ...(name === null ? {} : { name }),
  }))
}

/** What the list counts at most. */
const unreadLimit = 1_000

const lastColumns = 'json_array(author, text, sent_at, deleted, json(notice), file IS NOT NULL, author_name)'
const lastMessages = "FROM messages WHERE conversation = c.key AND ord > ifnull(c.cleared_before, '') ORDER BY ord DESC"
/** Notices that are passed over for the last that was said. */
const noticesPassed = 64

export const conversationColumns = `c.id, c.kind, c.title, c.color, c.person_id, c.host, c.port, c.opened_by, c.trust, c.request, c.blocked, c.muted, c.pinned, c.note, c.draft,
  c.cleared_before, c.read_up_to, c.last_seen_at, c.created_at, c.line_end, c.picture,
  (SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation = c.key AND author = 1 AND deleted = 0
    AND ord > max(ifnull(c.read_up_to, ''), ifnull(c.cleared_before, '')) LIMIT ${unreadLimit})),
  ifnull((SELECT ${lastColumns} FROM (SELECT * ${lastMessages} LIMIT ${noticesPassed}) WHERE notice IS NULL LIMIT 1), (SELECT ${lastColumns} ${lastMessages} LIMIT 1))`

/** Longest text of a last message that the list gets. */
const previewLength = 200

export function conversationOf(row: Row): Conversation {
  const last = json<[number, string, number, number, Message['notice'], number, string | null]>(row[22])
  const createdAt = row[18] as number
  return {
    id: row[0] as string,
    kind: row[1] as Conversation['kind'],
    title: row[2] as string,
    color: row[3] as string,
    personId: row[4] as string | null,
    address: row[5] === null ? null : { host: row[5] as string, port: row[6] as number },
    openedBy: row[7] as Conversation['openedBy'],
    trust: row[8] as Conversation['trust'],
    request: row[9] === 1,
    blocked: row[10] === 1,
    muted: row[11] === 1,
    pinned: row[12] === 1,
    note: row[13] as string,
    draft: row[14] as string,
    clearedBefore: row[15] as string | null,
    readUpTo: row[16] as string | null,
    lastSeenAt: row[17] as number | null,
    createdAt,
    lineEnd: row[19] as Conversation['lineEnd'],
    picture: row[20] as string | null,
    unread: row[21] as number,
    lastMessage: last && {
      from: authors[last[0]] ?? 'system',
      text: last[1].slice(0, previewLength),
      notice: last[4],
      at: last[2],
      deleted: last[3] === 1,
      ...(last[0] === 1 && last[6] !== null ? { author: last[6] } : {}),
      ...(last[5] === 1 ? { isFile: true as const } : {}),
    },
    updatedAt: last?.[2] ?? createdAt,
  }
}

export const logColumns = 'my_epoch, my_seq, my_hash, their_epoch, their_seq, their_hash, their_wall, their_count, base'

export function logOf(row: Row): LogState {
  return {
    myEpoch: row[0] as string,
    mySeq: row[1] as number,
    myHash: row[2] as Uint8Array | null,
    theirEpoch: row[3] as string | null,
    theirSeq: row[4] as number,
    theirHash: row[5] as Uint8Array | null,
    theirWall: row[6] as number,
    theirCount: row[7] as number,
    base: row[8] as number,
  }
}

export const outboxColumns = 'seq, message_id, kind, frame, queued_at'

export function outboxEntryOf(row: Row): OutboxEntry {
  return { seq: row[0] as number, messageId: row[1] as string, kind: row[2] as OutboxEntry['kind'], frame: row[3] as Uint8Array, queuedAt: row[4] as number }
}
