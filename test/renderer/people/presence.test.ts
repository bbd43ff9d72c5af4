import { describe, expect, it } from 'vitest'
import { dotOf, presenceOf } from '../../../renderer/features/people/presence.ts'
import type { LinkState } from '../../../shared/model/conversation.ts'
import type { NearbyPerson, Source } from '../../../shared/model/nearby.ts'

const now = 1_000_000
const known = { blocked: false, lastSeenAt: 400_000 }
const link = (state: LinkState, missedAt: number | null = null) => ({ state, missedAt })
const around = (...sources: Source[]): Pick<NearbyPerson, 'online' | 'sources' | 'seenAt'> => ({ online: true, sources, seenAt: 900_000 })
const gone = (seenAt: number) => ({ online: false, sources: ['directory'] as const, seenAt })

describe('presence', () => {
  it('believes the connection first', () => {
    expect(presenceOf(known, link('open'), gone(1))).toEqual({ state: 'connected' })
    expect(presenceOf(known, link('connecting'), around('beacon'))).toEqual({ state: 'connecting' })
    for (const state of ['unstable', 'half-closed', 'key-changed'] as const) expect(presenceOf(known, link(state), around('beacon')).state).toBe('trouble')
  })

  it('says who says so when there is no connection', () => {
    for (const state of ['offline', 'waiting'] as const) {
      expect(presenceOf(known, link(state), around('beacon', 'directory')).state).toBe('nearby')
      expect(presenceOf(known, link(state), around('directory')).state).toBe('directory')
    }
    expect(presenceOf(null, null, around('mdns', 'beacon')).state).toBe('nearby')
  })

  it('takes an announcement back once they could not be reached after it, until they are heard again', () => {
    for (const source of ['beacon', 'mdns'] as const) {
      expect(presenceOf(known, link('waiting', 910_000), around(source), now)).toEqual({ state: 'seen', at: 900_000 })
      expect(presenceOf(known, link('offline', 910_000), around(source), now)).toEqual({ state: 'seen', at: 900_000 })
    }
    expect(presenceOf(known, link('waiting', 890_000), around('beacon'), now).state).toBe('nearby')
    expect(presenceOf(known, link('waiting', 910_000), around('beacon', 'directory'), now).state).toBe('directory')
    expect(presenceOf(known, link('connecting', 910_000), around('beacon'), now).state).toBe('connecting')
  })

  it('takes an announcement without a signature for no more than that', () => {
    const presence = presenceOf(known, link('offline'), around('mdns'))
    expect(presence.state).toBe('announced')
    expect(dotOf(presence)).toBe('offline')
    expect(presenceOf(known, null, around('mdns', 'directory')).state).toBe('directory')
  })

  it('tells the last sign of life, whoever had it', () => {
    expect(presenceOf(known, null, null, now)).toEqual({ state: 'seen', at: 400_000 })
    expect(presenceOf(known, link('waiting'), gone(700_000), now)).toEqual({ state: 'seen', at: 700_000 })
    expect(presenceOf(known, link('offline'), gone(100), now)).toEqual({ state: 'seen', at: 400_000 })
  })

  it('knows nothing where there is nothing to know', () => {
    expect(presenceOf({ blocked: false, lastSeenAt: null }, link('offline'), null, now)).toEqual({ state: 'unknown' })
    expect(presenceOf(null, null, null, now)).toEqual({ state: 'unknown' })
    expect(presenceOf({ blocked: true, lastSeenAt: 5 }, link('offline'), around('beacon'), now)).toEqual({ state: 'unknown' })
  })

  it('does not believe a sign of life that is still to come', () => {
    expect(presenceOf(known, null, gone(now + 1), now)).toEqual({ state: 'seen', at: 400_000 })
    expect(presenceOf(null, null, gone(now + 1), now)).toEqual({ state: 'unknown' })
  })
})
