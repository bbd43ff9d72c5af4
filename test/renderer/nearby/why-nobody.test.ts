import { describe, expect, it } from 'vitest'
import { placesOf, whyNotFar, whyNotNear } from '../../../renderer/features/nearby/why-nobody.ts'
import type { DirectoryStatus } from '../../../shared/model/directory.ts'
import { type DiscoveryLink, type DiscoveryStatus, type NetworkStatus, quietNetwork } from '../../../shared/model/nearby.ts'

const listening = { state: 'listening', host: '::', port: 3000, wantedPort: 3000 } as const
const link = (rest: Partial<DiscoveryLink>): DiscoveryLink => ({
  interface: 'eth0',
  family: 4,
  address: '10.0.0.2',
  beaconHeard: 'yes',
  mdnsHeard: 'yes',
  error: null,
  ...rest,
})
const on = (...links: DiscoveryLink[]): DiscoveryStatus => ({ on: true, links, skipped: [], error: null })
const near = (discovery: DiscoveryStatus) => whyNotNear({ ...quietNetwork, discovery }, listening)
const directory = (rest: Partial<DirectoryStatus>): NetworkStatus => {
  const status = { address: { host: 'dir', port: 3100 }, id: null, offeredId: null, claimed: null, error: null, observed: null, nextTryAt: null }
  return { ...quietNetwork, directories: [{ ...status, state: 'online', ...rest }] }
}
const unheard = { beaconHeard: 'no', mdnsHeard: 'no' } as const

describe('why nobody is near', () => {
  it('has nothing to say when all works', () => {
    expect(near(on(link({})))).toEqual([])
    expect(near(on(link({ beaconHeard: 'waiting', mdnsHeard: 'waiting' })))).toEqual([])
  })

  it('says that discovery is off, and only that', () => {
    expect(near({ ...on(), on: false })).toMatchObject([{ why: 'discovery-off', mend: 'discovery' }])
  })

  it('says that there is no interface, or that it could not start', () => {
    expect(near(on())).toMatchObject([{ why: 'no-interface', mend: 'settings' }])
    const error = { code: 'EACCES', details: {} } as const
    expect(near({ ...on(link({})), error })).toMatchObject([{ why: 'discovery-failed', error }])
  })

  it('suspects a firewall only where nothing at all comes back', () => {
    expect(near(on(link(unheard)))).toMatchObject([{ why: 'not-heard', about: 'eth0' }])
    expect(near(on(link(unheard), link({ family: 6 })))).toEqual([])
    expect(near(on(link({ ...unheard, mdnsHeard: 'yes' })))).toEqual([])
    expect(near(on(link({}), link({ ...unheard, interface: 'wlan0' })))).toMatchObject([{ why: 'not-heard', about: 'wlan0' }])
  })

  it('says that nothing can be sent when every family fails', () => {
    const error = { code: 'EPERM', details: {} } as const
    expect(near(on(link({ error })))).toMatchObject([{ why: 'link-failed', about: 'eth0', error }])
    expect(near(on(link({ error }), link({ family: 6 })))).toEqual([])
  })

  it('says that the own port is closed', () => {
    const listener = { state: 'failed', error: { code: 'EADDRINUSE', details: {} } } as const
    expect(whyNotNear({ ...quietNetwork, discovery: on(link({})) }, listener)).toMatchObject([{ why: 'no-listener' }])
  })
})

describe('why nobody is in a directory', () => {
  it('says in which state each one is', () => {
    expect(whyNotFar(quietNetwork)).toMatchObject([{ why: 'no-directory', mend: 'directory' }])
    expect(whyNotFar(directory({}))).toEqual([])
    expect(whyNotFar(directory({ state: 'waiting' }))).toMatchObject([{ why: 'directory-waiting', about: 'dir:3100' }])
    expect(whyNotFar(directory({ state: 'key-changed' }))).toMatchObject([{ why: 'directory-key', mend: 'key' }])
  })
})

describe('where a pseudonym is looked up', () => {
  it('tells the asked from those that are away', () => {
    expect(placesOf(quietNetwork)).toEqual({ network: false, asked: [], away: [] })
    expect(placesOf({ ...directory({}), discovery: on() })).toEqual({ network: true, asked: ['dir:3100'], away: [] })
    expect(placesOf(directory({ state: 'waiting' }))).toEqual({ network: false, asked: [], away: ['dir:3100'] })
  })
})
