import { type ErrorData, toErrorData } from '../../shared/errors.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import { getApi } from '../api.ts'
import { leaveLater } from './leaving-store.ts'
import { isPending, pendingOrder, upsertMessage } from './thread.ts'
import { toNewest } from './thread-actions.ts'
import { getThread, setThread } from './threads-store.ts'
import { showToast, toastError } from './toasts-store.ts'

export const undoMs = 6_000

const mine = (conversationId: ConversationId, text: string, replyTo: string | null, now = Date.now()): Message => {
  const id = uuidv7(now)
  return {
    id,
    conversationId,
    from: 'me',
    text,
    notice: null,
    order: pendingOrder(id),
    sentAt: now,
    receivedAt: null,
    state: 'queued',
    failure: null,
    late: false,
    replyTo,
    editedAt: null,
    deleted: false,
    reactions: [],
  }
}

/** Shows the message at once under its own id; the core's events then say what becomes of it. */
export async function sendMessage(conversationId: ConversationId, text: string, replyTo: string | null = null): Promise<void> {
  const message = mine(conversationId, text, replyTo)
  if (getThread(conversationId)?.hasNewer) await toNewest(conversationId)
  place(message)
  await hand(message)
}

/** Sending the same id again is the same message, so a second try never doubles it. */
export async function retryMessage(message: Message): Promise<void> {
  if (!isPending(message)) return quietly(getApi().call('message.retry', { conversationId: message.conversationId, id: message.id }))
  const again: Message = { ...message, state: 'queued', failure: null }
  place(again)
  await hand(again)
}

async function hand(message: Message): Promise<void> {
  const { conversationId, id, text, replyTo } = message
  try {
    settle(await getApi().call('message.send', { conversationId, id, text, replyTo }))
  } catch (thrown) {
    fail(message, toErrorData(thrown))
  }
}

/** The answer counts only while the bubble still waits: an event may have brought something newer. */
function settle(answer: Message): void {
  if (find(answer)?.order.startsWith('~')) place(answer)
}

function fail(message: Message, failure: ErrorData): void {
  const now = find(message)
  if (!now || isPending(now)) place({ ...message, state: 'failed', failure })
}

const find = ({ conversationId, id }: Message) => getThread(conversationId)?.messages.findLast((m) => m.id === id)

function place(message: Message): void {
  const thread = getThread(message.conversationId)
  if (thread) setThread(message.conversationId, upsertMessage(thread, message))
}

export function editMessage({ conversationId, id }: Message, text: string): Promise<void> {
  return quietly(getApi().call('message.edit', { conversationId, id, text }))
}

export function reactToMessage({ conversationId, id, reactions }: Message, emoji: string): Promise<void> {
  const on = !reactions.some((r) => r.from === 'me' && r.emoji === emoji)
  return quietly(getApi().call('message.react', { conversationId, id, emoji, on }))
}

/** Gone from the screen now; from both sides when the toast is. */
export function deleteMessage({ conversationId, id }: Message): void {
  const { undo, end } = leaveLater('messages', id, undoMs, () => quietly(getApi().call('message.delete', { conversationId, id })))
  showToast({ kind: 'info', words: { key: 'toast.deleted', values: { seconds: undoMs / 1_000 } }, undo, end, place: conversationId, ms: undoMs })
}

async function quietly(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (thrown) {
    toastError(toErrorData(thrown))
  }
}
