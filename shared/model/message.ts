import type { ErrorData } from '../errors.ts'
import type { ConversationId } from './conversation.ts'
import type { FileInfo } from './file.ts'

/**
 * queued: on disk, waiting. sent: written to the network. delivered: on the other side's disk. read. failed: see `failure`.
 * received: theirs. A plain message ends at `sent`: nothing on the wire says more.
 */
export type MessageState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'received'

/** A fact of the conversation itself; the interface chooses the words. */
export interface Notice {
  readonly code: 'joined' | 'left' | 'line-too-long' | 'key-changed' | 'messages-lost' | 'fin' | 'finished-writing'
  readonly details: Readonly<Record<string, string | number>>
}

export interface Reaction {
  readonly emoji: string
  readonly from: 'me' | 'them'
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
}

/** A search result; `snippet` marks the hit between U+E000 and U+E001 (private use), never HTML. */
export interface SearchHit {
  readonly message: Message
  readonly snippet: string
}
