import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'

/** What is being written in one conversation. */
export interface Composing {
  readonly text: string
  readonly replyTo: string | null
  /** The message of mine that is being edited in place. */
  readonly editing: string | null
}

export const nothingWritten: Composing = { text: '', replyTo: null, editing: null }

export const useComposer = create<{ readonly byConversation: Readonly<Record<ConversationId, Composing>> }>()(() => ({ byConversation: {} }))

export function composing(id: ConversationId): Composing {
  return useComposer.getState().byConversation[id] ?? nothingWritten
}

export function setComposing(id: ConversationId, patch: Partial<Composing>): void {
  useComposer.setState(({ byConversation }) => ({ byConversation: { ...byConversation, [id]: { ...(byConversation[id] ?? nothingWritten), ...patch } } }))
}
