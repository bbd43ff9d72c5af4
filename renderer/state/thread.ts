import type { Message } from '../../shared/model/message.ts'

/** A window over the messages of one conversation: sorted by `order`, without holes, bounded. */
export interface Thread {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /** The reader is at the newest message; tells which end may be dropped. */
  readonly atBottom: boolean
  readonly loading: 'first' | 'older' | 'newer' | 'again' | null
  /** Messages that changed (null: went) while a page was on its way; they are newer than the page. */
  readonly overlay: Readonly<Record<string, Message | null>>
  /** For dropping the conversation looked at longest ago. */
  readonly usedAt: number
}

export interface Page {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

export const threadLimits = {
  /** Messages kept of one conversation, all of them in the page. */
  messages: 400,
  /** Conversations whose messages are kept. */
  threads: 8,
  /** First page: a screenful and a little more. Each further one. */
  firstPage: 30,
  page: 50,
} as const

const pendingMark = '~'

/** The `order` of a message the core has not seen yet: after all others. */
export const pendingOrder = (id: string) => pendingMark + id
export const isPending = (message: Message) => message.order.startsWith(pendingMark)

export const emptyThread: Thread = {
  messages: [],
  hasOlder: false,
  hasNewer: false,
  atBottom: true,
  loading: 'first',
  overlay: {},
  usedAt: 0,
}

/** Index of the first message whose order is not less than `order`. */
export function lowerBound(messages: readonly Message[], order: string): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle] as Message).order < order) low = middle + 1
    else high = middle
  }
  return low
}

/** Nearly all changes are to recent messages: look from the end. */
const indexOfId = (messages: readonly Message[], id: string) => messages.findLastIndex((message) => message.id === id)

export function removeMessage(thread: Thread, id: string): Thread {
  const noted = note(thread, id, null)
  const at = indexOfId(thread.messages, id)
  if (at < 0) return noted
  return { ...noted, messages: thread.messages.toSpliced(at, 1) }
}

/** Puts a new or changed message in its place; one that belongs outside the window is not kept. */
export function upsertMessage(thread: Thread, message: Message): Thread {
  const at = indexOfId(thread.messages, message.id)
  const old = thread.messages[at]
  if (old?.order === message.order) return { ...note(thread, message.id, message), messages: thread.messages.with(at, message) }
  const rest = old ? removeMessage(thread, message.id) : thread
  return trimThread(insert(note(rest, message.id, message), message))
}

function insert(thread: Thread, message: Message): Thread {
  const at = lowerBound(thread.messages, message.order)
  if (at === thread.messages.length && thread.hasNewer) return thread
  if (at === 0 && thread.hasOlder) return thread
  return { ...thread, messages: thread.messages.toSpliced(at, 0, message) }
}

function note(thread: Thread, id: string, message: Message | null): Thread {
  return thread.loading === null ? thread : { ...thread, overlay: { ...thread.overlay, [id]: message } }
}

/** Past the bound, drops from the end the reader is not at; a quarter at a time, so that it happens rarely. */
export function trimThread(thread: Thread): Thread {
  if (thread.messages.length <= threadLimits.messages) return thread
  return thread.atBottom ? dropOldest(thread) : dropNewest(thread)
}

const kept = threadLimits.messages * 0.75

export function dropOldest(thread: Thread): Thread {
  const gone = Math.max(0, thread.messages.length - kept)
  return { ...thread, messages: thread.messages.slice(gone), hasOlder: thread.hasOlder || gone > 0 }
}

export function dropNewest(thread: Thread): Thread {
  const gone = thread.messages.length > kept
  return { ...thread, messages: thread.messages.slice(0, kept), hasNewer: thread.hasNewer || gone }
}

function settle(thread: Thread, overlay: Thread['overlay']): Thread {
  let next: Thread = { ...thread, loading: null, overlay: {} }
  for (const [id, message] of Object.entries(overlay)) next = message ? upsertMessage(next, message) : removeMessage(next, id)
  return next
}

/** The window becomes this page. Messages still on their way to the core stay. */
export function replacePage(thread: Thread, page: Page): Thread {
  const waiting = page.hasNewer ? [] : thread.messages.filter((m) => isPending(m) && !page.messages.some((other) => other.id === m.id))
  const messages = [...page.messages, ...waiting]
  return settle({ ...thread, messages, hasOlder: page.hasOlder, hasNewer: page.hasNewer, atBottom: !page.hasNewer }, thread.overlay)
}

export function prependPage(thread: Thread, page: Page): Thread {
  const first = thread.messages[0]
  const added = first ? page.messages.filter((m) => m.order < first.order) : page.messages
  const joined = { ...thread, messages: [...added, ...thread.messages], hasOlder: page.hasOlder }
  return settle(joined.messages.length > threadLimits.messages ? dropNewest(joined) : joined, thread.overlay)
}

export function appendPage(thread: Thread, page: Page): Thread {
  const last = thread.messages.at(-1)
  const added = last ? page.messages.filter((m) => m.order > last.order) : page.messages
  const joined = { ...thread, messages: [...thread.messages, ...added], hasNewer: page.hasNewer }
  return settle(joined.messages.length > threadLimits.messages ? dropOldest(joined) : joined, thread.overlay)
}

/** A conversation that is opened again begins like a new one, with as much as a first paint shows. */
export function reopenThread(thread: Thread): Thread {
  const gone = Math.max(0, thread.messages.length - threadLimits.firstPage)
  return { ...thread, messages: thread.messages.slice(gone), hasOlder: thread.hasOlder || gone > 0, atBottom: true, loading: null, overlay: {} }
}

/** `/clear`: only what comes after `order` stays. */
export function clearThread(thread: Thread, order: string): Thread {
  const gone = thread.messages.findIndex((m) => m.order > order)
  const from = gone < 0 ? thread.messages.length : gone
  return { ...thread, messages: thread.messages.slice(from), hasOlder: false }
}
