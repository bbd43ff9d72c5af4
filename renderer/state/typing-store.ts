import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'

export interface TypingState {
  /** Until when each of them is typing, ms since 1970. */
  readonly until: Readonly<Record<ConversationId, number>>
}

export const useTyping = create<TypingState>()(() => ({ until: {} }))
