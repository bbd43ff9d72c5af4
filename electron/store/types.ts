import type { ErrorData } from '../../shared/errors.ts'
import type { MessagePage } from '../../shared/ipc/contract.ts'
import type { Address } from '../../shared/model/address.ts'
import type { Conversation, ConversationId, ConversationKind, LineEnd } from '../../shared/model/conversation.ts'
import type { FileInfo } from '../../shared/model/file.ts'
import type { Author, Message, MessageState, SearchHit } from '../../shared/model/message.ts'
import type { PictureId } from '../../shared/model/person.ts'
import type { StorageStatus } from '../../shared/model/status.ts'
import type { PassiveReader, PassiveTx } from './passive.ts'
import type { RoomsReader, RoomsTx } from './rooms.ts'
import type { RunsReader, RunsTx } from './runs.ts'

export type { StoredRoom } from './rooms.ts'

/** A message about to be stored. */
export type NewMessage = Omit<Message, 'reactions' | 'editedAt' | 'deleted'>

export interface NewConversation {
  readonly id: ConversationId
  readonly kind: ConversationKind
  readonly title: string
  readonly color: string
  readonly personId: string | null
  readonly address: Address | null
  readonly openedBy: 'me' | 'them'
  readonly request: boolean
  readonly lineEnd: LineEnd
  readonly createdAt: number
}

export type ConversationPatch = Partial<
  Pick<
    Conversation,
    | 'kind'
    | 'title'
    | 'color'
    | 'personId'
    | 'address'
    | 'trust'
    | 'request'
    | 'blocked'
    | 'muted'
    | 'pinned'
    | 'note'
    | 'draft'
    | 'clearedBefore'
    | 'readUpTo'
    | 'lastSeenAt'
    | 'lineEnd'
  >
> & {
  /** `order` of the last message of mine that they have read. */
  readonly readByThem?: string
}

/** One entry of my log to one person that waits for its acknowledgement; `frame` is the encoded entry, resent byte for byte. */
export interface OutboxEntry {
  readonly seq: number
  /** The message that the entry makes, edits, deletes or reacts to. */
  readonly messageId: string
  readonly kind: 'text' | 'edit' | 'delete' | 'reaction'
  readonly frame: Uint8Array
  readonly queuedAt: number
}

/** Where the two logs between me and one conversation's person stand. */
export interface LogState {
  /** Of my log: made with the conversation, a new one when the file was lost. */
  readonly myEpoch: string
  /** Sequence of the last entry that I made; 0: none. */
  readonly mySeq: number
  /** Hash of that entry; null: none. */
  readonly myHash: Uint8Array | null
  readonly theirEpoch: string | null
  readonly theirSeq: number
  readonly theirHash: Uint8Array | null
  /** Last (hybrid) clock taken from them: ms and counter; theirs never goes back behind it. */
  readonly theirWall: number
  readonly theirCount: number
  /** Entries of my earlier logs, of other epochs: `base + seq` numbers all that I ever made. */
  readonly base: number
}

/** `id`: SHA-256 of the bytes. */
export interface StoredPicture {
  readonly id: PictureId
  readonly bytes: Uint8Array
}

/** Where a transfer is on this disk, and what its offer said beyond what is shown. Of mine: `path` is what is sent. Of theirs: where it is saved. */
export interface TransferPlace {
  readonly path: string | null
  readonly part: string | null
  /** Of mine: time of its last change when it was offered, ms. */
  readonly modified: number | null
  /** SHA-256 of a folder's manifest, in hexadecimal. */
  readonly manifest: string | null
  readonly mime: string
}

/** Inside one transaction, on the writer's turn. All synchronous. */
export interface StoreTx extends RoomsTx, RunsTx, PassiveTx {
  addConversation(conversation: NewConversation): void
  patchConversation(id: ConversationId, patch: ConversationPatch): void
  /** With its messages, reactions, outbox and log. */
  removeConversation(id: ConversationId): void
  /**
   * Of a person, or mine; null: none any more. What nobody uses is dropped: every stored picture is somebody's.
   * false: not stored, since `limits.pictures` of other people are here already.
   */
  setPicture(whose: ConversationId | 'me', picture: StoredPicture | null): boolean
  /** `seq`: of the entry that carries it. false: a message with this id is there already; nothing changed. */
  addMessage(message: NewMessage, seq?: number): boolean
  /** Instead of a later one of somebody else's that took its id; what was said of the id stays. false: there is none. */
  replaceMessage(message: NewMessage): boolean
  /** Of that author's message; false when there is none. `deleted` empties the text and the reactions. */
  editMessage(
    conversationId: ConversationId,
    id: string,
    from: 'me' | 'them',
    change: { readonly text: string; readonly editedAt: number } | { readonly deleted: true },
  ): boolean
  /** What became of a file; false when the message has none. */
  setFile(conversationId: ConversationId, id: string, file: FileInfo): boolean
  setTransfer(conversationId: ConversationId, id: string, place: TransferPlace): void
  /** `by`: whose of many it is, in a room. Past `limits.reactionsPerAuthor` and `limits.reactionsPerMessage` it is false. */
  setReaction(conversationId: ConversationId, id: string, from: 'me' | 'them', emoji: string, on: boolean, by?: Author): boolean
  setMessageState(conversationId: ConversationId, id: string, state: MessageState, failure: ErrorData | null): void
  /** Moves a failed message to a new place when it is sent again. */
  setMessageOrder(conversationId: ConversationId, id: string, order: string, sentAt: number): void
  /** The entry that carries it now: from its acknowledgement on it is delivered. */
  setMessageEntry(conversationId: ConversationId, id: string, seq: number): void
  addOutbox(conversationId: ConversationId, entry: OutboxEntry): void
  /**
   * Entries with seq <= upTo wait no more and their texts are delivered; answers the ids of those texts, or none when the caller knows that many
   * (`told`) and there are no more. The rows go in greater groups, or in idle turns.
   */
  acknowledge(conversationId: ConversationId, upTo: number, told?: number): readonly string[]
  /** Gives them up; and drops what was acknowledged. */
  dropOutbox(conversationId: ConversationId, seqs: readonly number[]): void
  /** Marks my delivered messages with `order` <= upTo as read; answers their ids. */
  markReadByThem(conversationId: ConversationId, upTo: string): readonly string[]
  setLog(conversationId: ConversationId, log: LogState): void
  /** An entry of theirs that failed `limits.entryAttempts` times. */
  quarantine(conversationId: ConversationId, seq: number, frame: Uint8Array, error: string, at: number): void
  /** Reads inside the transaction see its own writes. */
  readonly read: StoreReader
}

