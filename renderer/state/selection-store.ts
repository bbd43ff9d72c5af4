import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'

export interface SelectionState {
  readonly conversationId: ConversationId | null
  /** A message to bring into view and mark for a moment; `token` tells two jumps to the same message apart. */
  readonly jump: { readonly messageId: string; readonly token: number } | null
  /** The dialog that is open, over whatever is selected. */
  /** A `palabre://` link that was opened: what the next new conversation begins with. */
  readonly invitation: string
  readonly dialog: 'new-conversation' | 'person' | 'help' | 'jump-to-date' | null
}

export const useSelection = create<SelectionState>()(() => ({ conversationId: null, jump: null, invitation: '', dialog: null }))
