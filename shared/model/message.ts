import type { ErrorData } from '../errors.ts'
import type { ConversationId } from './conversation.ts'
import type { FileInfo } from './file.ts'
import type { PersonId } from './person.ts'

/**
 * queued: on disk, waiting. sent: written to the network. delivered: on the other side's disk. read. failed: see `failure`.
 * received: theirs. A plain message ends at `sent`: nothing on the wire says more.
 */
export type MessageState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'received'

/** In a room. `name`: whose; `by`: who did it. `room-fault`: what the host passed on does not hold, see `fault`. */
export type RoomNotice =
  | 'member-joined'
  | 'member-left'
  | 'member-removed'
  | 'member-slow'
  | 'member-muted'
  | 'member-unmuted'
  | 'member-banned'
  | 'member-role'
  | 'room-name'
  | 'room-topic'
  | 'room-rules'
  | 'room-host'
  | 'room-fault'
  | 'room-slow'

/** A fact of the conversation itself; the interface chooses the words. */
export interface Notice {
  readonly code: 'joined' | 'left' | 'line-too-long' | 'key-changed' | 'messages-lost' | 'fin' | 'finished-writing' | RoomNotice
  readonly details: Readonly<Record<string, string | number>>
}

export interface Reaction {
  readonly emoji: string
  readonly from: 'me' | 'them'
  /** Whose of many, in a room. */
  readonly name?: string
}

/** Who wrote in a room. `personId` null: a raw-socket program, or the room is the course's. */
export interface Author {
  readonly name: string
  readonly personId: PersonId | null
}

export interface Message {
  /** UUIDv7, made by the sender. */
  readonly id: string
  readonly conversationId: ConversationId
  readonly from: 'me' | 'them' | 'system'
  readonly text: string
  /** Set when `from` is `system`. */
  readonly notice: Notice | null
  /** Sorts the messages of a conversation as plain strings: hybrid clock, then key, then sequence. */
  readonly order: string
  /** Sender's clock (clamped), ms. */
  readonly sentAt: number
  /** When it was stored here, ms; null for mine. */
  readonly receivedAt: number | null
  readonly state: MessageState
  readonly failure: ErrorData | null
  /** It arrived long after it was sent. */
  readonly late: boolean
  readonly replyTo: string | null
  readonly editedAt: number | null
  readonly deleted: boolean
  readonly reactions: readonly Reaction[]
  /** A file or folder, whose name is the text. */
  readonly file?: FileInfo
  /** In a room. */
  readonly author?: Author
}

/** A search result; `snippet` marks the hit between U+E000 and U+E001 (private use), never HTML. */
export interface SearchHit {
  readonly message: Message
  readonly snippet: string
}