export interface StoreReader extends RoomsReader, RunsReader, PassiveReader {
  /** All, unsorted. Fast at 1,000 conversations of 100,000 messages. */
  conversations(): readonly Conversation[]
  conversation(id: ConversationId): Conversation | null
  /** Those that I opened to this address, or of people last seen there. */
  conversationsAt(address: Address): readonly Conversation[]
  /** Those of raw-socket programs that connected from this host, newest first. */
  visitorsFrom(host: string): readonly Conversation[]
  /** Requests that nobody answered yet, of one kind. */
  requestCount(kind: ConversationKind): number
  conversationOfPerson(personId: string): Conversation | null
  /** The same, without counting anything. */
  conversationIdOfPerson(personId: string): ConversationId | null
  message(conversationId: ConversationId, id: string): Message | null
  messages(conversationId: ConversationId, ids: readonly string[]): readonly Message[]
  page(conversationId: ConversationId, cursor: PageCursor, limit: number): MessagePage
  /** Of mine in a room, not numbered by its host yet; in order, after `order`. */
  unsaid(conversationId: ConversationId, order: string, limit: number): readonly Message[]
  /** By me or by them; notices say nothing. */
  wasSaid(conversationId: ConversationId): boolean
  /** Greatest `order` of a conversation; null: empty. */
  lastOrder(conversationId: ConversationId): string | null
  /** Greatest `order` of all; null: no message. */
  greatestOrder(): string | null
  /** Every word must occur, the last one as a prefix; accents and case do not matter; query syntax has no meaning. Newest first. */
  search(query: string, conversationId: ConversationId | null, limit: number): readonly SearchHit[]
  /** In order of seq, from the first with seq > after. */
  outbox(conversationId: ConversationId, after: number, limit: number): readonly OutboxEntry[]
  outboxSize(conversationId: ConversationId): number
  /** Conversations that have something to deliver. */
  conversationsWithOutbox(): readonly ConversationId[]
  log(conversationId: ConversationId): LogState | null
  /** The bytes; null: not here. */
  picture(id: PictureId): Uint8Array | null
  transfer(conversationId: ConversationId, id: string): TransferPlace | null
  /** Newest first, older than `before`. */
  files(conversationId: ConversationId, before: string | null, limit: number): readonly Message[]
  /** Somebody's file is being written there, or may be gone on with. */
  isPart(path: string): boolean
  /** Of theirs, by name, newest first. */
  failedOffers(conversationId: ConversationId, name: string): readonly Message[]
  /** Of offers that nobody wants any more. */
  abandonedParts(): readonly { readonly conversationId: ConversationId; readonly id: string; readonly place: TransferPlace }[]
  /** Accepted and not done, oldest first. */
  filesOnTheirWay(conversationId: ConversationId): readonly Message[]
  /** What waits for an answer, oldest first; of theirs, what was not cleared away. */
  offers(conversationId: ConversationId, from: 'me' | 'them', limit: number): readonly Message[]
  /** A message of mine still offers what is at this path. */
  isOffered(path: string): boolean
  /** Of offers of theirs that were begun and not ended, failed ones too. */
  unfinishedParts(conversationId: ConversationId): readonly TransferPlace[]
  conversationsWithFiles(): readonly ConversationId[]
  myPicture(): PictureId | null
  /** For `palabre history`: every message of one conversation or of all, in order, streamed. */
  history(conversationId: ConversationId | null): Iterable<Message>
}

export type PageCursor =
  | { readonly type: 'newest' }
  | { readonly type: 'before'; readonly order: string }
  | { readonly type: 'after'; readonly order: string }
  | { readonly type: 'around'; readonly id: string }
  | { readonly type: 'at'; readonly time: number }

/**
 * History on disk. Writes wait in one queue and are committed together, one transaction per turn of the event loop (WAL). When the promise of
 * `write` fulfils, the job is on disk, synced. A full disk or a locked file keeps the queue, reports it by `onStatus` and tries again; past
 * `limits.storeQueue` jobs `write` rejects `queue-full`. A job that throws is undone alone and rejects alone.
 */
export interface Store {
  /** `committed` is called earlier: the job is part of the file and survives the death of this process, not yet a power cut. */
  write<T>(job: (tx: StoreTx) => T, committed?: (value: T) => void): Promise<T>
  /** For what a power cut may take back without loss: it shares the next transaction, a moment later at most, and waits for no sync. */
  tidy<T>(job: (tx: StoreTx) => T): Promise<T>
  readonly read: StoreReader
  status(): StorageStatus
  onStatus(listener: (status: StorageStatus) => void): () => void
  /** Commits what waits, then closes. */
  close(): Promise<void>
}
