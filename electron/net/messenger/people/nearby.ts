import { AppError, toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { DiscoveryStatus, NearbyPerson, NearbyRoom, NetworkStatus, ScanStatus } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Settings } from '../../../../shared/model/settings.ts'
import { isLoopback, lanAddresses } from '../../core/addresses.ts'
import { createDiscovery, scanSubnet } from '../../protocols/discovery/index.ts'
import type { Discovery, Entry, OwnRoom } from '../../protocols/discovery/types.ts'
import { type Core, emit, type Whereabouts } from '../core.ts'
import type { MyDirectories } from './directories.ts'
import type { HostedDirectories } from './hosted.ts'
import { mergePeople } from './merge.ts'

/** Of everything that goes on without anyone asking, the window is told at most this often, ms. */
const tellMs = 250

/** What goes into the search besides the settings: only for tests and other programs. */
export type MakeDiscovery = typeof createDiscovery

export interface NearbyDeps {
  readonly core: Core
  readonly directories: MyDirectories
  readonly hosted: HostedDirectories
  readonly rooms: NearbyRooms
  readonly makeDiscovery?: MakeDiscovery
  /** Someone of whom there is a conversation was noticed. */
  readonly onNoticed: (id: string) => void
}

/** The rooms of this computer, as far as the network has to do with them. */
export interface NearbyRooms {
  /** Hosted here, and to be known of. */
  readonly announced: () => readonly OwnRoom[]
  readonly conversationOf: (room: string) => ConversationId | null
  /** Where rooms are said to be now. */
  readonly onNoticed: (rooms: readonly NearbyRoom[]) => void
}

/** Who is around, from this network and from the directories, and how well one can tell. */
export class Nearby {
  readonly #deps: NearbyDeps
  readonly #core: Core
  #discovery: Discovery | null = null
  /** Of the discovery that runs: which settings it was made with. */
  #running = ''
  #isStopped = false
  #scan: ScanStatus | null = null
  #scanning: AbortController | null = null
  #isResting = false
  #hasNews = false
  /** Who was there when the links were told last. */
  #noticed: ReadonlyMap<PersonId, string> = new Map()

  constructor(deps: NearbyDeps) {
    this.#deps = deps
    this.#core = deps.core
  }

