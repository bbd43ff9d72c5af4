import { beforeAll, describe, expect, it } from 'vitest'
import { Keepalive } from '../../../electron/net/protocols/secure-peer/keepalive.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { limits } from '../../../shared/limits.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { listener, logOf, meet, people, turns } from './people.ts'
import { openRaw } from './raw-peer.ts'

let alice: Identity
let bob: Identity
let eve: Identity
beforeAll(async () => ({ alice, bob, eve } = await people()))

function watched() {
  const clock = new FakeClock()
  const log: string[] = []
  const note = (what: string) => log.push(`${clock.monotonic() / 1000} ${what}`)
  const keepalive = new Keepalive(clock, { ping: () => note('ping'), unstable: (is) => note(is ? 'unstable' : 'stable'), dead: () => note('dead') })
  keepalive.start()
  return { clock, log, keepalive }
}

describe('keepalive', () => {
  it('pings after 10 s of silence, is unstable at 20 s, dead at 30 s', () => {
    const { clock, log } = watched()
    clock.advance(100_000)
    expect(log).toEqual(['10 ping', '20 unstable', '30 dead'])
    expect(clock.pending).toBe(0)
  })

  it('starts over whenever something is heard', () => {
    const { clock, log, keepalive } = watched()
    clock.advance(9_500)
    keepalive.heard()
    clock.advance(15_000)
    keepalive.heard()
    clock.advance(20_500)
    keepalive.heard()
    expect(log).toEqual(['19.5 ping', '34.5 ping', '44.5 unstable', '45 stable'])
  })

  it('does not count silence while we do not read, and shows that we live', () => {
    const { clock, log, keepalive } = watched()
    keepalive.pause()
    clock.advance(60_000)
    expect(log).toEqual(['10 ping', '20 ping', '30 ping', '40 ping', '50 ping', '60 ping'])
    keepalive.resume()
    clock.advance(30_000)
    expect(log.slice(6)).toEqual(['70 ping', '80 unstable', '90 dead'])
  })

  it('gives a ping time to be answered after the computer slept', () => {
    const clock = new FakeClock()
    const log: string[] = []
    let skipped = 0
    const sleepy = { now: () => clock.now(), monotonic: () => clock.monotonic() + skipped, after: (ms: number, run: () => void) => clock.after(ms, run) }
    new Keepalive(sleepy, { ping: () => log.push('ping'), unstable: () => log.push('unstable'), dead: () => log.push('dead') }).start()
    skipped = 8 * 3_600_000
    clock.advance(10_000)
    expect(log).toEqual(['ping', 'unstable'])
    clock.advance(4_999)
    expect(log).toEqual(['ping', 'unstable'])
    clock.advance(1)
    expect(log).toEqual(['ping', 'unstable', 'dead'])
  })
})

describe('a quiet session', () => {
  it('stays open for ever when both live', async () => {
    const { clock, dialled, accepted } = await meet(alice, bob)
    const near = listener()
    const far = listener()
    dialled.start(near.handlers)
    accepted.start(far.handlers)
    await turns()
    for (let s = 0; s < 300; s++) {
      clock.advance(1_000)
      await turns(6)
    }
    expect([...near.told.onClosed, ...far.told.onClosed, ...near.told.onUnstable, ...far.told.onUnstable]).toEqual([])
    expect(near.told.onRtt.length).toBeGreaterThan(5)
    dialled.close()
    await far.closed()
  })

  it('is unstable, then closes with peer-silent, when the other end is gone without a trace', async () => {
    const { clock, peer, session } = await openRaw(bob, eve)
    const far = listener()
    session.start(far.handlers)
    await turns()
    clock.advance(limits.keepaliveUnstableMs)
    expect(far.told.onUnstable).toEqual([true])
    peer.send({ type: 'typing', typing: false })
    await far.until(() => far.told.onTyping.length === 1)
    expect(far.told.onUnstable).toEqual([true, false])
    clock.advance(limits.keepaliveDeadMs)
    expect(await far.closed()).toMatchObject({ error: { code: 'peer-silent' } })
    peer.socket.destroy()
  })

  it('stays open while the other side takes minutes to store', async () => {
    const { clock, dialled, accepted } = await meet(alice, bob)
    let stored = () => {}
    const near = listener()
    const far = listener(() => new Promise<void>((resolve) => (stored = resolve)))
    dialled.start(near.handlers)
    accepted.start(far.handlers)
    dialled.sendEntries(logOf(['slow']))
    await far.until(() => far.told.onEntries.length === 1)
    for (let s = 0; s < 180; s++) {
      clock.advance(1_000)
      await turns(6)
    }
    expect([...near.told.onClosed, ...far.told.onClosed]).toEqual([])
    stored()
    await turns()
    accepted.acknowledge(1)
    await near.until(() => near.told.onAcknowledged.length === 1)
    dialled.close()
    await far.closed()
  })

  it('rejects a ping after 5 s and closes after a probe without answer', async () => {
    const { clock, peer, session } = await openRaw(bob, eve)
    const far = listener()
    session.start(far.handlers)
    const ping = session.ping().catch((e: unknown) => e)
    clock.advance(5_000)
    expect(await ping).toMatchObject({ code: 'no-answer' })
    expect(far.told.onClosed).toEqual([])
    session.probe()
    clock.advance(5_000)
    expect(await far.closed()).toMatchObject({ error: { code: 'peer-silent' } })
    peer.socket.destroy()
  })

  it('survives a probe that is answered, and measures it', async () => {
    const { clock, peer, session } = await openRaw(bob, eve)
    const far = listener()
    session.start(far.handlers)
    session.probe()
    const { nonce } = await peer.heard('ping')
    clock.advance(42)
    peer.send({ type: 'pong', nonce: 77 }, { type: 'pong', nonce })
    await far.until(() => far.told.onRtt.length > 0)
    expect(far.told.onRtt).toEqual([42])
    clock.advance(5_000)
    expect(far.told.onClosed).toEqual([])
    session.close()
    await peer.ended
  })
})
