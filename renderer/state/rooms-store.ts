import { create } from 'zustand'
import { type Conversation, type ConversationId, isLive, isUnanswered } from '../../shared/model/conversation.ts'
import type { PersonId } from '../../shared/model/person.ts'
import type { Room, RoomRole } from '../../shared/model/room.ts'
import { useLink } from './links-store.ts'

export interface RoomsState {
  readonly byConversation: Readonly<Record<ConversationId, Room>>
}

/** What is live of the rooms. */
export const useRooms = create<RoomsState>()(() => ({ byConversation: {} }))

export function useRoom(id: ConversationId | null): Room | null {
  return useRooms((state) => (id === null ? null : (state.byConversation[id] ?? null)))
}

/** What I am in a room that knows more than lines; null: it is no such room. */
export function roomRole(state: RoomsState, id: ConversationId): RoomRole | null {
  const room = state.byConversation[id]
  return room?.mode === 'palabre' ? room.role : null
}

/** Files may go there: to a Palabre, or into a room of theirs. */
export function useTakesFiles({ id, kind }: Pick<Conversation, 'id' | 'kind'>): boolean {
  const role = useRooms((state) => roomRole(state, id))
  return kind === 'secure' || (kind === 'room' && role !== null)
}

export function useIsInRoom(id: ConversationId, personId: PersonId | null): boolean {
  return useRooms((state) => state.byConversation[id]?.members.some((member) => member.personId === personId) ?? false)
}

/** Programs in a room of people. */
export function useProgramsIn(id: ConversationId): number {
  return useRooms(({ byConversation: { [id]: room } }) => (room?.mode === 'palabre' ? room.members.filter(({ personId }) => personId === null).length : 0))
}

/** Of a room: what it is has been seen. */
export function useWasInside({ id, kind }: Pick<Conversation, 'id' | 'kind'>): boolean {
  return useRooms(({ byConversation: { [id]: room } }) => kind !== 'room' || room?.mode === 'course' || (room?.epoch ?? 0) > 0)
}

/** Neither encrypted nor proven: a raw-socket program, or a server that only speaks the course's room. */
export function useIsPlain(conversation: Conversation | null): boolean {
  const id = conversation?.id ?? null
  const mode = useRoom(id)?.mode
  const live = isLive(useLink(id))
  if (conversation?.kind === 'room') return mode === 'course'
  return conversation?.kind === 'plain' && (live || !isUnanswered(conversation))
}
