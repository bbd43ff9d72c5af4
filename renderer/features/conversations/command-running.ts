import type { Conversation } from '../../../shared/model/conversation.ts'
import { composing } from '../../state/composer-store.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { writeDraft } from '../../state/draft-actions.ts'
import { useSelection } from '../../state/selection-store.ts'

/** The command that runs; it may lead to another conversation, and so to another composer. */
let running: Promise<unknown> | null = null

export const isCommandRunning = (): boolean => running !== null

export async function commandRuns<T>(command: Promise<T>): Promise<T> {
  running = command
  try {
    return await command
  } finally {
    if (running === command) running = null
  }
}

export async function commandEnds(): Promise<void> {
  await running?.catch(() => {})
}

export function selectedConversation(): Conversation | null {
  const { conversationId } = useSelection.getState()
  return conversationId === null ? null : (useConversations.getState().byId[conversationId] ?? null)
}

/** What was typed before anybody was selected goes with the first who is. */
export function followSelection(from: string): void {
  const { text } = composing('')
  const { conversationId } = useSelection.getState()
  if (from !== '' || text === '' || conversationId === null || composing(conversationId).text !== '') return
  writeDraft(conversationId, text)
  writeDraft('', '')
}
