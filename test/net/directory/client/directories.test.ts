import { join as path } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/net/core/clock.ts'
import { dial } from '../../../../electron/net/core/dial.ts'
import { silentLogger } from '../../../../electron/net/core/logger.ts'
import { directoriesMax, graceMs } from '../../../../electron/net/protocols/directory/client/constants.ts'
import { createDirectories, type Directories, type DirectoriesOptions, openRecords } from '../../../../electron/net/protocols/directory/client/index.ts'
import type { Identity } from '../../../../electron/net/protocols/secure-peer/types.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { FoundPerson } from '../../../../shared/model/directory.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { checkLeaks } from '../../../helpers/leak-check.ts'
import { atEnd, recordOf, someone, startDirectory, temporaryFolder } from '../harness.ts'
import { fake, home, join, personOf, plainly, Waiter } from './harness.ts'

checkLeaks()

let alice: Identity
let bob: Identity
let carol: Identity
beforeAll(async () => {
  ;[alice, bob, carol] = await Promise.all([someone(), someone(), someone()])
})

interface Subject {
  readonly all: Directories
  readonly people: Waiter<FoundPerson>
  readonly pinned: [Address, string][]
  online(count: number): Promise<void>
}

type Where = { readonly address: Address; readonly plain?: boolean; readonly pinned?: string | null }

function joinAll(where: readonly Where[], more: Partial<DirectoriesOptions> = {}): Subject {
  const people = new Waiter<FoundPerson>()
  const pinned: [Address, string][] = []
  const looks = new Set<() => void>()
  const all = createDirectories({
    directories: where.map(({ address, plain = false, pinned: id = null }) => ({ address, plain, pinned: id })),
    identity: bob,
    clock: systemClock,
    logger: silentLogger,
    dial,
    name: () => 'bob',
    addresses: () => [home],
    watched: () => [],
    onPinned: (address, id) => pinned.push([address, id]),
    onChange: () => {
      for (const look of [...looks]) look()
    },
    onPerson: (found) => people.add(found),
    random: () => 0.01,
    ...more,
  })
  const online = (count: number) =>
    new Promise<void>((fulfil) => {
      const look = () => {
        if (all.statuses().filter(({ state }) => state === 'online').length !== count) return
        looks.delete(look)
        fulfil()
      }
      looks.add(look)
      look()
    })
  all.start()
  atEnd(() => all.stop())
  return { all, people, pinned, online }
}

const alicesRecord = (more = {}) => personOf(alice.id, 'alice', recordOf(alice, 'alice', more))
const finds = (person: () => unknown) => ({ reply: ({ type }: { type: string }) => type === 'find' && { type: 'found', person: person() } })

