import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchCharacters, batchEvents, batchesAhead, forwardEvents } from '../../electron/ipc/forward-events.ts'
import type { NetEvent, NumberedEvent } from '../../shared/events.ts'
import { FakeClock } from '../helpers/fake-clock.ts'

const frame = 16
const plain: NetEvent = { type: 'listener', listener: { state: 'starting' } }
const typing: NetEvent = { type: 'typing', conversationId: 'c1', until: 0 }
const long = (characters: number) => ({ type: 'message', message: { text: 'x'.repeat(characters) } }) as unknown as NetEvent
/** The first event of a quiet time leaves in a microtask. */
const soon = () => Promise.resolve()

function set({ listening = true } = {}) {
  const clock = new FakeClock()
  const batches: NumberedEvent[][] = []
  let listener: ((event: NumberedEvent) => void) | null = null
  let number = 0
  const forwarder = forwardEvents({
    subscribe: (given) => {
      listener = given
      return () => {
        listener = null
      }
    },
    send: (batch) => batches.push([...batch]),
    clock,
  })
  if (listening) forwarder.pageListens()
  return {
    ...forwarder,
    clock,
    batches,
    numbers: () => batches.map((batch) => batch.map((event) => event.number)),
    emit(count = 1, event = plain) {
      for (let i = 0; i < count; i++) listener?.({ number: ++number, event })
    },
    get subscribed() {
      return listener !== null
    },
  }
}

describe('events on their way to the page', () => {
  it('the first of a quiet time leaves at once', async () => {
    const { emit, numbers } = set()
    emit()
    await soon()
    expect(numbers()).toEqual([[1]])
  })

  it('those of one turn and of one frame travel together, in order, with their numbers', async () => {
    const { emit, numbers, clock, taken } = set()
    emit(3)
    await soon()
    emit(2)
    clock.advance(frame - 1)
    emit()
    expect(numbers()).toEqual([[1, 2, 3]])
    taken()
    clock.advance(1)
    expect(numbers()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })

  it('a message does not wait for the frame of a batch without one; the next in that frame does', async () => {
    const { emit, numbers, clock, taken } = set()
    emit(1, typing)
    clock.advance(frame)
    taken()
    clock.advance(frame / 2)
    emit()
    await soon()
    expect(numbers()).toEqual([[1]])
    emit(1, long(1))
    await soon()
    expect(numbers()).toEqual([[1], [2, 3]])
    taken()
    emit(1, long(1))
    await soon()
    clock.advance(frame - 1)
    expect(numbers()).toEqual([[1], [2, 3]])
    clock.advance(1)
    expect(numbers()).toEqual([[1], [2, 3], [4]])
  })

  it('that somebody writes waits a frame, and leaves at once with the message it was written for', async () => {
    const { emit, numbers, clock } = set()
    emit(1, typing)
    await soon()
    expect(numbers()).toEqual([])
    emit(1, long(1))
    await soon()
    expect(numbers()).toEqual([[1, 2]])
    clock.advance(frame)
    emit(1, typing)
    emit(1, typing)
    clock.advance(frame - 1)
    expect(numbers()).toEqual([[1, 2]])
    clock.advance(1)
    expect(numbers()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('a quiet time costs no timer', async () => {
    const { emit, clock, taken } = set()
    emit()
    await soon()
    taken()
    clock.advance(frame)
    expect(clock.pending).toBe(0)
  })

  it('a page that does not take them is sent no more than two batches', async () => {
    const { emit, batches, clock, taken, numbers } = set()
    for (let i = 0; i < 100; i++) {
      emit()
      await soon()
      clock.advance(frame)
    }
    expect(batches).toHaveLength(batchesAhead)
    taken()
    expect(batches).toHaveLength(batchesAhead + 1)
    expect(numbers().flat()).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  })

  it('past the limit they are dropped, and the gap in the numbers shows it', async () => {
    const { emit, clock, taken, numbers } = set()
    emit()
    await soon()
    clock.advance(frame)
    emit()
    await soon()
    clock.advance(frame)
    emit(batchEvents + 10)
    taken()
    const last = numbers().at(-1) ?? []
    expect(last).toHaveLength(10)
    expect(last[0]).toBe(2 + batchEvents + 1)
  })

  it('long texts count too: what waits is bounded in characters', async () => {
    const { emit, clock, taken, batches } = set()
    for (let i = 0; i < batchesAhead; i++) {
      emit()
      await soon()
      clock.advance(frame)
    }
    const text = 60_000
    emit(1_000, long(text))
    taken()
    expect((batches.at(-1)?.length ?? 0) * text).toBeLessThanOrEqual(batchCharacters + text)
  })

  it('nothing leaves before the page listens: its snapshot will have it', async () => {
    const { emit, numbers, pageListens } = set({ listening: false })
    emit(5)
    await soon()
    expect(numbers()).toEqual([])
    pageListens()
    emit()
    await soon()
    expect(numbers()).toEqual([[6]])
  })

  it('a page that reloads or crashed gets nothing, then everything after its snapshot, whatever was on its way', async () => {
    const { emit, numbers, pageGone, pageListens, clock } = set()
    for (let i = 0; i < 10; i++) {
      emit()
      await soon()
      clock.advance(frame)
    }
    const before = numbers().length
    pageGone()
    emit(5)
    await soon()
    clock.advance(frame)
    expect(numbers()).toHaveLength(before)
    pageListens()
    emit(2)
    await soon()
    expect(numbers().at(-1)).toEqual([16, 17])
  })

  it('a late or a doubled word of taking is harmless', async () => {
    const { emit, batches, clock, taken } = set()
    for (let i = 0; i < 10; i++) taken()
    for (let i = 0; i < 10; i++) {
      emit()
      await soon()
      clock.advance(frame)
    }
    expect(batches).toHaveLength(batchesAhead)
  })

  it('stopping unsubscribes', async () => {
    const forwarder = set()
    forwarder.stop()
    expect(forwarder.subscribed).toBe(false)
    forwarder.clock.advance(frame)
    expect(forwarder.batches).toEqual([])
  })

  it('whatever happens: in order, never twice, and without a gap as long as nothing was too much', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('emit' as const), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('taken' as const) }),
      fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 40 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { emit, taken, clock, numbers } = set()
        for (const s of steps) {
          if (s.do === 'emit') emit(s.count)
          else if (s.do === 'taken') taken()
          else clock.advance(s.ms)
          await soon()
        }
        for (let i = 0; i < 100; i++) {
          taken()
          clock.advance(frame)
        }
        const sent = numbers().flat()
        const emitted = steps.reduce((sum, s) => sum + (s.do === 'emit' ? s.count : 0), 0)
        expect(sent).toEqual(Array.from({ length: emitted }, (_, i) => i + 1))
      }),
      { numRuns: 300 },
    )
  })
})
