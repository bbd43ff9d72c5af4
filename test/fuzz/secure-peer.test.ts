import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../electron/net/protocols/secure-peer/codec.ts'
import { FrameSplitter } from '../../electron/net/protocols/secure-peer/frame-splitter.ts'
import { readFrame } from '../../electron/net/protocols/secure-peer/frames.ts'
import type { Identity } from '../../electron/net/protocols/secure-peer/types.ts'
import { AppError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { listener, logOf, people, turns } from '../net/secure-peer/people.ts'
import { openRaw } from '../net/secure-peer/raw-peer.ts'

let bob: Identity
let eve: Identity
beforeAll(async () => ({ bob, eve } = await people()))

const types = ['hello', 'entry', 'ack', 'resend', 'gone', 'read', 'typing', 'profile', 'wanted', 'picture', 'ping', 'pong', 'bye', 'error', 'later']
const keys = [
  'version',
  'profile',
  'epoch',
  'seq',
  'prev',
  'wall',
  'count',
  'messageId',
  'body',
  'from',
  'upTo',
  'typing',
  'nonce',
  'reason',
  'code',
  'kind',
  'text',
  'dial',
  'picture',
  'id',
  'bytes',
]
const junk = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.uint8Array(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
  ),
})).value
const anyFrame = fc
  .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), junk, { maxKeys: 6 }))
  .map(([type, fields]) => encodeFrame({ ...fields, type }))

const readAll = (chunks: readonly Uint8Array[]): void => {
  const splitter = new FrameSplitter()
  for (const chunk of chunks) {
    for (const frame of splitter.push(Buffer.from(chunk)).frames) {
      try {
        readFrame(frame)
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
      }
    }
    expect(splitter.pending).toBeLessThanOrEqual(limits.frameBytes + 4)
  }
}

describe('whatever bytes arrive', () => {
  it('random ones never throw anything but an AppError', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 30 }), readAll), { numRuns: 1_000 })
  })

  it('frames of junk never throw anything but an AppError', () => {
    fc.assert(fc.property(fc.array(anyFrame, { maxLength: 10 }), readAll), { numRuns: 1_000 })
  })

  it('good frames with a few bytes changed never throw anything but an AppError', () => {
    const good = Buffer.concat(logOf(['one', 'two', 'x'.repeat(300)]))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(good)
        for (const [at, value] of changes) bytes[at] = value
        readAll([bytes])
      }),
      { numRuns: 2_000 },
    )
  })

  it('an open session ends cleanly or goes on, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 100 }), anyFrame), { minLength: 1, maxLength: 8 }), async (chunks) => {
        const { peer, session, clock } = await openRaw(bob, eve)
        const far = listener()
        session.start(far.handlers)
        for (const chunk of chunks) peer.bytes(chunk)
        peer.socket.end()
        await far.closed()
        await turns(2)
        clock.advance(limits.handshakeMs)
        await peer.ended
        expect(far.told.onClosed.length).toBe(1)
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
