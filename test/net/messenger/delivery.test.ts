import { describe, expect, it } from 'vitest'
import type { Core } from '../../../electron/net/messenger/core.ts'
import { Delivery } from '../../../electron/net/messenger/delivery.ts'
import { decodeEntry } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Session } from '../../../electron/net/protocols/secure-peer/types.ts'
import type { OutboxEntry } from '../../../electron/store/types.ts'
import { limits } from '../../../shared/limits.ts'
import { logOf } from '../secure-peer/people.ts'

/** An outbox on disk, a session that takes everything, and what was said on it: numbers of entries, `gone N`. */
function delivery(acknowledged = 0) {
  const outbox: OutboxEntry[] = []
  const said: (number | string)[] = []
  const read = { outbox: (_id: string, after: number, limit: number) => outbox.filter(({ seq }) => seq > Math.max(after, acknowledged)).slice(0, limit) }
  const session = {
    sendEntries: (frames: readonly Uint8Array[]) => said.push(...frames.map((frame) => decodeEntry(frame).seq)) > 0,
    sendGone: (upTo: number) => said.push(`gone ${upTo}`),
    drained: async () => {},
  }
  const delivered = new Delivery({ store: { read } } as unknown as Core, 'conversation', session as unknown as Session, acknowledged, {
    onSent: () => {},
    onAcknowledged: () => {},
  })
  const write = (count: number) => {
    const from = acknowledged + outbox.length + 1
    const frames = logOf(new Array(count).fill('x'), from)
    for (const [index, frame] of frames.entries()) {
      const entry: OutboxEntry = { seq: from + index, messageId: '', kind: 'text', frame, queuedAt: 0 }
      outbox.push(entry)
      delivered.push(entry)
    }
  }
  return { delivered, said, write }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('what is sent to one person', () => {
  it('a burst of which memory holds only a part, acknowledged bit by bit, goes out whole', () => {
    const { delivered, said, write } = delivery()
    write(3 * limits.inFlightEntries)
    delivered.acknowledged(100)
    write(10)
    for (let upTo = 100; said.length < 3 * limits.inFlightEntries + 10 && upTo < 2_000; upTo += 250) delivered.acknowledged(upTo)
    expect(said).toEqual(numbers(1, 3 * limits.inFlightEntries + 10))
  })

  it('what they acknowledged and ask for again is gone, so that they ask once', () => {
    const { delivered, said, write } = delivery()
    write(3)
    delivered.acknowledged(2)
    delivered.resend(1)
    expect(said).toEqual([1, 2, 3, 'gone 2', 3])
    delivered.resend(3)
    expect(said).toEqual([1, 2, 3, 'gone 2', 3, 3])
  })
})
