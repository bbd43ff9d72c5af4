import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'
import { type Thread, threadLimits } from './thread.ts'

export type Threads = Readonly<Record<ConversationId, Thread>>

export const useThreads = create<{ readonly byConversation: Threads }>()(() => ({ byConversation: {} }))

export function useThread(id: ConversationId): Thread | null {
  return useThreads((state) => state.byConversation[id] ?? null)
}

export function getThread(id: ConversationId): Thread | null {
  return useThreads.getState().byConversation[id] ?? null
}

/** Changes one thread with a pure function; null drops it. */
export function setThread(id: ConversationId, thread: Thread | null): void {
  useThreads.setState(({ byConversation }) => {
    const { [id]: _old, ...rest } = byConversation
    return { byConversation: thread ? dropUnused({ ...rest, [id]: thread }) : rest }
  })
}

/** Keeps the conversations used last. */
export function dropUnused(threads: Threads): Threads {
  const ids = Object.keys(threads)
  if (ids.length <= threadLimits.threads) return threads
  const used = ids.sort((a, b) => (threads[b]?.usedAt ?? 0) - (threads[a]?.usedAt ?? 0)).slice(0, threadLimits.threads)
  return Object.fromEntries(used.map((id) => [id, threads[id] as Thread]))
}
