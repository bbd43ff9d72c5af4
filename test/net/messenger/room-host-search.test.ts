import { describe, expect, it } from 'vitest'
import { HostSearch } from '../../../electron/net/messenger/rooms/host-search.ts'
import type { Aim } from '../../../electron/net/messenger/rooms/whereabouts.ts'
import { newFacts } from '../../../electron/net/protocols/room/facts.ts'
import type { StoredRoom } from '../../../electron/store/types.ts'
import { AppError } from '../../../shared/errors.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

const at = (port: number) => ({ host: '192.0.2.1', port })
const wrongKey = (offered: string) => new AppError('wrong-key', { offered }).toData()
const silent = new AppError('ETIMEDOUT').toData()

/** A search in a room that `host` hosts; nobody answers at `closed`, nor when members are asked. */
function aSearch({ isKnown = true, closed = [] as number[] } = {}) {
  const clock = new FakeClock()
  const entered: Aim[] = []
  const facts = newFacts({ room: 'r', name: 'Salle', rules: { entry: 'anyone', plain: true, announced: true }, owner: 'host' })
  facts.members.set('ada', { key: 'ada', name: 'Ada', color: 'teal', host: '192.0.2.7', port: 1, standby: 5_000 })
  const stored: StoredRoom = {
    conversationId: 'c',
    mode: 'palabre',
    room: isKnown ? 'r' : null,
    hostId: 'host',
    facts: null,
    hosting: null,
    ticket: null,
    joined: true,
  }
  const standby = {
    isHosting: false,
    isListening: true,
    address: at(6_000),
    moveTo: async (port: number) => {
      standby.address = at(port)
    },
    promote: () => {
      standby.isHosting = true
    },
  }
  const kept = { stored, facts: isKnown ? facts : null, keep: (change: Partial<StoredRoom>) => Object.assign(stored, change) }
  const search = new HostSearch({
    core: {
      identity: { id: 'me' } as never,
      clock,
      logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} } as never,
      settings: () => ({ name: 'me' }) as never,
      dial: async () => {
        throw new AppError('ETIMEDOUT')
      },
    },
    kept,
    standby,
    knownAddress: () => at(9_000),
    remote: () => at(1_234),
    enter: async (aim) => {
      entered.push(aim)
      if (closed.includes(aim.address.port)) throw new AppError('ECONNREFUSED')
    },
  })
  const find = () => search.find(new AbortController().signal)
  return { search, find, entered, facts, stored, standby, clock }
}

describe('the search for a room’s host', () => {
  it('looks where it was said to be before it looks where it was, once, and keeps what was true', async () => {
    const { search, find, entered, facts } = aSearch({ closed: [1] })
    search.aim([at(1), at(2)], 'ada')
    await find()
    expect(entered).toEqual([
      { address: at(1), expected: 'ada' },
      { address: at(2), expected: 'ada' },
    ])
    expect([search.isAim, search.found(facts.hostPort), search.isAim]).toEqual([true, at(2), false])
    await find()
    expect(entered.slice(2)).toEqual([{ address: at(9_000), expected: 'host' }])
    expect(search.found(9_001)).toBeNull()
  })

  it('says why, if it is at none of these', async () => {
    const { search, find, entered } = aSearch({ closed: [1, 9_000] })
    search.aim([at(1)], 'ada')
    await expect(find()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(entered.map(({ address }) => address.port)).toEqual([1, 9_000])
    expect(search.isAim).toBe(false)
  })

  it('ends where nobody else answers ten seconds after the host went: the room goes on here, where everybody knows it', async () => {
    const { search, find, entered, stored, standby, clock, facts } = aSearch()
    expect(search.lost(null, true)).toBe(true)
    await find()
    clock.advance(10_000)
    await find()
    expect(entered.map(({ address, expected }) => [address.host, address.port, expected])).toEqual([
      ['192.0.2.1', 9_000, 'host'],
      ['127.0.0.1', 9_000, 'me'],
    ])
    expect([standby.isHosting, stored.hostId, stored.hosting]).toEqual([true, 'me', 9_000])
    expect(stored.ticket).toMatch(/./)
    expect(search.hostAt(facts.epoch, 9_000)).toEqual(at(9_000))
  })

  it('does not wait for a host that said goodbye, nor where somebody else of the room answers', async () => {
    for (const gone of [(one: HostSearch) => one.lost('closing', true), (one: HostSearch) => one.failed(wrongKey('ada'))]) {
      const { search, find, standby } = aSearch()
      expect(gone(search)).toBe(true)
      await find()
      expect(standby.isHosting).toBe(true)
    }
  })

  it('is over for who was sent away, where a stranger answers, and where no room ever did', () => {
    expect(aSearch().search.lost('banned', true)).toBe(false)
    expect(aSearch().search.failed(wrongKey('mallory'))).toBe(false)
    expect(aSearch({ isKnown: false }).search.failed(silent)).toBe(false)
    expect(aSearch().search.failed(silent)).toBe(true)
  })

  it('tells the host’s address for all of its own epoch alone', () => {
    const { search, facts } = aSearch()
    expect(search.hostAt(facts.epoch, 9_001)).toEqual({ host: '192.0.2.1', port: 9_001 })
    expect([search.hostAt(facts.epoch + 1, 9_001), search.hostAt(facts.epoch, 0)]).toEqual([null, null])
  })
})
