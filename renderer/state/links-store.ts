import { create } from 'zustand'
import type { ConversationId, Link } from '../../shared/model/conversation.ts'

export interface LinksState {
  readonly byConversation: Readonly<Record<ConversationId, Link>>
}

export const useLinks = create<LinksState>()(() => ({ byConversation: {} }))

export function useLink(id: ConversationId | null): Link | null {
  return useLinks((state) => (id === null ? null : (state.byConversation[id] ?? null)))
}
