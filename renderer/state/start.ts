import type { OpenTarget } from '../../shared/ipc/bridge.ts'
import { isAttempt } from '../../shared/model/conversation.ts'
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

/** An address where nobody answered, and nothing was written, goes when something else is looked at. */
function leaveAttempts(api: Api): () => void {
  return useSelection.subscribe(({ conversationId }, { conversationId: before }) => {
    if (before === null || before === conversationId) return
    const conversation = useConversations.getState().byId[before]
    const link = useLinks.getState().byConversation[before]
    if (!conversation || !isAttempt(conversation) || (link?.state !== 'offline' && link?.state !== 'waiting') || composing(before).text !== '') return
    api.call('conversation.leave', { id: before }).catch(() => undefined)
  })
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
