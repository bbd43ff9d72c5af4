import { beforeAll, describe, expect, it } from 'vitest'
import type { Identity, Session } from '../../../electron/net/protocols/secure-peer/types.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { helloOf, listener, logOf, meet, people, type Wire } from './people.ts'

let alice: Identity
let bob: Identity
beforeAll(async () => ({ alice, bob } = await people()))

describe.each<Wire>(['memory', 'TCP'])('a session over %s', (wire) => {
  it('opens with both identities and both hellos', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    expect(dialled.personId).toBe(bob.id)
    expect(accepted.personId).toBe(alice.id)
    expect(dialled.hello).toEqual(helloOf('bob'))
    expect(accepted.hello).toEqual(helloOf('alice'))
    expect([dialled.outbound, accepted.outbound]).toEqual([true, false])
    expect(accepted.dial).toEqual(dialled.dial)
    dialled.close()
    accepted.close()
  })

  it('knows where the other side is', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const host = wire === 'TCP' ? '127.0.0.1' : ''
    expect([dialled.remote.host, accepted.remote.host]).toEqual([host, host])
    expect(dialled.remote.port > 0).toBe(wire === 'TCP')
    dialled.close()
    accepted.close()
  })

  it('tells what happened before it started, once', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const near = listener()
    dialled.close()
    dialled.start(near.handlers)
    expect(await near.closed()).toEqual({ error: null })
    const far = listener()
    accepted.start(far.handlers)
    expect(await far.closed()).toEqual({ error: null })
    expect([near.told.onClosed.length, far.told.onClosed.length]).toEqual([1, 1])
  })

  it('stays usable both ways at once, with every entry exactly once and in order', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const near = listener(async (entries) => dialled.acknowledge(entries.at(-1)?.entry.seq ?? 0))
    const far = listener(async (entries) => accepted.acknowledge(entries.at(-1)?.entry.seq ?? 0))
    dialled.start(near.handlers)
    accepted.start(far.handlers)
    const frames = logOf(Array.from({ length: 2_000 }, (_, i) => `${i}`.repeat(50)))
    for (let at = 0; at < frames.length; at += 100) {
      for (const session of [dialled, accepted]) if (!session.sendEntries(frames.slice(at, at + 100))) await session.drained()
    }
    await Promise.all([near, far].map((side) => side.until(() => side.told.onAcknowledged.includes(2_000))))
    for (const side of [near, far]) expect(side.entries().map((e) => e.entry.seq)).toEqual(frames.map((_, i) => i + 1))
    dialled.close()
    await far.closed()
  })

  it.each<[string, 'onRead' | 'onGone' | 'onProfile', (session: Session) => void]>([
    ['a read mark', 'onRead', (session) => session.sendRead(uuidv7())],
    ['a gap', 'onGone', (session) => session.sendGone(1)],
    ['a profile', 'onProfile', (session) => session.sendProfile({ name: 'eve', color: 'teal', picture: null })],
  ])('reads no further while its owner still stores %s', async (_what, kind, say) => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const far = listener()
    let stored = () => {}
    const storing = new Promise<void>((resolve) => {
      accepted.start({
        ...far.handlers,
        [kind]: () => {
          resolve()
          return new Promise<void>((fulfil) => (stored = fulfil))
        },
      })
    })
    dialled.start(listener().handlers)
    say(dialled)
    await storing
    dialled.sendEntries(logOf(['after']))
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(far.entries()).toEqual([])
    stored()
    await far.until(() => far.entries().length === 1)
    dialled.close()
    await far.closed()
  })

  it('carries entries one way and their acknowledgement back', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const near = listener()
    const far = listener(async (entries) => accepted.acknowledge(entries.at(-1)?.entry.seq ?? 0))
    dialled.start(near.handlers)
    accepted.start(far.handlers)
    const frames = logOf(['one', 'two', 'été 🙂'])
    expect(dialled.sendEntries(frames)).toBe(true)
    await near.until(() => near.told.onAcknowledged.includes(3))
    expect(far.entries().map(({ entry }) => entry.body)).toEqual(['one', 'two', 'été 🙂'].map((text) => ({ kind: 'text', text, replyTo: null })))
    expect(far.entries().map(({ frame }) => Buffer.from(frame))).toEqual(frames.map((f) => Buffer.from(f)))
    dialled.close('quit')
    expect(await far.closed()).toEqual({ error: null })
    expect(await near.closed()).toEqual({ error: null })
  })

  it('joins what one turn writes into one batch', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const far = listener()
    accepted.start(far.handlers)
    for (const frame of logOf(['a', 'b', 'c', 'd'])) dialled.sendEntries([frame])
    await far.until(() => far.entries().length === 4)
    expect(far.told.onEntries.length).toBe(1)
    dialled.close()
    await far.closed()
  })

  it('asks the other side for a favour, and hears what came of it', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const checked = { host: '10.0.0.1', port: 40_000, result: 'connected', banner: true, ms: 1.5, sent: 0, opened: 0 }
    const asked: unknown[] = []
    accepted.start({
      ...listener().handlers,
      onCheck: async (check) => {
        asked.push(check)
        return checked
      },
    })
    dialled.start(listener().handlers)
    expect(await dialled.check({ what: 'tcp', port: 3000, token: 7 })).toEqual(checked)
    expect(asked).toEqual([{ what: 'tcp', port: 3000, token: 7 }])
  })

  it('does not wait for ever for somebody older, or who keeps silent, and asks one favour at a time', async () => {
    const { clock, dialled, accepted } = await meet(alice, bob, wire)
    const theirs = listener()
    accepted.start(theirs.handlers)
    dialled.start(listener().handlers)
    const first = dialled.check({ what: 'udp', port: 3000, token: 7 })
    await expect(dialled.check({ what: 'tcp', port: 3000, token: 0 })).rejects.toMatchObject({ code: 'queue-full' })
    await theirs.until(() => theirs.told.onCheck.length > 0)
    clock.advance(4_500)
    await expect(first).rejects.toMatchObject({ code: 'no-answer' })
    const next = dialled.check({ what: 'tcp', port: 3000, token: 0 })
    dialled.close()
    await expect(next).rejects.toMatchObject({ code: 'not-connected' })
    await expect(dialled.check({ what: 'tcp', port: 3000, token: 0 })).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('carries typing, read marks, profile, gone and resend', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const far = listener()
    dialled.start(listener().handlers)
    accepted.start(far.handlers)
    dialled.sendTyping(true)
    dialled.sendRead('01890000-0000-7000-8000-000000000000')
    dialled.sendProfile({ name: 'Alice', color: 'plum', picture: 'ab'.repeat(32) })
    dialled.sendGone(7)
    dialled.requestResend(3)
    await far.until(() => far.log.length >= 5)
    expect(far.told).toMatchObject({
      onTyping: [true],
      onRead: ['01890000-0000-7000-8000-000000000000'],
      onProfile: [{ name: 'Alice', color: 'plum', picture: 'ab'.repeat(32) }],
      onGone: [7],
      onResend: [3],
    })
    dialled.close()
    await far.closed()
  })

  it('measures a round trip', async () => {
    const { dialled, accepted } = await meet(alice, bob, wire)
    const near = listener()
    dialled.start(near.handlers)
    accepted.start(listener().handlers)
    expect(await dialled.ping()).toBe(0)
    expect(near.told.onRtt).toEqual([0])
    dialled.close()
  })
})
