import type { Conversation, ConversationId, Link } from './model/conversation.ts'
import type { TransferProgress } from './model/file.ts'
import type { Message } from './model/message.ts'
import type { NearbyPerson, NetworkStatus } from './model/nearby.ts'
import type { PassiveBucket } from './model/passive.ts'
import type { Card } from './model/person.ts'
import type { Room } from './model/room.ts'
import type { AnyProgress, RunDigest } from './model/runs.ts'
import type { Settings } from './model/settings.ts'
import type { ListenerStatus, StorageStatus } from './model/status.ts'
import type { WireChange } from './model/wire.ts'

/** Everything that happens, in one shape from the core to the screen. Events are facts and carry the whole new value. */
export type NetEvent =
  | { readonly type: 'listener'; readonly listener: ListenerStatus }
  | { readonly type: 'storage'; readonly storage: StorageStatus }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'card'; readonly card: Card }
  /** Everyone who is near or known by a directory, anew. */
  | { readonly type: 'nearby'; readonly nearby: readonly NearbyPerson[] }
  /** Discovery, directories, scan: anew. */
  | { readonly type: 'network'; readonly network: NetworkStatus }
  /** What is live of a room, anew. */
  | { readonly type: 'room'; readonly room: Room }
  /** New or changed. */
  | { readonly type: 'conversation'; readonly conversation: Conversation }
  /** `movedTo`: it turned out to be the same person as that conversation (joined by a new address). */
  | { readonly type: 'conversation-removed'; readonly conversationId: ConversationId; readonly movedTo: ConversationId | null }
  | { readonly type: 'link'; readonly link: Link }
  /** New or changed: same id, same place unless `order` differs. */
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'message-removed'; readonly conversationId: ConversationId; readonly id: string }
  /** How a file goes on, a few times a second while it does. */
  | { readonly type: 'transfer'; readonly transfer: TransferProgress }
  /** They are typing until `until` (ms); 0: they stopped. */
  | { readonly type: 'typing'; readonly conversationId: ConversationId; readonly until: number }
  /** The newest five minutes of a conversation, when they have changed. */
  | { readonly type: 'passive'; readonly conversationId: ConversationId; readonly bucket: PassiveBucket }
  | DiagnosticEvent

/** Of the diagnostics. After a gap in the numbers, ask for what is shown anew. */
export type DiagnosticEvent =
  /** It begins, listens or is over. */
  | { readonly type: 'run'; readonly run: RunDigest }
  /** At most ten times a second and run. */
  | { readonly type: 'run-progress'; readonly progress: AnyProgress }
  /** Only while `wire.watch` is on. */
  | { readonly type: 'wire'; readonly wire: WireChange }

/** Numbered without gaps from 1 for the life of the process. */
export interface NumberedEvent {
  readonly number: number
  readonly event: NetEvent
}

/** The state of everything but messages, as of event `number`. */
export interface Snapshot {
  readonly number: number
  readonly card: Card
  readonly settings: Settings
  readonly listener: ListenerStatus
  readonly storage: StorageStatus
  readonly conversations: readonly Conversation[]
  readonly links: readonly Link[]
  readonly rooms: readonly Room[]
  readonly nearby: readonly NearbyPerson[]
  readonly network: NetworkStatus
}
