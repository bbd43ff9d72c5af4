import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '../../electron/net/protocols/secure-peer/codec.ts'
import { maxCount, maxSeq, maxWall } from '../../electron/net/protocols/secure-peer/constants.ts'
import { judge, readFrame } from '../../electron/net/protocols/secure-peer/frames.ts'
import { quickText } from '../../electron/net/protocols/secure-peer/quick-text.ts'
import { limits } from '../../shared/limits.ts'

const id = '0190a1b2-c3d4-7e5f-8a6b-0123456789ab'
const valid = { type: 'entry', seq: 1, prev: null, wall: 1, count: 0, messageId: id, body: { kind: 'text', text: 'x', replyTo: null } }

/** At and around every border. */
const odd = fc.constantFrom<unknown>(
  ...[
    undefined,
    null,
    true,
    '',
    'x',
    id,
    id.toUpperCase(),
    `${id}\n`,
    'text',
    'edit',
    'entry',
    'ack',
    {},
    [],
    [1],
    { kind: 'text' },
    Number.NaN,
    -1,
    -0,
    0,
    1,
    1.5,
  ],
  ...[maxCount, maxCount + 1, maxSeq, maxSeq + 1, maxWall, maxWall + 1, Number.MAX_SAFE_INTEGER + 1, Number.POSITIVE_INFINITY, 1n],
  ...[31, 32, 33].map((length) => new Uint8Array(length)),
  ...[limits.messageText, limits.messageText + 1].map((length) => 'x'.repeat(length)),
)
const changed = (fields: readonly string[]) => fc.dictionary(fc.constantFrom(...fields, 'more'), odd, { maxKeys: 2 })
const near = fc
  .tuple(
    changed(Object.keys(valid)),
    changed(Object.keys(valid.body)),
    fc.constantFrom('', ...Object.keys(valid)),
    fc.constantFrom('', ...Object.keys(valid.body)),
  )
  .map(([outer, inner, without, withoutInner]) => {
    const body: Record<string, unknown> = { ...valid.body, ...inner }
    delete body[withoutInner]
    const frame: Record<string, unknown> = { ...valid, body, ...outer }
    delete frame[without]
    return frame
  })

const outcome = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    return String(error)
  }
}

it('takes a text in order, whatever else it holds, and leaves the rest to the schemas', () => {
  expect(quickText({ ...valid, more: 1, body: { ...valid.body, more: 1 } })).toEqual({ ...valid, type: undefined })
  expect(quickText({ ...valid, body: { kind: 'edit', text: 'x' } })).toBeNull()
})

it('what is checked by hand is what the schemas say, near every border', () => {
  fc.assert(
    fc.property(near, (value) => {
      const quick = quickText(value)
      const judged = outcome(() => judge(value, new Uint8Array()))
      if (quick) expect(judged).toEqual({ type: 'entry', received: { entry: quick, frame: new Uint8Array() } })
      else expect(judged).not.toMatchObject({ received: { entry: { body: { kind: 'text' } } } })
    }),
    { numRuns: 5_000 },
  )
})

it('the same through the bytes of a frame', () => {
  fc.assert(
    fc.property(near, (value) => {
      const frame = outcome(() => encodeFrame(value))
      if (!(frame instanceof Uint8Array)) return
      expect(outcome(() => readFrame(frame))).toEqual(outcome(() => judge(decodeFrame(frame), frame)))
    }),
    { numRuns: 1_000 },
  )
})