describe('several directories', () => {
  it('are asked at once, and answer as one', async () => {
    const [one, two] = [await startDirectory(), await startDirectory()]
    const both = joinAll([plainly(one), plainly(two)])
    await both.online(2)
    expect(both.pinned).toEqual([
      [one.address, one.id],
      [two.address, two.id],
    ])
    expect(await both.all.find('alice')).toBeNull()
    expect(await both.all.find('a name that nobody can have 🙂')).toBeNull()
    await join(plainly(two), alice, 'alice').online
    expect(await both.all.find('alice')).toMatchObject({ id: alice.id, directory: two.address })
    const newer = join(plainly(one), alice, 'alice')
    newer.addresses = [{ host: '192.0.2.9', port: 3009 }]
    await newer.online
    expect(await both.all.lookup('alice')).toMatchObject([{ id: alice.id, addresses: [{ host: '192.0.2.9' }] }])
    expect(await both.all.find({ id: alice.id })).toMatchObject({ name: 'alice', state: 'online' })
    expect(both.all.client(two.address)?.status()).toMatchObject({ claimed: 'bob' })
    expect(both.all.client(home)).toBeNull()
  })

  it('that give one name to two people: ambiguous, and both can be seen', async () => {
    const [one, two] = [await startDirectory(), await startDirectory()]
    const both = joinAll([plainly(one), plainly(two)])
    await Promise.all([both.online(2), join(plainly(one), alice, 'sam').online, join(plainly(two), carol, 'Sam').online])
    await expect(both.all.find('sam')).rejects.toMatchObject({ code: 'ambiguous-name', details: { name: 'sam', count: 2 } })
    expect((await both.all.lookup('SAM')).map(({ id }) => id).sort()).toEqual([alice.id, carol.id].sort())
    expect(await both.all.find({ id: carol.id })).toMatchObject({ name: 'Sam' })
    await two.stop()
    await both.online(1)
    // The kept word of the one that is away still counts: else whoever takes the name at the other would pass for them.
    await expect(both.all.find('sam')).rejects.toMatchObject({ code: 'ambiguous-name' })
  })

  it('one that lies does not keep the truth of another away', async () => {
    const liar = await fake(finds(() => personOf(alice.id, 'alice', recordOf(carol, 'alice'))))
    const honest = await fake(finds(() => alicesRecord()))
    const both = joinAll([liar, honest])
    await both.online(2)
    expect(await both.all.find('alice')).toMatchObject({ id: alice.id, directory: honest.address })
    const alone = joinAll([liar])
    await alone.online(1)
    await expect(alone.all.find('alice')).rejects.toMatchObject({ code: 'directory-lies' })
  })

  it('one that is slow is waited for a moment only, then its kept record speaks for it', async () => {
    const clock = new FakeClock(Date.now())
    const silence = new Set(['slow'])
    const slow = await fake({
      reply: ({ type }) => type === 'find' && !silence.has('slow') && { type: 'found', person: personOf(carol.id, 'alice', recordOf(carol, 'alice')) },
    })
    const quick = await fake(finds(() => alicesRecord()))
    const both = joinAll([slow, quick], { clock })
    await both.online(2)
    const answered = quick.asked.until(({ type }) => type === 'find')
    const finding = both.all.find('alice')
    await answered
    await both.all.client(quick.address)?.find({ id: alice.id })
    clock.advance(graceMs)
    expect(await finding).toMatchObject({ id: alice.id })
    // By identity nobody is waited for once somebody says "online".
    expect(await both.all.find({ id: alice.id })).toMatchObject({ id: alice.id })
    silence.clear()
    await expect(both.all.find('alice')).rejects.toMatchObject({ code: 'ambiguous-name' })
    silence.add('slow')
    const again = both.all.find('alice')
    await both.all.client(quick.address)?.find({ id: alice.id })
    clock.advance(graceMs)
    await expect(again).rejects.toMatchObject({ code: 'ambiguous-name' })
  })

  it('make one list: everyone once, nobody skipped, page by page', async () => {
    const [one, two] = [await startDirectory(), await startDirectory()]
    const crowd = await Promise.all(Array.from({ length: 12 }, someone))
    const names = crowd.map((_, i) => `p${String.fromCharCode(97 + ((i * 7) % 12))}x`)
    await Promise.all(
      crowd.flatMap((each, i) => [
        ...(i % 3 === 0 ? [] : [join(plainly(one), each, names[i] ?? '').online]),
        ...(i % 3 === 1 ? [] : [join(plainly(two), each, names[i] ?? '').online]),
      ]),
    )
    const both = joinAll([plainly(one), plainly(two)])
    await both.online(2)
    const seen: string[] = []
    let after: string | null = null
    for (let pages = 0; pages < 20; pages++) {
      const page = await both.all.search('p', { after, limit: 3 })
      expect(page.people.length).toBeLessThanOrEqual(3)
      seen.push(...page.people.map(({ name }) => name))
      after = page.next
      if (after === null) break
    }
    expect(seen).toEqual([...names].sort())
  })

  it('tell together who is there: online when one says so, and unknown when none can tell', async () => {
    const [one, two] = [await startDirectory(), await startDirectory()]
    const both = joinAll([plainly(one), plainly(two)], { watched: () => [alice.id] })
    await both.online(2)
    const [atOne, atTwo] = [join(plainly(one), alice, 'alice'), join(plainly(two), alice, 'alice')]
    await Promise.all([atOne.online, atTwo.online])
    await both.people.until(({ state }) => state === 'online')
    await atOne.client.stop()
    const told = both.people.all.length
    await both.all.client(one.address)?.observed()
    await both.all.client(two.address)?.observed()
    expect(both.people.all.slice(told).every(({ state }) => state === 'online')).toBe(true)
    await two.stop()
    await both.people.until(({ state, directory }) => state === 'offline' && directory.port === one.address.port)
    await one.stop()
    await both.people.until(({ state }) => state === 'unknown')
  })

  it('come and go with the list', async () => {
    const [one, two] = [await startDirectory(), await startDirectory()]
    const some = joinAll([plainly(one)])
    await some.online(1)
    some.all.set([
      { ...plainly(one), pinned: one.id },
      { ...plainly(two), pinned: null },
    ])
    await some.online(2)
    some.all.set([{ ...plainly(two), pinned: two.id }])
    await some.online(1)
    expect(some.all.statuses()).toMatchObject([{ address: two.address, state: 'online' }])
    some.all.set(Array.from({ length: 20 }, (_, i) => ({ address: { host: '127.0.0.1', port: i + 1 }, pinned: null })))
    expect(some.all.statuses()).toHaveLength(directoriesMax)
    some.all.set([])
    await expect(some.all.find('alice')).rejects.toMatchObject({ code: 'directory-unavailable' })
  })
})

it('after a restart, with every directory away, people are found from the kept records', async () => {
  const file = path(temporaryFolder(), 'directory-records.jsonl')
  const directory = await startDirectory()
  await join(plainly(directory), alice, 'Alice').online
  const kept = () => openRecords({ file, clock: systemClock, logger: silentLogger })
  const before = joinAll([plainly(directory)], { records: kept() })
  await before.online(1)
  await before.all.find('alice')
  await before.all.stop()
  await directory.stop()
  const after = joinAll([plainly(directory)], { records: kept() })
  const remembered = { id: alice.id, name: 'Alice', addresses: [home], state: 'unknown', expired: false, asOf: expect.any(Number) }
  expect(await after.all.find('aLICE')).toMatchObject(remembered)
  expect(await after.all.find({ id: alice.id })).toMatchObject(remembered)
  expect((await after.all.search('al')).people).toMatchObject([remembered])
  await expect(after.all.find('carol')).rejects.toMatchObject({ code: 'directory-unavailable', details: { ...directory.address } })
})
