import type { Card } from '../../shared/model/person.ts'
import type { ListenerStatus, StorageStatus } from '../../shared/model/status.ts'

const id = 'XBOCYPPFIRGCWPZ4KWJVQ2RA4J5YNWELXAAP3TVZSSCLQ2NOPSY3'

export function createCard(overrides: Partial<Card> = {}): Card {
  return {
    id,
    name: 'Awa Diallo',
    color: 'terracotta',
    picture: null,
    idText: (`${id}7KQ2`.match(/.{1,7}/g) ?? []).join('-'),
    invitation: `palabre://192.168.1.12:3000/?id=${id}&name=Awa%20Diallo`,
    addresses: [
      { host: '192.168.1.12', port: 3000, interface: 'wlan0' },
      { host: 'fd12:3456:789a::12', port: 3000, interface: 'wlan0' },
    ],
    ...overrides,
  }
}

export function createListening(overrides: Partial<Extract<ListenerStatus, { state: 'listening' }>> = {}): ListenerStatus {
  return { state: 'listening', host: '::', port: 3000, wantedPort: 3000, ...overrides }
}

export function createStorage(overrides: Partial<StorageStatus> = {}): StorageStatus {
  return { protection: 'keychain', error: null, waiting: 0, rescued: null, ...overrides }
}
