import { once } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../../electron/net/protocols/secure-peer/codec.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { limits } from '../../../shared/limits.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { listener, logOf, people, turns } from './people.ts'
import { openRaw } from './raw-peer.ts'

let bob: Identity
let eve: Identity
beforeAll(async () => ({ bob, eve } = await people()))

const started = async (onEntries?: Parameters<typeof listener>[0]) => {
  const open = await openRaw(bob, eve)
  const far = listener(onEntries)
  open.session.start(far.handlers)
  return { ...open, far }
}

const envelope = { type: 'entry', seq: 1, prev: null, wall: 1, count: 0, messageId: uuidv7() }

describe('a session with a hostile peer', () => {
  it('refuses a frame of 2 GB as soon as it is announced', async () => {
    const { peer, far } = await started()
    peer.bytes(Buffer.from('80000000', 'hex'))
    expect(await far.closed()).toMatchObject({ error: { code: 'frame-too-large', details: { bytes: 2 ** 31, limit: limits.frameBytes } } })
    expect(await peer.heard('error')).toMatchObject({ code: 'frame-too-large' })
    await peer.ended
  })

  it('takes what came whole before half a frame and the end', async () => {
    const { peer, far } = await started()
    const [whole, half] = logOf(['whole', 'half'])
    peer.bytes(whole as Uint8Array)
    peer.bytes((half as Uint8Array).subarray(0, 40))
    peer.socket.end()
    expect(await far.closed()).toMatchObject({ error: { code: 'ECONNRESET' } })
    expect(far.entries().map((e) => e.entry.seq)).toEqual([1])
  })

  it.each([
    ['a sequence of text', { ...envelope, seq: '1' }],
    ['a sequence of 0', { ...envelope, seq: 0 }],
    ['a sequence of 2^40', { ...envelope, seq: 2 ** 40 }],
    ['a short hash', { ...envelope, prev: new Uint8Array(31) }],
    ['a fraction for a clock', { ...envelope, wall: 1.5 }],
    ['no message id', { ...envelope, messageId: '../../etc' }],
    ['no body', envelope],
    ['an acknowledgement of NaN', { type: 'ack', seq: Number.NaN }],
    ['an endless clock', { ...envelope, wall: Infinity }],
    ['typing that is not true or false', { type: 'typing', typing: 1 }],
    ['a name of 300 characters', { type: 'profile', profile: { name: 'x'.repeat(300), color: 'teal' } }],
    ['a picture named by a path', { type: 'profile', profile: { name: 'x', color: 'teal', picture: '../../etc/passwd' } }],
    ['a wish for a path', { type: 'wanted', picture: '../../etc/passwd' }],
    ['a picture of text', { type: 'picture', id: 'ab'.repeat(32), bytes: 'text' }],
    ['a type that is no text', { type: 7 }],
    ['no type', { seq: 1 }],
    ['an array', [1]],
    ['an inherited type', { type: 'toString', seq: 1, read: '__proto__' }],
  ])('closes with protocol-error on %s', async (what, frame) => {
    const { peer, far, session } = await started()
    peer.send({ body: { kind: 'text', text: 'hi', replyTo: null }, ...frame, ...(what === 'no body' ? { body: null } : {}) })
    if (what === 'an inherited type') {
      await expect(pongOf(peer)).resolves.toBe(true)
      session.close()
    } else {
      if (Array.isArray(frame)) peer.send([1])
      expect(await far.closed()).toMatchObject({ error: { code: 'protocol-error' } })
      expect(await peer.heard('error')).toMatchObject({ code: 'protocol-error' })
    }
    expect(far.entries()).toEqual([])
    await peer.ended
  })

  it('ignores types and fields from a later version', async () => {
    const { peer, far, session } = await started()
    peer.send({ type: 'presence', mood: 'happy' }, { type: 'typing', typing: true, where: 'kitchen' })
    await far.until(() => far.told.onTyping.length > 0)
    expect(far.told.onClosed).toEqual([])
    session.close()
    await peer.ended
  })

  it('hands over an entry whose body it can not read, in its place', async () => {
    const { peer, far, session } = await started()
    const poll = encodeFrame({ ...envelope, body: { kind: 'poll', question: '?' } })
    const tooLong = encodeFrame({ ...envelope, seq: 2, body: { kind: 'text', text: 'x'.repeat(limits.messageText + 1), replyTo: null } })
    peer.bytes(poll)
    peer.bytes(tooLong)
    await far.until(() => far.entries().length === 2)
    expect(far.entries().map((e) => e.entry.body)).toEqual([
      { kind: 'unreadable', name: 'poll' },
      { kind: 'unreadable', name: 'text' },
    ])
    expect(Buffer.from(far.entries()[0]?.frame ?? []).equals(poll)).toBe(true)
    session.close()
    await peer.ended
  })

  it('stops reading while a batch is being stored, and holds a bounded amount', async () => {
    let store = () => {}
    const { peer, far, session } = await started(() => new Promise<void>((resolve) => (store = resolve)))
    const frames = logOf(Array.from({ length: 400 }, () => 'x'.repeat(60_000)))
    for (const frame of frames) peer.bytes(frame)
    await far.until(() => far.told.onEntries.length === 1)
    await turns(200)
    expect(far.told.onEntries.length).toBe(1)
    expect(peer.socket.writableLength).toBeGreaterThan(5_000_000)
    for (; far.entries().length < 400; await turns(1)) store()
    expect(far.entries().map((e) => e.entry.seq)).toEqual(frames.map((_, i) => i + 1))
    session.close()
    await peer.ended
  })

  it('answers a flood of pings with few pongs', async () => {
    const { peer, session } = await started()
    peer.socket.cork()
    for (let nonce = 0; nonce < 10_000; nonce++) peer.send({ type: 'ping', nonce })
    peer.socket.uncork()
    while (!peer.frames.some((f) => f['nonce'] === 9_999)) await turns(1)
    expect(peer.frames.filter((f) => f['type'] === 'pong').length).toBeLessThan(500)
    session.close()
    await peer.ended
  })

  it('tells of a flood what it says last, and keeps entries in their place', async () => {
    const { peer, far, session } = await started()
    const [first, second] = logOf(['first', 'second']) as [Buffer, Buffer]
    peer.socket.cork()
    for (let nonce = 0; nonce < 10_000; nonce++) {
      peer.send({ type: 'check', nonce, what: 'observed', port: 0, token: 1 }, { type: 'typing', typing: nonce % 2 === 1 })
      peer.send({ type: 'profile', profile: { name: `${nonce}`, color: 'teal' } }, { type: 'resend', from: nonce + 1 })
      if (nonce === 0) peer.bytes(first)
    }
    peer.bytes(second)
    peer.socket.uncork()
    await far.until(() => far.entries().length === 2)
    expect(far.told.onProfile.at(-1)).toMatchObject({ name: '9999' })
    expect([far.told.onTyping.at(-1), far.told.onResend.at(-1)]).toEqual([true, 10_000])
    for (const kind of ['onCheck', 'onTyping', 'onProfile', 'onResend'] as const) expect(far.told[kind].length).toBeLessThan(500)
    session.close()
    await peer.ended
  })

  it('closes on a peer that never reads while we send, with a bounded amount waiting', async () => {
    const { peer, far, session, clock } = await started()
    peer.socket.pause()
    const frames = logOf(Array.from({ length: 200 }, () => 'x'.repeat(60_000)))
    let sent = 0
    for (; sent < 100_000 && session.sendEntries([frames[sent % 200] as Uint8Array]); sent++) await turns(1)
    expect(sent).toBeLessThan(5_000)
    const drained = session.drained().catch((e: unknown) => e)
    for (let s = 0; s < 29; s++) {
      peer.send({ type: 'ping', nonce: s })
      await turns(3)
      clock.advance(1_000)
    }
    expect(far.told.onClosed).toEqual([])
    clock.advance(1_000)
    expect(await far.closed()).toMatchObject({ error: { code: 'peer-silent' } })
    expect(await drained).toMatchObject({ code: 'not-connected' })
    peer.socket.destroy()
  })

  it('keeps a fault of its owner out of the socket', async () => {
    const { peer, session } = await openRaw(bob, eve)
    const far = listener()
    session.start({
      ...far.handlers,
      onTyping: () => {
        throw new Error('owner')
      },
      onEntries: () => Promise.reject(new Error('disk')),
    })
    peer.send({ type: 'typing', typing: true })
    for (const frame of logOf(['x'])) peer.bytes(frame)
    expect(await far.closed()).toMatchObject({ error: { code: 'internal' } })
    await peer.ended
  })

  it('does nothing more once it is closed', async () => {
    const { peer, far, session } = await started()
    session.close('replaced')
    session.close()
    expect(session.sendEntries(logOf(['late']))).toBe(false)
    session.acknowledge(3)
    session.sendTyping(true)
    await expect(session.ping()).rejects.toMatchObject({ code: 'not-connected' })
    await expect(session.drained()).rejects.toMatchObject({ code: 'not-connected' })
    expect(await peer.heard('bye')).toEqual({ type: 'bye', reason: 'replaced' })
    await peer.ended
    expect(far.told.onClosed.length).toBe(1)
    expect(peer.frames.map((f) => f['type'])).toEqual(['hello', 'bye'])
  })

  it('destroys a connection that does not say goodbye back', async () => {
    const { peer, session, clock } = await started()
    peer.socket.pause()
    const closed = once(peer.socket, 'close')
    session.close()
    clock.advance(2_000)
    peer.socket.resume()
    await closed
    expect(clock.pending).toBe(0)
  })
})

async function pongOf(peer: { send(...v: object[]): void; heard(type: string): Promise<unknown> }): Promise<boolean> {
  peer.send({ type: 'ping', nonce: 1 })
  await peer.heard('pong')
  return true
}
