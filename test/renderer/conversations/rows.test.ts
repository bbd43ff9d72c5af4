import { describe, expect, it } from 'vitest'
import { fakeMessage } from '../../../renderer/fake-api/fake-message.ts'
import { createRandom } from '../../../renderer/fake-api/random.ts'
import { toRows } from '../../../renderer/features/conversations/rows.ts'

const random = createRandom(3)
const noon = new Date(2026, 4, 3, 12).getTime()
const say = (from: 'me' | 'them' | 'system', minutes: number) =>
  fakeMessage(random, { conversationId: 'c', from, sentAt: noon + minutes * 60_000, order: String(1_000_000 + minutes) })

describe('the rows of a thread', () => {
  it('join messages of one author within five minutes into a run', () => {
    const rows = toRows([say('me', 0), say('me', 1), say('me', 9), say('them', 10)], null)
    expect(rows.map((r) => [r.first, r.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ])
  })

  it('say the day once, on its first message', () => {
    const rows = toRows([say('me', 0), say('me', 1), say('me', 24 * 60)], null)
    expect(rows.map((r) => r.day !== null)).toEqual([true, false, true])
  })

  it('mark the first unread message of theirs, and start a run there', () => {
    const messages = [say('them', 0), say('me', 1), say('them', 2), say('them', 3)]
    expect(toRows(messages, messages[0]?.order ?? '').map((r) => r.unreadFrom)).toEqual([false, false, true, false])
    expect(toRows(messages, null).some((r) => r.unreadFrom)).toBe(false)
  })

  it('are answered once something of mine follows the first unread one', () => {
    const messages = [say('me', 0), say('them', 1), say('them', 2)]
    const unread = messages[0]?.order ?? ''
    const markedAt = (rows: ReturnType<typeof toRows>) => rows.findIndex(({ unreadFrom }) => unreadFrom)
    expect(markedAt(toRows(messages, unread))).toBe(1)
    expect(markedAt(toRows([...messages, say('me', 3)], unread))).toBe(-1)
    expect(
      markedAt(
        toRows(
          messages.map((m, i) => (i === 1 ? { ...m, deleted: true } : m)),
          unread,
        ),
      ),
    ).toBe(2)
    // What was dropped above was not read either: the mark does not move to what is left.
    expect(markedAt(toRows(messages.slice(1), unread, true))).toBe(-1)
    expect(markedAt(toRows(messages.slice(1), unread, false))).toBe(0)
  })

  it('never put a notice in a run', () => {
    expect(toRows([say('system', 0), say('system', 0.5)], null).every((r) => r.first && r.last)).toBe(true)
  })
})
