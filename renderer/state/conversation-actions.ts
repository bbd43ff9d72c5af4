import type { Conversation, ConversationId, LineEnd } from '../../shared/model/conversation.ts'
import { getApi } from '../api.ts'
import { useApp } from './app-store.ts'
import { tell } from './call.ts'
import { useConversations } from './conversations-store.ts'
import { leaveLater } from './leaving-store.ts'
import { undoMs } from './message-actions.ts'
import { useSelection } from './selection-store.ts'
import { showToast } from './toasts-store.ts'

export function selectConversation(id: ConversationId | null): void {
  useSelection.setState({ conversationId: id, jump: null, invitation: null, dialog: null })
}

/** In the list at once, before the event says so. */
export function keep(conversation: Conversation): Conversation {
  const { byId } = useConversations.getState()
  if (!byId[conversation.id]) useConversations.setState({ byId: { ...byId, [conversation.id]: conversation } })
  return conversation
}

/** Throws `AppError`: the caller has the place for the words. */
export async function join(host: string, port: number, key?: string): Promise<Conversation> {
  return keep(await getApi().call('conversation.join', key === undefined ? { host, port } : { host, port, key }))
}

export const ping = (id: ConversationId) => getApi().call('conversation.ping', { id })
export const safetyNumber = (id: ConversationId) => getApi().call('conversation.safetyNumber', { id })
export const search = (query: string) => getApi().call('message.search', { query })

export const leave = (id: ConversationId) => tell('conversation.leave', { id })
export const reconnect = (id: ConversationId) => tell('conversation.reconnect', { id })
export const accept = (id: ConversationId) => tell('conversation.accept', { id })
export const verify = (id: ConversationId, verified: boolean) => tell('conversation.verify', { id, verified })
export const decideKey = (id: ConversationId, decision: 'accept' | 'refuse') => tell('conversation.decideKey', { id, decision })
export const setMuted = (id: ConversationId, muted: boolean) => tell('conversation.update', { id, muted })
export const setPinned = (id: ConversationId, pinned: boolean) => tell('conversation.update', { id, pinned })
export const setNote = (id: ConversationId, note: string) => tell('conversation.update', { id, note })
export const setLineEnd = (id: ConversationId, lineEnd: LineEnd) => tell('conversation.update', { id, lineEnd })
export const openLink = (url: string) => tell('window.openLink', { url })
export const copyText = (text: string) => tell('window.copy', { text })
export const rename = (name: string) => getApi().call('settings.update', { name })

/** Blocks, with a way back for a few seconds; unblocks without. */
export async function block({ id, title }: Conversation, blocked: boolean): Promise<void> {
  if ((await tell('conversation.block', { id, blocked })) === null || !blocked) return
  const undo = () => void tell('conversation.block', { id, blocked: false })
  showToast({ kind: 'info', words: { key: 'toast.blocked', values: { name: title } }, undo, place: id, ms: undoMs })
}

/** Gone from the list now; from the disk when the toast is. */
export function forget({ id, title }: Conversation): void {
  if (useSelection.getState().conversationId === id) selectConversation(null)
  const { undo, end } = leaveLater('conversations', id, undoMs, async () => void (await tell('conversation.forget', { id })))
  showToast({ kind: 'info', words: { key: 'toast.forgotten', values: { name: title } }, undo, end, ms: undoMs })
}

export async function clear(id: ConversationId): Promise<void> {
  const before = useConversations.getState().byId[id]?.clearedBefore ?? null
  const after = await tell('conversation.clear', { id, undo: false })
  if (after === null) return
  if (after.clearedBefore === before) {
    showToast({ kind: 'info', words: { key: 'toast.nothingCleared', values: {} }, undo: null, ms: undoMs })
    return
  }
  const undo = () => void tell('conversation.clear', { id, undo: true })
  showToast({ kind: 'info', words: { key: 'toast.cleared', values: {} }, undo, place: id, ms: undoMs })
}

/** Where to is the system's question; cancelled is not worth words. */
export async function exportConversation(id: ConversationId, format: 'text' | 'json'): Promise<void> {
  const done = await tell('window.export', { id, format })
  if (done?.file) showToast({ kind: 'info', words: { key: 'toast.exported', values: { file: done.file } }, undo: null, ms: undoMs })
}

const readUpTo = new Map<ConversationId, string>()

/** Says what was read, each point once; a mark that fails is not worth words. */
export async function markRead(id: ConversationId, upTo: string): Promise<void> {
  const known = readUpTo.get(id) ?? useConversations.getState().byId[id]?.readUpTo ?? ''
  const unread = useConversations.getState().byId[id]?.unread ?? 0
  if (upTo <= known && unread === 0) return
  readUpTo.set(id, upTo)
  await getApi()
    .call('conversation.read', { id, upTo })
    .catch(() => readUpTo.delete(id))
}

const typingEvery = 3_000
const typingSaid = new Map<ConversationId, number>()

/** At most one "typing" in three seconds, one "stopped" after it; none when the person keeps that private. */
export async function sayTyping(id: ConversationId, typing: boolean, now = Date.now()): Promise<void> {
  if (useApp.getState().settings?.sendTyping === false) return
  const said = typingSaid.get(id) ?? 0
  if (typing ? now - said < typingEvery : said === 0) return
  typingSaid.set(id, typing ? now : 0)
  await getApi()
    .call('conversation.typing', { id, typing })
    .catch(() => undefined)
}
