import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { FrameSplitter } from '../../../electron/net/protocols/secure-peer/frame-splitter.ts'
import { encodeEntry, readFrame, writeFrame } from '../../../electron/net/protocols/secure-peer/frames.ts'
import { takeIn } from '../../../electron/net/protocols/secure-peer/intake.ts'
import type { Entry, Identity, ReceivedEntry } from '../../../electron/net/protocols/secure-peer/types.ts'
import { listener, people } from './people.ts'
import { openRaw } from './raw-peer.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/wire/secure-peer/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

describe('the recorded conversation', () => {
  const frames = fixture('conversation.hex').map((hex) => Buffer.from(hex, 'hex'))

  it('is read, and written again byte for byte', () => {
    for (const bytes of frames) {
      const frame = readFrame(bytes)
      if (frame.type === 'ignored') throw new Error('unknown type')
      const again = frame.type === 'entry' ? encodeEntry(frame.received.entry as Entry) : writeFrame(frame)
      expect(Buffer.from(again).toString('hex')).toBe(bytes.toString('hex'))
    }
  })

  it('means what it meant', () => {
    expect(
      new FrameSplitter()
        .push(Buffer.concat(frames))
        .frames.map((bytes) => readFrame(bytes))
        .map((f) =>
          f.type === 'entry' ? { ...f.received.entry, prev: f.received.entry.prev === null ? null : Buffer.from(f.received.entry.prev).toString('hex') } : f,
        ),
    ).toMatchSnapshot()
  })

  it('is an unbroken log', () => {
    const entries = frames.map((bytes) => readFrame(bytes)).flatMap((f): ReceivedEntry[] => (f.type === 'entry' ? [f.received] : []))
    expect(takeIn({ theirEpoch: null, theirSeq: 0, theirHash: null }, '4f1c', entries)).toMatchObject({
      accept: entries,
      broken: false,
      duplicates: 0,
      resendFrom: null,
    })
  })
})

describe('recorded hostile bytes', () => {
  let bob: Identity
  let eve: Identity
  beforeAll(async () => ({ bob, eve } = await people()))

  it.each(fixture('hostile.hex').map((line) => line.split(' | ') as [string, string, string]))('%s: %s', async (_what, ending, hex) => {
    const { peer, session } = await openRaw(bob, eve)
    const far = listener()
    session.start(far.handlers)
    peer.bytes(Buffer.from(hex, 'hex'))
    if (ending === 'ok') {
      peer.send({ type: 'ping', nonce: 1 })
      await peer.heard('pong')
      session.close()
      expect(await far.closed()).toEqual({ error: null })
    } else {
      expect(await far.closed()).toMatchObject({ error: { code: ending } })
      expect(await peer.heard('error')).toMatchObject({ code: ending })
    }
    await peer.ended
    expect(far.entries()).toEqual([])
  })
})
