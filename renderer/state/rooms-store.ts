import { create } from 'zustand'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { Room } from '../../shared/model/room.ts'

export interface RoomsState {
  readonly byConversation: Readonly<Record<ConversationId, Room>>
}

/** What is live of the rooms. */
export const useRooms = create<RoomsState>()(() => ({ byConversation: {} }))

export function useRoom(id: ConversationId | null): Room | null {
  return useRooms((state) => (id === null ? null : (state.byConversation[id] ?? null)))
}

/** Neither encrypted nor proven: a raw-socket program, or a server that only speaks the course's room. */
export function useIsPlain({ id, kind }: Pick<Conversation, 'id' | 'kind'>): boolean {
  const mode = useRooms((state) => state.byConversation[id]?.mode)
  return kind === 'plain' || (kind === 'room' && mode === 'course')
}
