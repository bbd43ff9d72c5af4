import type { OpenTarget } from '../../shared/ipc/bridge.ts'
import { type ConversationId, isAttempt } from '../../shared/model/conversation.ts'
import { type Api, setApi } from '../api.ts'
import { composing } from './composer-store.ts'
import { selectConversation } from './conversation-actions.ts'
import { unreadTotal, useConversations } from './conversations-store.ts'
import { flushDrafts } from './draft-actions.ts'
import { flushLeaving } from './leaving-store.ts'
import { useLinks } from './links-store.ts'
import { refetchRuns } from './run-actions.ts'
import { useSelection } from './selection-store.ts'
import { type Sync, startSync } from './sync.ts'
import { jumpToMessage, refetchThreads } from './thread-actions.ts'

let sync: Sync | null = null
let opened = 0

/** Brings the state to life on an api; answers what stops it. */
export function startState(api: Api): () => void {
  setApi(api)
  sync = startSync(api, () => {
    refetchThreads()
    void refetchRuns()
  })
  const stops = [sync.stop, api.onOpen(show), badge(api), leaveAttempts(api)]
  return () => {
    for (const stop of stops) stop()
    sync = null
  }
}

/** After a failed start: once more. */
export function retryStart(): void {
  sync?.again()
}

/** Before the window goes: nothing that was meant is lost. */
export function flushState(): void {
  flushDrafts()
  flushLeaving()
}

function show(target: OpenTarget): void {
  if ('invitation' in target) {
    useSelection.setState({ dialog: 'new-conversation', invitation: { url: target.invitation, token: ++opened } })
    return
  }
  const { conversationId, messageId } = target
  if (messageId === null) selectConversation(conversationId)
  else void jumpToMessage(conversationId, messageId)
}

/** An address where nobody answered, and nothing was written, goes when something else is looked at; one that is still tried, once that has failed. */
function leaveAttempts(api: Api): () => void {
  const left = new Set<ConversationId>()
  const leave = (id: ConversationId) => {
    const conversation = useConversations.getState().byId[id]
    const state = useLinks.getState().byConversation[id]?.state
    if (state === 'connecting') left.add(id)
    else left.delete(id)
    if (!conversation || !isAttempt(conversation) || (state !== 'offline' && state !== 'waiting') || composing(id).text !== '') return
    api.call('conversation.leave', { id }).catch(() => undefined)
  }
  const stops = [
    useSelection.subscribe(({ conversationId }, { conversationId: before }) => {
      if (before !== null && before !== conversationId) leave(before)
      if (conversationId !== null) left.delete(conversationId)
    }),
    useLinks.subscribe(({ byConversation }) => {
      for (const id of left) if (byConversation[id]?.state !== 'connecting') leave(id)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function badge(api: Api): () => void {
  let shown = 0
  return useConversations.subscribe(({ byId }) => {
    const unread = unreadTotal(byId)
    if (unread === shown) return
    shown = unread
    api.call('window.setBadge', { unread }).catch(() => undefined)
  })
}