  /** Starts, stops or changes what the settings and the listener ask for. */
  async follow(): Promise<void> {
    if (this.#isStopped) return
    const settings = this.#core.settings()
    const wanted = wantsDiscovery(settings) ? JSON.stringify([interfacesOf(settings), this.#core.port() !== 0]) : ''
    if (wanted === this.#running) {
      this.#discovery?.refresh()
      return
    }
    this.#running = wanted
    const before = this.#discovery
    this.#discovery = null
    await before?.stop()
    if (wanted !== '' && this.#running === wanted) {
      const discovery = this.#make(settings)
      this.#discovery = discovery
      await discovery.start()
    }
    this.tell()
  }

  wake(): void {
    this.#discovery?.wake()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#running = ''
    this.#scanning?.abort()
    await this.#discovery?.stop()
    this.#discovery = null
  }

  /** Merged, best first. */
  people(): readonly NearbyPerson[] {
    const conversationOf = (id: PersonId) => this.#core.store.read.conversationIdOfPerson(id)
    return mergePeople(this.#entries(), this.#deps.directories.people(), { conversationOf, limit: limits.nearby })
  }

  /** Also someone who was only looked for once. */
  person(id: PersonId): { readonly id: PersonId; readonly name: string | null; readonly addresses: readonly Address[] } | null {
    return this.#entries().find((entry) => entry.id === id) ?? this.#deps.directories.person(id)
  }

  whereabouts(id: PersonId): Whereabouts {
    const near = this.#entries().find((entry) => entry.id === id)?.addresses ?? []
    return { near, far: this.#deps.directories.person(id)?.addresses ?? [] }
  }

  status(): NetworkStatus {
    return {
      discovery: this.#discoveryStatus(),
      directories: this.#deps.directories.statuses(),
      hosted: this.#deps.hosted.status(),
      scan: this.#scan,
      rooms: this.rooms(),
    }
  }

  rooms(): readonly NearbyRoom[] {
    const entries = this.#discovery?.rooms() ?? []
    return entries.map(({ via, addresses, room, hostId, hostName, name, entry, plain, people }) => {
      // An address of IPv6 is of one link only.
      const best = addresses.toSorted((a, b) => Number(a.host.includes(':')) - Number(b.host.includes(':')))
      const conversationId = this.#deps.rooms.conversationOf(room)
      return { room, hostId, hostName, name, entry, plain, people, addresses: best, signed: via.includes('beacon'), conversationId }
    })
  }

  /** A room of mine began, ended or changed. */
  roomsChanged(): void {
    this.#discovery?.roomsChanged()
    this.tell()
  }

  /** Something changed; the stream hears of it now and then, the links at once. */
  tell(): void {
    this.#hasNews = true
    if (this.#isResting || !this.#core.isOpen()) return
    this.#isResting = true
    setImmediate(() => this.#tellNow())
  }

  scan(on: boolean): void {
    this.#scanning?.abort()
    this.#scanning = null
    if (!on) {
      this.#setScan(this.#scan && { ...this.#scan, running: false })
      return
    }
    const mine = lanAddresses().find((address) => address.family === 4 && !address.virtual)
    if (!mine) throw new AppError('ENETUNREACH')
    const scanning = new AbortController()
    this.#scanning = scanning
    this.#setScan({ running: true, done: 0, total: 254, found: [] })
    const onProgress = ({ done, of, found }: { readonly done: number; readonly of: number; readonly found: ScanStatus['found'] }) => {
      if (this.#scanning === scanning) this.#setScan({ running: done < of, done, total: of, found })
    }
    const port = this.#core.settings().port || this.#core.port()
    void scanSubnet(mine.host, { port, signal: scanning.signal, onProgress }).catch((thrown) => {
      if (!scanning.signal.aborted) this.#core.logger.warn('the scan failed', { error: toErrorData(thrown) })
    })
  }

  #setScan(scan: ScanStatus | null): void {
    this.#scan = scan
    this.tell()
  }

  #entries(): readonly Entry[] {
    return this.#discovery?.entries() ?? []
  }

  #make(settings: Settings): Discovery {
    const { core, makeDiscovery = createDiscovery } = this.#deps
    return makeDiscovery({
      identity: core.identity,
      clock: core.clock,
      logger: core.logger.child('discovery'),
      port: () => core.port(),
      name: () => core.settings().name,
      hidden: () => core.settings().hideName,
      rooms: () => this.#deps.rooms.announced(),
      interfaces: () => interfacesOf(settings),
      onChange: () => this.tell(),
    })
  }

  #discoveryStatus(): DiscoveryStatus {
    const health = this.#discovery?.health()
    if (!health) return { on: false, links: [], skipped: [], error: null }
    return { on: true, links: health.links, skipped: health.skipped, error: health.beaconError ?? health.mdnsError }
  }

  #tellNow(): void {
    this.#isResting = this.#hasNews
    if (!this.#hasNews || !this.#core.isOpen()) return
    this.#hasNews = false
    this.#core.clock.after(tellMs, () => this.#tellNow())
    const nearby = this.people()
    emit(this.#core, { type: 'nearby', nearby })
    const network = this.status()
    emit(this.#core, { type: 'network', network })
    this.#deps.rooms.onNoticed(network.rooms)
    this.#noticePeople(nearby)
  }

  /** Only who came or moved: a beacon every 30 s from someone who refuses us is no news. */
  #noticePeople(nearby: readonly NearbyPerson[]): void {
    const now = new Map(nearby.filter((p) => p.online).map((p) => [p.id, JSON.stringify(p.addresses)]))
    for (const { id, conversationId } of nearby) {
      if (conversationId && now.has(id) && now.get(id) !== this.#noticed.get(id)) this.#deps.onNoticed(conversationId)
    }
    this.#noticed = now
  }
}

/** Not before there is a pseudonym, and not for a listener that nobody else can reach. */
function wantsDiscovery({ discovery, name, host }: Settings): boolean {
  return discovery && name !== '' && !isLoopback(host)
}

/** A listener that is bound to one address is announced only where that is. */
export function interfacesOf({ interfaces, host }: Pick<Settings, 'interfaces' | 'host'>): readonly string[] | null {
  const bound = lanAddresses().filter((address) => address.host === host)
  return bound.length > 0 ? bound.map((address) => address.interface) : interfaces
}
