import type { Address } from '../../shared/model/address.ts'
import type { DirectoryStatus } from '../../shared/model/directory.ts'
import type { DiscoveryLink, DiscoveryStatus, HostedDirectory } from '../../shared/model/nearby.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { createRandom, fakePersonId } from './random.ts'

const link = (name: string, address: string, heard: Partial<DiscoveryLink> = {}): DiscoveryLink => ({
  interface: name,
  family: address.includes(':') ? 6 : 4,
  address,
  beaconHeard: 'yes',
  mdnsHeard: 'yes',
  error: null,
  ...heard,
})

const links = [
  link('wlan0', '192.168.1.12'),
  link('wlan0', 'fe80::2a1:9ff:fe3c:12', { mdnsHeard: 'waiting' }),
  link('eth0', '10.0.0.12', { beaconHeard: 'no', mdnsHeard: 'no' }),
]

const skipped = [
  { interface: 'docker0', reason: 'virtual' },
  { interface: 'usb0', reason: 'self-assigned' },
  { interface: 'tun0', reason: 'no-broadcast' },
] as const

/** What discovery finds with these settings: one interface that hears itself, one that does not, some that can't be used. */
export function fakeDiscovery({ discovery, interfaces }: Settings, broken: boolean): DiscoveryStatus {
  if (!discovery) return { on: false, links: [], skipped: [], error: null }
  if (broken) return { on: true, links: [link('wlan0', '192.168.1.12', denied)], skipped, error: { code: 'EPERM', details: {} } }
  const chosen = (name: string) => interfaces === null || interfaces.includes(name)
  const left = [...new Set(links.map((l) => l.interface))].filter((name) => !chosen(name))
  const added = skipped.filter((s) => interfaces?.includes(s.interface))
  return {
    on: true,
    links: [
      ...links.filter((l) => chosen(l.interface)),
      ...added.map((s) => link(s.interface, '172.17.0.1', { beaconHeard: 'waiting', mdnsHeard: 'waiting' })),
    ],
    skipped: [...skipped.filter((s) => !added.includes(s)), ...left.map((name) => ({ interface: name, reason: 'not-chosen' as const }))],
    error: null,
  }
}

const denied: Partial<DiscoveryLink> = { beaconHeard: 'no', mdnsHeard: 'no', error: { code: 'EPERM', details: {} } }

const idOf = (seed: number) => fakePersonId(createRandom(seed))

/** How asking a directory ends in the fake world: the name of the host decides. */
export function fakeDirectory(address: Address, { name }: Settings, now: number): DirectoryStatus {
  const { host, port } = address
  const status = { address: { host, port }, id: idOf(host.length), offeredId: null, claimed: null, observed: null, nextTryAt: null, error: null }
  const online: DirectoryStatus = { ...status, state: 'online', observed: { host: '192.168.1.12', port: 3000 } }
  if (host.startsWith('nowhere')) return { ...status, id: null, state: 'waiting', nextTryAt: now + 40_000, error: { code: 'ENOTFOUND', details: { host } } }
  if (host.startsWith('10.')) return { ...status, state: 'waiting', nextTryAt: now + 40_000, error: { code: 'directory-unavailable', details: { host, port } } }
  if (host.startsWith('taken')) return { ...online, error: { code: 'name-taken', details: { name, host } } }
  if (host.startsWith('other'))
    return { ...status, state: 'key-changed', offeredId: idOf(host.length + 1), error: { code: 'directory-key-changed', details: { host } } }
  return { ...online, claimed: name }
}

/** A directory that is being asked for the first time. */
export function fakeConnecting({ host, port }: Address): DirectoryStatus {
  return {
    address: { host, port },
    state: 'connecting',
    id: null,
    offeredId: null,
    claimed: null,
    error: null,
    observed: null,
    nextTryAt: null,
  }
}

export function fakeHosted({ hostDirectory, directoryPort }: Settings, broken: boolean): HostedDirectory {
  if (!hostDirectory) return { state: 'off' }
  if (broken) return { state: 'failed', error: { code: 'EADDRINUSE', details: { port: directoryPort } } }
  return { state: 'listening', port: directoryPort === 0 ? 41_300 : directoryPort, id: idOf(99) }
}
