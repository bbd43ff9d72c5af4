import type { Address } from './address.ts'
import type { ConversationId } from './conversation.ts'
import type { PersonId } from './person.ts'

/** Whoever hosts it: the id of a room is a UUID of any version. */
export const roomIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What someone may do. The owner made the room; moderators keep order. */
export const roomRoles = ['owner', 'moderator', 'member'] as const
export type RoomRole = (typeof roomRoles)[number]

/** Which people with a Palabre may come in: everyone, those the host has a conversation with, those with an invitation. */
export const roomEntryRules = ['anyone', 'contacts', 'invited'] as const
export type RoomEntryRule = (typeof roomEntryRules)[number]

export interface RoomRules {
  readonly entry: RoomEntryRule
  /** Raw-socket programs may come in too. */
  readonly plain: boolean
  /** Whoever hosts it tells this network of it. */
  readonly announced: boolean
}

/** Someone in a room. `key`: their identity, or `name:` and the pseudonym of a raw-socket program. */
export interface RoomMember {
  readonly key: string
  /** null: a raw-socket program, unencrypted and unproven. */
  readonly personId: PersonId | null
  /** Made safe for display. */
  readonly name: string
  readonly color: string
  /** Where the host sees them. */
  readonly address: Address | null
  readonly role: RoomRole
  readonly muted: boolean
}

/** course: a server that speaks only the course's plain room. palabre: encrypted, numbered and signed. */
export type RoomMode = 'course' | 'palabre'

/** A room as the window shows it: what is live beside its conversation. */
export interface Room {
  readonly conversationId: ConversationId
  readonly mode: RoomMode
  readonly topic: string
  readonly rules: RoomRules
  readonly members: readonly RoomMember[]
  readonly hostId: PersonId | null
  readonly epoch: number
  /** What I may do. */
  readonly role: RoomRole
  /** I may not write now. */
  readonly muted: boolean
  /** This computer hosts it; where it listens. */
  readonly hosting: Address | null
  /** Older entries are with the host. */
  readonly hasOlder: boolean
}

/** What owners and moderators do to a room. */
export type RoomAction =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'topic'; readonly topic: string }
  | { readonly type: 'rules'; readonly rules: RoomRules }
  | { readonly type: 'mute'; readonly who: string; readonly on: boolean }
  | { readonly type: 'ban'; readonly who: string; readonly on: boolean }
  | { readonly type: 'remove'; readonly who: string }
  | { readonly type: 'role'; readonly who: string; readonly role: RoomRole }
