import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'

export interface SelectionState {
  readonly conversationId: ConversationId | null
  /** A message to bring into view and mark for a moment, where `said` is in it when that is known; `token` tells two jumps to the same message apart. */
  readonly jump: { readonly messageId: string; readonly token: number; readonly said?: string | undefined } | null
  /** A `palabre://` link that was opened: what a new conversation begins with. `token` tells the same link opened twice apart. */
  readonly invitation: { readonly url: string; readonly token: number } | null
  /** The dialog that is open, over whatever is selected. */
  readonly dialog: 'new-conversation' | 'person' | 'help' | 'jump-to-date' | 'send-to' | null
}

export const useSelection = create<SelectionState>()(() => ({ conversationId: null, jump: null, invitation: null, dialog: null }))
