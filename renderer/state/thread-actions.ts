import { toErrorData } from '../../shared/errors.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import { getApi } from '../api.ts'
import { useConversations } from './conversations-store.ts'
import { useSelection } from './selection-store.ts'
import { appendPage, emptyThread, isPending, type Page, prependPage, reopenThread, replacePage, type Thread, threadLimits } from './thread.ts'
import { getThread, setThread, useThreads } from './threads-store.ts'
import { toastError } from './toasts-store.ts'

type Cursor = CallArgs<'message.page'>['cursor']
type Loading = Exclude<Thread['loading'], null>

let used = 0

const ask = (conversationId: ConversationId, limit: number, cursor: Cursor): Promise<Page> => getApi().call('message.page', { conversationId, limit, cursor })

/** Fetches one page and lets `merge` put it in the thread. Only the answer to the last wish counts. */
async function fetchPage(
  conversationId: ConversationId,
  loading: Loading,
  page: () => Promise<Page>,
  merge: (thread: Thread, page: Page) => Thread,
): Promise<void> {
  const before = getThread(conversationId) ?? emptyThread
  setThread(conversationId, { ...before, loading, overlay: before.loading === null ? {} : before.overlay, usedAt: ++used })
  const token = ++tokens
  running.set(conversationId, token)
  try {
    const answer = await page()
    const now = getThread(conversationId)
    if (now && running.get(conversationId) === token) setThread(conversationId, merge(now, answer))
  } catch (thrown) {
    const now = getThread(conversationId)
    if (now && running.get(conversationId) === token) setThread(conversationId, { ...now, loading: null, overlay: {} })
    toastError(toErrorData(thrown))
  }
}

let tokens = 0
const running = new Map<ConversationId, number>()

const hasMany = (conversation: Conversation | undefined) => (conversation?.unread ?? 0) > threadLimits.firstPage / 2

/** Where a thread opens: around the first unread message when there are many, else at the newest. */
async function firstPage(id: ConversationId, conversation: Conversation | undefined): Promise<Page> {
  if (!hasMany(conversation) || !conversation?.readUpTo) return ask(id, threadLimits.firstPage, { type: 'newest' })
  const after = await ask(id, threadLimits.firstPage, { type: 'after', order: conversation.readUpTo })
  const first = after.messages[0]
  if (!first) return ask(id, threadLimits.firstPage, { type: 'newest' })
  const before = await ask(id, threadLimits.firstPage / 2, { type: 'before', order: first.order })
  return { messages: [...before.messages, ...after.messages], hasOlder: before.hasOlder, hasNewer: after.hasNewer }
}

/** Makes the first page available: what is kept of the conversation, when that has it. The one that is looked at stays as it is. */
export async function openThread(id: ConversationId): Promise<void> {
  const thread = getThread(id)
  if (thread && (thread.loading === 'first' || useSelection.getState().conversationId === id)) return setThread(id, { ...thread, usedAt: ++used })
  const conversation = useConversations.getState().byId[id]
  if (thread && !thread.hasNewer && !hasMany(conversation)) {
    running.delete(id)
    return setThread(id, { ...reopenThread(thread), usedAt: ++used })
  }
  if (thread) setThread(id, { ...thread, messages: thread.messages.filter(isPending) })
  await fetchPage(id, 'first', () => firstPage(id, conversation), replacePage)
}

export async function loadOlder(id: ConversationId): Promise<void> {
  const thread = getThread(id)
  const first = thread?.messages[0]
  if (!thread?.hasOlder || thread.loading !== null || !first) return
  await fetchPage(id, 'older', () => ask(id, threadLimits.page, { type: 'before', order: first.order }), prependPage)
}

export async function loadNewer(id: ConversationId): Promise<void> {
  const thread = getThread(id)
  const last = thread?.messages.findLast((m) => !isPending(m))
  if (!thread?.hasNewer || thread.loading !== null || !last) return
  await fetchPage(id, 'newer', () => ask(id, threadLimits.page, { type: 'after', order: last.order }), appendPage)
}

export async function toNewest(id: ConversationId): Promise<void> {
  if (getThread(id)?.hasNewer === false) return
  await fetchPage(id, 'again', () => ask(id, threadLimits.firstPage, { type: 'newest' }), replacePage)
}

/** Brings a message into the window and asks the list to show it. */
export async function jumpToMessage(conversationId: ConversationId, messageId: string, said?: string): Promise<void> {
  useSelection.setState({ conversationId })
  const present = getThread(conversationId)?.messages.some((m) => m.id === messageId)
  if (!present) await fetchPage(conversationId, 'again', () => ask(conversationId, threadLimits.page, { type: 'around', id: messageId }), replacePage)
  useSelection.setState({ jump: { messageId, token: ++used, said } })
}

/** Shows the first message at or after a time; the last one when there is none. */
export async function jumpToTime(conversationId: ConversationId, time: number): Promise<void> {
  await fetchPage(conversationId, 'again', () => ask(conversationId, threadLimits.page, { type: 'at', time }), replacePage)
  const messages = getThread(conversationId)?.messages ?? []
  const target = messages.find((m) => m.sentAt >= time) ?? messages.at(-1)
  if (target) useSelection.setState({ jump: { messageId: target.id, token: ++used } })
}

export function setAtBottom(id: ConversationId, atBottom: boolean): void {
  const thread = getThread(id)
  if (thread && thread.atBottom !== atBottom) setThread(id, { ...thread, atBottom })
}

/** After a gap in the events: the page that is looked at is fetched again, the others when they are opened next. */
export function refetchThreads(): void {
  const { conversationId } = useSelection.getState()
  for (const id of Object.keys(useThreads.getState().byConversation)) if (id !== conversationId) setThread(id, null)
  const thread = conversationId === null ? null : getThread(conversationId)
  if (!thread || conversationId === null) return
  const middle = thread.messages[Math.floor(thread.messages.length / 2)]
  const cursor: Cursor = thread.hasNewer && middle && !isPending(middle) ? { type: 'around', id: middle.id } : { type: 'newest' }
  void fetchPage(conversationId, 'again', () => ask(conversationId, threadLimits.page, cursor), replacePage)
}
