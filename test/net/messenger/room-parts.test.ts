import { describe, expect, it } from 'vitest'
import { Absence } from '../../../electron/net/messenger/rooms/absence.ts'
import { memberAddress } from '../../../electron/net/messenger/rooms/member-way.ts'
import { Names } from '../../../electron/net/messenger/rooms/names.ts'
import { type Answered, standingsOf, whoseTurn } from '../../../electron/net/messenger/rooms/standings.ts'
import { Whereabouts } from '../../../electron/net/messenger/rooms/whereabouts.ts'
import { newFacts } from '../../../electron/net/protocols/room/facts.ts'
import type { Address } from '../../../shared/model/address.ts'

const at = (port: number) => ({ host: '192.0.2.1', port })
const answer = (id: string, seq: number, more: Partial<Answered> = {}): Answered => ({ id, epoch: 1, seq, hosting: false, address: at(seq), ...more })

describe('the absence of a host', () => {
  it('is long after ten seconds, or at once when it said goodbye', () => {
    const absence = new Absence()
    expect(absence.isLong(99_999)).toBe(false)
    absence.begins(1_000)
    absence.begins(9_000)
    expect([absence.isLong(10_999), absence.isLong(11_000)]).toEqual([false, true])
    absence.ends()
    absence.isForGood(50)
    expect(absence.isLong(50)).toBe(true)
  })

  it('is waited for longer and longer, and never long where the room can go on', () => {
    const [known, unknown] = [new Absence(), new Absence()]
    known.begins(0)
    unknown.begins(0)
    expect([1, 2, 3, 4, 5].map(() => known.nextWait(true))).toEqual([500, 1_000, 2_000, 2_000, 2_000])
    expect(Array.from({ length: 8 }, () => unknown.nextWait(false)).at(-1)).toBe(30_000)
    unknown.forgetTries()
    expect(unknown.nextWait(false)).toBe(500)
  })
})

describe('whose turn it is to host', () => {
  it('is whoever does, under the latest epoch; else who has most of the log; nobody knows where nobody answers', () => {
    const host = answer('b', 3, { hosting: true, epoch: 2 })
    expect(whoseTurn([answer('a', 9), host, answer('c', 3, { hosting: true })], null)).toBe(host)
    expect(whoseTurn([answer('a', 3)], answer('me', 5))).toBe('mine')
    expect(whoseTurn([answer('a', 7)], answer('me', 5))).toBe('theirs')
    expect(whoseTurn([answer('a', 7)], null)).toBe('theirs')
    expect(whoseTurn([], null)).toBeNull()
  })
})

describe('where a host is said to be', () => {
  it('is news once, looked for once, at four addresses', () => {
    const whereabouts = new Whereabouts()
    const addresses = [1, 2, 3, 4, 5].map(at)
    expect([whereabouts.hear(addresses, 'h'), whereabouts.hear(addresses, 'h'), whereabouts.hear(addresses, 'other')]).toEqual([true, false, true])
    expect(whereabouts.take()).toEqual([1, 2, 3, 4].map((port) => ({ address: at(port), expected: 'other' })))
    expect(whereabouts.take()).toEqual([])
  })

  it('is kept once it is true: a hint as it was, a standby where it listens for all, the known place as it is', () => {
    const whereabouts = new Whereabouts()
    whereabouts.triesAim(at(1))
    expect([whereabouts.isAim, whereabouts.found(at(9)), whereabouts.isAim]).toEqual([true, at(1), false])
    whereabouts.triesStandby()
    expect([whereabouts.found(at(9)), whereabouts.found(at(9))]).toEqual([at(9), null])
    whereabouts.triesAim(at(1))
    whereabouts.triesBefore()
    expect(whereabouts.found(at(9))).toBeNull()
  })
})

function aRoom() {
  const facts = newFacts({ room: 'r', name: 'Salle', rules: { entry: 'anyone', plain: true, announced: true }, owner: 'host' })
  const member = (key: string, host: string, standby: number) => facts.members.set(key, { key, name: key, color: 'teal', host, port: 1, standby })
  return { facts, member }
}

it('a member is where the host sees them; the host, and who shares its computer, where I reached it', () => {
  const { facts, member } = aRoom()
  member('host', '127.0.0.1', 9_000)
  member('far', '192.0.2.7', 5_000)
  member('beside', '127.0.0.1', 5_001)
  member('silent', '192.0.2.8', 0)
  const way = (who: string, isHosting = false) => memberAddress(facts, who, at(9_000), isHosting)
  expect([way('host'), way('far'), way('beside'), way('silent'), way('nobody')]).toEqual([
    at(9_000),
    { host: '192.0.2.7', port: 5_000 },
    { host: '192.0.2.1', port: 5_001 },
    null,
    null,
  ])
  expect(way('beside', true)).toEqual({ host: '127.0.0.1', port: 5_001 })
  // The host's word: it sends nobody to what listens on their own computer, nor to names that somebody answers for.
  for (const host of ['0.0.0.0', '::', '::ffff:7f00:1', '0:0:0:0:0:0:0:1', '127.1', 'localhost', '0x7f000001', 'intranet.example', '']) {
    member('sly', host, 22)
    expect(way('sly')?.host ?? 'nowhere').toMatch(/^(192\.0\.2\.1|nowhere)$/)
  }
  member('linked', 'fe80::1%eth0', 5_002)
  expect(way('linked')).toEqual({ host: 'fe80::1%eth0', port: 5_002 })
})

it('asks who shares the host’s computer there, and not at its own', async () => {
  const { facts, member } = aRoom()
  member('host', '127.0.0.1', 9_000)
  member('beside', '127.0.0.1', 5_001)
  member('far', '192.0.2.7', 5_000)
  member('name:nc', '192.0.2.7', 0)
  member('me', '192.0.2.9', 5_002)
  const asked: Address[] = []
  const core = {
    identity: { id: 'me' },
    dial: async (address: Address) => {
      asked.push(address)
      throw new Error('nobody')
    },
  }
  await standingsOf(facts, at(9_000), core as never, new AbortController().signal)
  expect(asked).toEqual([at(9_000), { host: '192.0.2.1', port: 5_001 }, { host: '192.0.2.7', port: 5_000 }])
})

it('names of those who come and go are not kept without end, and the newest hold', () => {
  const names = new Names({ ofPerson: () => null })
  names.came('ada', 'Ada')
  names.wasCalled('ada', 'Adèle')
  expect(names.of('ada')).toBe('Ada')
  for (let i = 0; i < 5_000; i++) names.came(`name:p${i}`, `P${i}`)
  expect([names.of('ada'), names.of('name:p4999'), names.of('name:p0')]).toEqual(['ada', 'P4999', 'p0'])
})
