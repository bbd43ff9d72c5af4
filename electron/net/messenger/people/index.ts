import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { NearbyPerson, NearbyRoom, NetworkStatus } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Settings } from '../../../../shared/model/settings.ts'
import type { DoctorDirectory } from '../../diagnostics/doctor/index.ts'
import type { Conversations } from '../conversations.ts'
import type { Core, Whereabouts } from '../core.ts'
import type { Switchboard } from '../switchboard.ts'
import { createMyDirectories } from './directories.ts'
import { HostedDirectories } from './hosted.ts'
import { type MakeDiscovery, Nearby, type NearbyRooms } from './nearby.ts'
import { Resolver } from './resolve.ts'

export type { MakeDiscovery }

/** Everything that finds people: this network, directories, names, invitations. */
export interface People {
  readonly resolver: Resolver
  /** Follows the settings, the listener and one's own addresses. */
  follow(): Promise<void>
  /** The computer woke, or changed network. */
  wake(): void
  stop(): Promise<void>
  scan(on: boolean): void
  decideKey(address: Address, decision: 'accept' | 'refuse'): void
  nearby(): readonly NearbyPerson[]
  /** Announced on this network now. Throws `AppError` room-gone. */
  room(room: string, hostId: PersonId): NearbyRoom
  /** A room of mine began, ended or changed. */
  roomsChanged(): void
  network(): NetworkStatus
  whereabouts(id: PersonId): Whereabouts
  /** Directories that answer now, as the doctor asks them. */
  helpers(): readonly DoctorDirectory[]
}

export interface PeopleDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  readonly rooms: NearbyRooms
  /** The profile's. */
  readonly folder: string
  /** Where one can be reached. */
  readonly addresses: () => readonly Address[]
  readonly updateSettings: (patch: Partial<Settings>) => Promise<Settings>
  readonly makeDiscovery?: MakeDiscovery
}

/** Addresses from invitations that are remembered while the app runs. */
const mostInvited = 100

export function createPeople({ core, conversations, switchboard, rooms, folder, addresses, updateSettings, makeDiscovery }: PeopleDeps): People {
  const tell = () => nearby.tell()
  const keep = (met: Settings['directories']) =>
    void updateSettings({ directories: met }).catch((thrown) => core.logger.error('a directory was not kept', { error: String(thrown) }))
  const directories = createMyDirectories({ core, conversations, folder, addresses, keep, onChange: tell })
  const hosted = new HostedDirectories(core, join(folder, 'directory'), tell)
  const onNoticed = (id: string) => switchboard.noticed(id)
  const invited = new Map<PersonId, Address>()
  const onInvited = (id: PersonId, address: Address) => {
    if (invited.size >= mostInvited) invited.clear()
    invited.set(id, address)
  }
  const nearby = new Nearby({ core, directories, hosted, rooms, onNoticed, ...(makeDiscovery ? { makeDiscovery } : {}) })
  return {
    resolver: new Resolver({ core, conversations, switchboard, nearby, directories, onInvited }),
    async follow() {
      directories.follow()
      await Promise.all([nearby.follow(), hosted.follow()])
    },
    wake() {
      nearby.wake()
      directories.wake()
    },
    async stop() {
      await Promise.all([nearby.stop(), directories.stop(), hosted.stop()])
    },
    scan: (on) => nearby.scan(on),
    decideKey: (address, decision) => directories.decideKey(address, decision),
    nearby: () => nearby.people(),
    room(room, hostId) {
      const found = nearby.rooms().find((each) => each.room === room && each.hostId === hostId)
      if (!found) throw new AppError('room-gone')
      return found
    },
    roomsChanged: () => nearby.roomsChanged(),
    network: () => nearby.status(),
    helpers: () => directories.helpers(),
    whereabouts(id) {
      const { near, far } = nearby.whereabouts(id)
      const said = invited.get(id)
      return { near, far: said ? [said, ...far] : far }
    },
  }
}
