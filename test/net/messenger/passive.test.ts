import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Passive } from '../../../electron/net/messenger/passive.ts'
import type { Store } from '../../../electron/store/types.ts'
import { passiveLimits as limits } from '../../../shared/diagnostic-limits.ts'
import type { NetEvent } from '../../../shared/events.ts'
import type { PassiveBucket } from '../../../shared/model/passive.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { eachTestnet } from '../../helpers/testnet.ts'
import { addConversation } from '../../store/helpers/samples.ts'
import { openTemporary } from '../../store/helpers/temporary.ts'

describe('the strip of a day', () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1))
  let store: Store
  let told: PassiveBucket[]
  const passive = () => new Passive({ store, clock, onChange: (_, bucket) => told.push(bucket) })
  /** Whatever waits for the disk is on it. */
  const written = () => store.write(() => {})
  beforeEach(async () => {
    store = await openTemporary()
    await addConversation(store, 'c')
    told = []
  })
  afterEach(() => store.close())

  it('counts round trips and losses of five minutes, tells each change, and keeps the last day of them', async () => {
    const strip = passive()
    const start = clock.now()
    for (const ms of [5, 1, 9]) strip.answered('c', ms)
    strip.unanswered('c')
    expect(told.at(-1)).toEqual({ at: start, asked: 4, answered: 3, minMs: 1, p50Ms: 5, maxMs: 9 })
    for (let i = 0; i < limits.buckets + 3; i++) {
      clock.advance(limits.bucketMs)
      strip.answered('c', 2)
    }
    await written()
    const { buckets } = strip.strip('c')
    expect(buckets).toHaveLength(limits.buckets)
    expect(buckets.map(({ at }) => at)).toEqual(buckets.map((_, i) => clock.now() - (limits.buckets - 1 - i) * limits.bucketMs))
  })

  it('goes on where it was after the connection, or the app, came back within the five minutes', async () => {
    const first = passive()
    first.answered('c', 4)
    first.unanswered('c')
    first.ended('c')
    await written()
    const again = passive()
    again.answered('c', 8)
    expect(again.strip('c').buckets).toMatchObject([{ asked: 3, answered: 2, minMs: 4, maxMs: 8 }])
    again.stop()
    await written()
    expect(passive().strip('c').buckets).toMatchObject([{ asked: 3, answered: 2 }])
  })

  it('holds no more times than its limit, however many pings', () => {
    const strip = passive()
    for (let i = 0; i < 10 * limits.times; i++) strip.answered('c', i)
    expect(told.at(-1)).toMatchObject({ asked: 640, minMs: 0, maxMs: 639, p50Ms: 9.5 * limits.times - 1 })
  })
})

describe('two people', () => {
  const net = eachTestnet()

  it('have a strip from the pings between them, which is there after a restart', async () => {
    const [alice, bob] = [await net.node('alice'), await net.node('bob')]
    const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
    await alice.until((e) => e.type === 'link' && e.link.state === 'open')
    const isTold = (e: NetEvent) => e.type === 'passive' && e.conversationId === id && e.bucket.answered > 0
    await alice.messenger.commands['conversation.ping']({ id })
    await alice.until(isTold)
    const before = await alice.messenger.commands['conversation.passive']({ id })
    expect(before.buckets.at(-1)?.p50Ms).toBeGreaterThan(0)
    await alice.restart()
    const after = await alice.messenger.commands['conversation.passive']({ id })
    expect(after.buckets[0]?.at).toBe(before.buckets[0]?.at)
    expect(() => alice.messenger.commands['conversation.passive']({ id: 'nobody' })).toThrow('unknown-conversation')
  })
})
