import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeHistory, fakeMessage } from '../../../renderer/fake-api/fake-message.ts'
import { createRandom } from '../../../renderer/fake-api/random.ts'
import {
  appendPage,
  clearThread,
  emptyThread,
  prependPage,
  removeMessage,
  replacePage,
  type Thread,
  threadLimits,
  upsertMessage,
} from '../../../renderer/state/thread.ts'

const history = fakeHistory(createRandom(7), 'c', 3_000, 1_700_000_000_000)
const page = (from: number, to: number) => ({ messages: history.slice(from, to), hasOlder: from > 0, hasNewer: to < history.length })
const opened = (from: number, to: number): Thread => replacePage({ ...emptyThread, loading: null }, page(from, to))
const orders = (thread: Thread) => thread.messages.map((m) => m.order)
const last = () => history.at(-1) as (typeof history)[number]
const next = () => fakeMessage(createRandom(9), { conversationId: 'c', from: 'them', sentAt: last().sentAt + 1_000, text: 'new' })

describe('a thread', () => {
  it('stays sorted by order and free of doubles whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(history.slice(0, 60), { minLength: 1 }), (some) => {
        const thread = [...some, ...some].reduce(upsertMessage, { ...emptyThread, loading: null })
        expect(orders(thread)).toEqual(some.map((m) => m.order).sort())
      }),
    )
  })

  it('never holds more than its bound, and keeps the end that the reader is at', () => {
    let thread = opened(1_900, 2_000)
    for (let from = 1_800; from >= 0; from -= 100) thread = prependPage({ ...thread, atBottom: false }, page(from, from + 100))
    expect(thread.messages.length).toBeLessThanOrEqual(threadLimits.messages)
    expect(thread.messages[0]).toBe(history[0])
    expect(thread.hasNewer).toBe(true)
    for (let guard = 0; thread.hasNewer && guard < 100; guard++) {
      const from = history.indexOf(thread.messages.at(-1) as never) + 1
      thread = appendPage(thread, page(from, from + 100))
      expect(thread.messages.length).toBeLessThanOrEqual(threadLimits.messages)
    }
    expect(thread.messages.at(-1)).toBe(last())
    expect(thread.hasOlder).toBe(true)
  })

  it('does not take a message that lies beyond a page that is not there', () => {
    const thread = upsertMessage(opened(100, 200), next())
    expect(thread.messages).toHaveLength(100)
  })

  it('takes a new message when the newest page is there', () => {
    const message = next()
    expect(upsertMessage(opened(2_900, 3_000), message).messages.at(-1)).toBe(message)
  })

  it('keeps what changed while a page was on its way', () => {
    const changed = { ...(history[2_950] as (typeof history)[number]), text: 'edited' }
    const gone = history[2_951]?.id as string
    const waiting: Thread = { ...emptyThread, loading: 'first' }
    const thread = replacePage(removeMessage(upsertMessage(waiting, changed), gone), page(2_900, 3_000))
    expect(thread.messages[50]?.text).toBe('edited')
    expect(thread.messages.some((m) => m.id === gone)).toBe(false)
    expect(thread.overlay).toEqual({})
  })

  it('shows only what comes after a clear', () => {
    const thread = clearThread(opened(2_900, 3_000), history[2_989]?.order as string)
    expect(thread.messages).toHaveLength(10)
    expect(thread.hasOlder).toBe(false)
  })
})
