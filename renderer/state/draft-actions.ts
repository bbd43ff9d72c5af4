import type { ConversationId } from '../../shared/model/conversation.ts'
import { getApi } from '../api.ts'
import { setComposing, useComposer } from './composer-store.ts'
import { useConversations } from './conversations-store.ts'

const quietMs = 500
const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>()

/** The draft on disk, once per conversation and window. */
export function restoreDraft(id: ConversationId): void {
  if (useComposer.getState().byConversation[id]) return
  setComposing(id, { text: useConversations.getState().byId[id]?.draft ?? '' })
}

/** Keeps what is being written: on screen now, on disk after half a second without a key. */
export function writeDraft(id: ConversationId, text: string): void {
  setComposing(id, { text })
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => saveDraft(id), quietMs),
  )
}

function saveDraft(id: ConversationId): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  const { text = '', editing = null } = useComposer.getState().byConversation[id] ?? {}
  if (editing !== null || !useConversations.getState().byId[id]) return
  void getApi()
    .call('conversation.update', { id, draft: text })
    .catch(() => undefined)
}

/** The window closes or another conversation is opened. */
export function flushDrafts(): void {
  for (const id of [...timers.keys()]) saveDraft(id)
}
