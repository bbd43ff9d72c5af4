import { assertNever } from '../../shared/assert-never.ts'
import type { NetEvent, Snapshot } from '../../shared/events.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Room } from '../../shared/model/room.ts'
import type { CoreState } from './core-state.ts'
import { applyPassive } from './passive-store.ts'
import { applyProgress, applyRun } from './runs.ts'
import { clearThread, removeMessage, type Thread, upsertMessage } from './thread.ts'
import type { Threads } from './threads-store.ts'
import { applyWire } from './wire-store.ts'

/** The one place where facts from the core change the state. Pure. */
export function applyEvent(state: CoreState, event: NetEvent): CoreState {
  switch (event.type) {
    case 'listener':
      return { ...state, app: { ...state.app, listener: event.listener } }
    case 'storage':
      return { ...state, app: { ...state.app, storage: event.storage } }
    case 'settings':
      return { ...state, app: { ...state.app, settings: event.settings } }
    case 'card':
      return { ...state, app: { ...state.app, card: event.card } }
    case 'nearby':
      return { ...state, app: { ...state.app, nearby: event.nearby } }
    case 'network':
      return { ...state, app: { ...state.app, network: event.network } }
    case 'conversation':
      return applyConversation(state, event.conversation)
    case 'conversation-removed':
      return removeConversation(state, event.conversationId, event.movedTo)
    case 'link':
      return { ...state, links: { ...state.links, [event.link.conversationId]: event.link } }
    case 'room':
      return applyRoom(state, event.room)
    case 'message':
      return applyMessage(state, event.message)
    case 'message-removed':
      return inThread(state, event.conversationId, (thread) => removeMessage(thread, event.id))
    case 'transfer':
      return { ...state, transfers: { ...state.transfers, [event.transfer.id]: event.transfer } }
    case 'typing':
      return { ...state, typing: { ...state.typing, [event.conversationId]: event.until } }
    case 'run':
      return { ...state, runs: applyRun(state.runs, event.run) }
    case 'run-progress':
      return { ...state, runs: applyProgress(state.runs, event.progress) }
    case 'wire':
      return { ...state, wire: applyWire(state.wire, event.wire) }
    case 'passive':
      return { ...state, passive: applyPassive(state.passive, event.conversationId, event.bucket) }
    default:
      return assertNever(event)
  }
}

/** The state as of a snapshot. Messages are not part of it: threads stay, for the caller to fetch again. */
export function applySnapshot(state: CoreState, snapshot: Snapshot): CoreState {
  const { card, settings, listener, storage, nearby, network } = snapshot
  const conversations = Object.fromEntries(snapshot.conversations.map((c) => [c.id, c]))
  return {
    ...state,
    app: { status: 'ready', error: null, card, settings, listener, storage, nearby, network },
    conversations,
    links: Object.fromEntries(snapshot.links.map((link) => [link.conversationId, link])),
    rooms: Object.fromEntries(snapshot.rooms.map((room) => [room.conversationId, room])),
    typing: {},
    transfers: {},
    threads: Object.fromEntries(Object.entries(state.threads).filter(([id]) => conversations[id])),
  }
}

function applyConversation(state: CoreState, conversation: Conversation): CoreState {
  const old = state.conversations[conversation.id]
  const next = { ...state, conversations: { ...state.conversations, [conversation.id]: conversation } }
  if (!old || old.clearedBefore === conversation.clearedBefore) return next
  const { clearedBefore } = conversation
  const hidesMore = clearedBefore !== null && (old.clearedBefore === null || clearedBefore > old.clearedBefore)
  if (hidesMore) return inThread(next, conversation.id, (thread) => clearThread(thread, clearedBefore))
  return { ...next, threads: without(next.threads, conversation.id) }
}

function removeConversation(state: CoreState, id: string, movedTo: string | null): CoreState {
  const written = state.composing[id]
  const composing = without(state.composing, id)
  const taken = movedTo !== null && written?.text && !composing[movedTo]?.text
  return {
    ...state,
    conversations: without(state.conversations, id),
    links: without(state.links, id),
    rooms: without(state.rooms, id),
    typing: without(state.typing, id),
    threads: without(state.threads, id),
    selected: state.selected === id ? movedTo : state.selected,
    composing: taken ? { ...composing, [movedTo]: { ...written, replyTo: null, editing: null } } : composing,
  }
}

/** A thread that began here begins here no longer where its room knows more. */
function applyRoom(state: CoreState, room: Room): CoreState {
  const next = { ...state, rooms: { ...state.rooms, [room.conversationId]: room } }
  return room.hasOlder ? inThread(next, room.conversationId, (thread) => (thread.hasOlder ? thread : { ...thread, hasOlder: true })) : next
}

function applyMessage(state: CoreState, message: Message): CoreState {
  const next = inThread(state, message.conversationId, (thread) => upsertMessage(thread, message))
  const isOver = message.file && message.file.state !== 'accepted' && next.transfers[message.id]
  if (isOver) return { ...next, transfers: without(next.transfers, message.id) }
  if (message.from !== 'them' || !next.typing[message.conversationId]) return next
  return { ...next, typing: without(next.typing, message.conversationId) }
}

function inThread(state: CoreState, id: string, change: (thread: Thread) => Thread): CoreState {
  const thread = state.threads[id]
  if (!thread) return state
  const threads: Threads = { ...state.threads, [id]: change(thread) }
  return { ...state, threads }
}

function without<T>(byId: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  if (!(id in byId)) return byId
  const { [id]: _gone, ...rest } = byId
  return rest
}
