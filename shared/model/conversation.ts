import type { ErrorData } from '../errors.ts'
import type { Address, Attempt } from './address.ts'
import type { Notice } from './message.ts'
import type { PersonId, PictureId } from './person.ts'

/** Opaque: a UUID made here. The identity (secure) or the address (plain) finds it; neither *is* it. */
export type ConversationId = string

/** secure: with a Palabre, encrypted and authenticated. plain: with a raw-socket program, never encrypted. room: with everyone in a room. */
export type ConversationKind = 'secure' | 'plain' | 'room'

/** new: never answered or accepted. accepted: known. verified: safety numbers compared. */
export type Trust = 'new' | 'accepted' | 'verified'

/** What is kept on disk of a conversation, plus its unread count and last message for the list. */
export interface Conversation {
  readonly id: ConversationId
  readonly kind: ConversationKind
  /** The pseudonym, or `HOST:PORT` of a plain one. Always made safe for display (no control or bidirectional characters). */
  readonly title: string
  readonly color: string
  /** Theirs, if it is here and may be shown. */
  readonly picture: PictureId | null
  readonly personId: PersonId | null
  /** Last address where it answered or was joined. */
  readonly address: Address | null
  /** Who opened it: a plain conversation opened by them can't be dialled again. */
  readonly openedBy: 'me' | 'them'
  readonly trust: Trust
  /** They wrote first and nobody answered or accepted yet: shown apart, silent. */
  readonly request: boolean
  readonly blocked: boolean
  readonly muted: boolean
  readonly pinned: boolean
  readonly note: string
  readonly draft: string
  /** Only messages with a greater `order` are shown (`/clear`); null shows all. */
  readonly clearedBefore: string | null
  readonly unread: number
  /** `order` of the last message that I have read; null: none. */
  readonly readUpTo: string | null
  readonly lastMessage: LastMessage | null
  readonly lastSeenAt: number | null
  readonly createdAt: number
  /** For sorting the list: time of `lastMessage`, or of creation. ms */
  readonly updatedAt: number
  /** Line end that I send in a plain conversation. */
  readonly lineEnd: LineEnd
}

/** A raw-socket program that connected to us. Its port was its own for that one connection: it can't be dialled. */
export const isVisitor = ({ kind, openedBy }: Pick<Conversation, 'kind' | 'openedBy'>): boolean => kind === 'plain' && openedBy === 'them'

/** Nothing of it was chosen, noted or begun by the person. */
export const isUntouched = ({ pinned, muted, note, draft, blocked }: Pick<Conversation, 'pinned' | 'muted' | 'note' | 'draft' | 'blocked'>): boolean =>
  !pinned && !muted && !blocked && note === '' && draft === ''

/** An address was tried, and nobody ever answered there: it may be a program's or a person's, so nothing is said of encryption. */
export const isUnanswered = ({ kind, openedBy, lastSeenAt }: Pick<Conversation, 'kind' | 'openedBy' | 'lastSeenAt'>): boolean =>
  kind !== 'secure' && openedBy === 'me' && lastSeenAt === null

/** Nobody ever answered, and nothing waits for them: it goes when it is left. */
export const isAttempt = (conversation: Conversation): boolean =>
  isUnanswered(conversation) && isUntouched(conversation) && conversation.lastMessage === null && conversation.clearedBefore === null

/** What the list shows of a conversation: the last that was said, or the last notice where nothing was. `text` is cut, and empty beside a notice. */
export interface LastMessage {
  readonly from: 'me' | 'them' | 'system'
  readonly text: string
  readonly notice: Notice | null
  readonly at: number
  readonly deleted: boolean
  /** Of somebody else in a room: who. */
  readonly author?: string
  /** A file, whose name is the text. */
  readonly isFile?: true
}

export type LineEnd = 'lf' | 'crlf' | 'none'

/**
 * The live side of a conversation; not on disk.
 * offline: no connection and none being tried (plain: closed). waiting: will be tried again at `nextTryAt`.
 * connecting: see `attempts`. open. half-closed: a raw-socket program has finished writing and may still read. unstable: silent for 20 s.
 * key-changed: another key answers; nothing is sent until the person decides.
 */
export type LinkState = 'offline' | 'waiting' | 'connecting' | 'open' | 'half-closed' | 'unstable' | 'key-changed'

/** What is said goes out now. */
export const isLive = (link: Pick<Link, 'state'> | null | undefined): boolean => ['open', 'half-closed', 'unstable'].includes(link?.state ?? 'offline')

export interface Link {
  readonly conversationId: ConversationId
  readonly state: LinkState
  /** Also meaningful before it opens: what this conversation will be. */
  readonly encrypted: boolean
  readonly remote: Address | null
  readonly attempts: readonly Attempt[]
  /** The lowest of the last few round trips, in ms; null when never measured. */
  readonly rttMs: number | null
  readonly nextTryAt: number | null
  /** When the last dialling failed, ms; null: it has not since the connection was open. */
  readonly missedAt: number | null
  /** Why it is not open. */
  readonly error: ErrorData | null
  /** With key-changed: the identity that answered. */
  readonly offeredId: PersonId | null
}
