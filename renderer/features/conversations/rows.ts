import type { Message } from '../../../shared/model/message.ts'

/** One line of the thread: a message, and what comes with it because of its neighbours. */
export interface Row {
  readonly message: Message
  /** Set on the first message of a day. */
  readonly day: number | null
  /** First and last of a run by one author within a few minutes: who and when are said once. */
  readonly first: boolean
  readonly last: boolean
  /** The first one not read when the conversation was opened. */
  readonly unreadFrom: boolean
}

const runMs = 5 * 60_000

/** Midnight of that time, in the zone of the reader. */
export function dayOf(time: number): number {
  const date = new Date(time)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/**
 * Rows for a sorted list of messages.
 * @param readUpTo `order` of the last message that was read; null shows no mark
 */
export function toRows(messages: readonly Message[], readUpTo: string | null, hasOlder = false): Row[] {
  const marked = readUpTo === null ? -1 : firstUnread(messages, readUpTo, hasOlder)
  const days = messages.map((m) => dayOf(m.sentAt))
  const breaks = messages.map((m, i) => i === marked || days[i] !== days[i - 1] || !sameRun(messages[i - 1], m))
  return messages.map((message, i) => ({
    message,
    day: days[i] === days[i - 1] ? null : (days[i] ?? null),
    first: breaks[i] ?? true,
    last: breaks[i + 1] ?? true,
    unreadFrom: i === marked,
  }))
}

/**
 * The first that was not read, or -1. Where the thread begins with such a message and goes on above, the first is not here. Whoever answers has read
 * what came before: nothing is to be gone back to.
 */
function firstUnread(messages: readonly Message[], readUpTo: string, hasOlder: boolean): number {
  const at = messages.findIndex((m) => m.from === 'them' && !m.deleted && m.order > readUpTo)
  const isElsewhere = hasOlder && !messages.slice(0, Math.max(0, at)).some((m) => m.from !== 'system')
  return at < 0 || isElsewhere || messages.slice(at).some((m) => m.from === 'me') ? -1 : at
}

function sameRun(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.from === message.from &&
    before.author?.name === message.author?.name &&
    before.author?.personId === message.author?.personId &&
    message.from !== 'system' &&
    message.sentAt - before.sentAt < runMs
  )
}
