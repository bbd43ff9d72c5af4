import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordLifeS } from '../../../../electron/net/protocols/directory/constants.ts'
import { normaliseName, readRecord } from '../../../../electron/net/protocols/directory/index.ts'
import type { Identity } from '../../../../electron/net/protocols/secure-peer/types.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { someone, startDirectory, temporaryFolder } from '../harness.ts'
import { fake, home, join, plainly } from './harness.ts'

checkLeaks()

let alice: Identity
let bob: Identity
beforeAll(async () => {
  ;[alice, bob] = await Promise.all([someone(), someone()])
})

describe('a client', () => {
  it('registers over TLS, pins the key, and is found by name and by identity', async () => {
    const directory = await startDirectory({ http: false })
    const a = join(directory, alice, 'Alice')
    expect(await a.online).toMatchObject({ id: directory.id, claimed: 'Alice', error: null, offeredId: null, observed: { host: '127.0.0.1' }, nextTryAt: null })
    expect(a.pinned).toEqual([directory.id])
    const b = join({ ...directory, pinned: directory.id }, bob, 'bob')
    await b.online
    expect(b.pinned).toEqual([])
    const found = { id: alice.id, name: 'Alice', addresses: [home], state: 'online', expired: false, asOf: null, directory: directory.address }
    expect(await b.client.find('aLICE')).toMatchObject(found)
    expect(await b.client.find({ id: alice.id })).toMatchObject(found)
    expect(await b.client.find('carol')).toBeNull()
    expect(await b.client.search('')).toMatchObject({ people: [{ name: 'Alice' }, { name: 'bob' }], next: null })
    expect(await b.client.search('', { limit: 1 })).toMatchObject({ people: [{ name: 'Alice' }], next: 'alice' })
    expect(await b.client.search('', { limit: 1, after: 'alice' })).toMatchObject({ people: [{ name: 'bob' }] })
    expect(await b.client.observed()).toMatchObject({ host: '127.0.0.1' })
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    await new Promise((closed) => gone.close(closed))
    expect(await b.client.dialback(port)).toMatchObject({ port, result: 'refused', banner: false })
    await expect(b.client.dialback(1)).rejects.toThrow()
  })

  it('is told when people whom it watches come, move and leave, and that nobody knows once the directory is gone', async () => {
    const directory = await startDirectory()
    const b = join(plainly(directory), bob, 'bob', { watched: () => [alice.id] })
    await b.online
    const a = join(plainly(directory), alice, 'alice')
    expect(await b.people.until(({ state }) => state === 'online')).toMatchObject({ id: alice.id, addresses: [home] })
    a.addresses = [{ host: '192.0.2.9', port: 3009 }]
    a.client.refresh()
    await b.people.until(({ addresses }) => addresses[0]?.host === '192.0.2.9')
    await a.client.stop()
    expect(a.client.status()).toMatchObject({ state: 'off', claimed: null })
    await b.people.until(({ state }) => state === 'offline')
    await directory.stop()
    expect(await b.people.until(({ state }) => state === 'unknown')).toMatchObject({ id: alice.id, asOf: expect.any(Number) })
  })

  it('watches those added later, and no more those removed', async () => {
    const directory = await startDirectory()
    const a = join(plainly(directory), alice, 'alice')
    await a.online
    const b = join(plainly(directory), bob, 'bob')
    await b.online
    b.watched = [alice.id]
    b.client.refresh()
    await b.people.until(({ state }) => state === 'online')
    b.watched = []
    b.client.refresh()
    const changed = b.people.all.length
    const again = join(plainly(directory), alice, 'alice')
    await again.online
    await b.client.observed()
    expect(b.people.all.slice(changed).filter(({ state }) => state !== 'online')).toEqual([])
  })

  it('changes its name, and keeps the old one when the new one is taken', async () => {
    const directory = await startDirectory()
    const a = join(plainly(directory), alice, 'alice')
    const b = join(plainly(directory), bob, 'bob')
    await Promise.all([a.online, b.online])
    a.name = 'alicia'
    a.client.refresh()
    expect(await a.until(({ claimed }) => claimed === 'alicia')).toMatchObject({ error: null })
    expect(await b.client.find('alice')).toBeNull()
    a.name = 'bob'
    a.addresses = [{ host: '192.0.2.9', port: 3009 }]
    a.client.refresh()
    expect(await a.until(({ error }) => error !== null)).toMatchObject({
      state: 'online',
      claimed: 'alicia',
      error: { code: 'name-taken', details: { name: 'bob' } },
    })
    expect(await b.client.find('alicia')).toMatchObject({ addresses: [{ host: '192.0.2.9' }] })
    a.name = 'b0b'
    a.client.refresh()
    await a.until(({ error }) => error?.code === 'name-confusable')
    a.name = 'x y'
    a.client.refresh()
    await a.until(({ error }) => error?.code === 'bad-name')
    a.name = 'carol'
    a.client.refresh()
    expect(await a.until(({ claimed }) => claimed === 'carol')).toMatchObject({ error: null })
  })

  it('without a name that directories take may still ask', async () => {
    const directory = await startDirectory()
    const a = join(plainly(directory), alice, 'alice')
    await a.online
    const b = join(plainly(directory), bob, '🙂')
    expect(await b.online).toMatchObject({ claimed: null, error: { code: 'bad-name' } })
    expect(await b.client.find('alice')).toMatchObject({ id: alice.id })
    await expect(b.client.find('a b')).rejects.toMatchObject({ code: 'bad-name' })
    await expect(b.client.find('x'.repeat(10_000))).rejects.toMatchObject({ code: 'bad-name' })
    await expect(b.client.find({ id: 'nobody' })).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('one of two that claim one name at once has it, the other is told', async () => {
    const directory = await startDirectory()
    const both = [join(plainly(directory), alice, 'sam'), join(plainly(directory), bob, normaliseName('SAM'))]
    const [one, other] = await Promise.all(both.map(({ online }) => online))
    expect([one?.claimed, other?.claimed].filter((claimed) => claimed !== null)).toHaveLength(1)
    expect([one?.error?.code, other?.error?.code].filter(Boolean)).toEqual(['name-taken'])
  })

  it('whose clock is hours off is registered by the directory’s clock; a day off is said', async () => {
    const directory = await startDirectory()
    const slow = join(plainly(directory), alice, 'alice', { clock: new FakeClock(Date.now() - 5 * 3_600_000) })
    expect(await slow.online).toMatchObject({ claimed: 'alice', error: null })
    const b = join(plainly(directory), bob, 'bob')
    await b.online
    expect(await b.client.find('alice')).toMatchObject({ state: 'online', expired: false })
    expect(await slow.client.find('bob')).toMatchObject({ expired: false })
    const lost = join(plainly(directory), bob, 'bob', { clock: new FakeClock(Date.now() + 30 * 3_600_000) })
    expect(await lost.until(({ error }) => error !== null)).toMatchObject({ state: 'waiting', error: { code: 'clock-wrong' } })
  })

  it('whose clock was set back since another run goes on counting from what the directory has', async () => {
    const directory = await startDirectory()
    const ahead = join(plainly(directory), alice, 'alice', { clock: new FakeClock(Date.now() + 5_000) })
    await ahead.online
    await ahead.client.stop()
    expect(await join(plainly(directory), alice, 'alice', { clock: new FakeClock(Date.now() - 5_000) }).online).toMatchObject({ claimed: 'alice', error: null })
  })

  it('renews its record before it runs out', async () => {
    const clock = new FakeClock(Date.now())
    const directory = await fake({ reply: ({ type }) => type === 'observed' && { type, ...home } })
    const a = join(directory, alice, 'alice', { clock, random: () => 0.5 })
    await a.online
    for (let step = 0; step < 2 * 60 * 15; step++) {
      clock.advance(4_000)
      // Answered in order: what the client sent by itself has its answer too.
      await a.client.observed()
    }
    const told = directory.asked.all.flatMap((request) =>
      'record' in request ? (readRecord(request.record, clock.now(), { expired: 'accept' }).record ?? []) : [],
    )
    const [first, second, third] = told
    expect(told).toHaveLength(4)
    for (const [before, after] of [
      [first, second],
      [second, third],
    ]) {
      const minutes = ((after?.iat ?? 0) - (before?.iat ?? 0)) / 60
      expect(minutes).toBeCloseTo((recordLifeS / 60) * 0.625, 0)
      expect(after?.seq).toBeGreaterThan(before?.seq ?? 0)
    }
  })

  it('comes back by itself when the directory does, under the same key', async () => {
    const data = temporaryFolder()
    const options = { http: false, data, store: `sqlite:${data}/directory.db` }
    const first = await startDirectory(options)
    const a = join(first, alice, 'alice')
    await a.online
    await first.stop()
    expect(await a.until(({ state }) => state === 'waiting')).toMatchObject({
      error: { code: 'directory-unavailable' },
      nextTryAt: expect.any(Number),
      claimed: null,
    })
    const again = await startDirectory({ ...options, port: first.address.port })
    expect(again.id).toBe(first.id)
    a.client.wake()
    expect(await a.online).toMatchObject({ claimed: 'alice', error: null })
  })
})
