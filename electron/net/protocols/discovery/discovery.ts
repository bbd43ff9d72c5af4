import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import type { ErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { roomIdPattern } from '../../../../shared/model/room.ts'
import { Announcer, type Occasion } from './announcer.ts'
import { Beacons } from './beacons.ts'
import { maxOwnRooms, roomNewsMs, tellEveryMs, watchMs } from './constants.ts'
import type { Context, LinkState } from './context.ts'
import { type Link, type Links, usableLinks } from './links.ts'
import { Mdns } from './mdns.ts'
import { RoomTable } from './room-table.ts'
import { SelfTest } from './self-test.ts'
import { Table } from './table.ts'
import type { Discovery, DiscoveryHealth, DiscoveryOptions, Entry, OwnRoom, Refusal, RoomEntry } from './types.ts'
import { openUdp } from './udp.ts'

/** Finds who is near and lets oneself be found. Nothing is opened before `start`. See README.md. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  return new LanDiscovery(options)
}

interface Voices {
  readonly beacons: Beacons
  readonly mdns: Mdns
}

class LanDiscovery implements Discovery {
  readonly #options: DiscoveryOptions
  readonly #instance = randomBytes(8).toString('hex')
  readonly #table = new Table()
  readonly #rooms = new RoomTable()
  /** As they were announced last, by their id. */
  #ownRooms: ReadonlyMap<string, OwnRoom> = new Map()
  #cancelRoomNews: (() => void) | null = null
  readonly #announcer: Announcer
  readonly #listeners = new Set<() => void>()
  readonly #states = new Map<string, LinkState>()
  readonly #refused: Record<Refusal, number> = { malformed: 0, 'off-link': 0, 'wrong-address': 0, replayed: 0, 'too-many': 0, forged: 0, expired: 0 }
  #skipped: Links['skipped'] = []
  /** null: stopped. */
  #voices: Voices | null = null
  #cancelWatch = () => {}
  #cancelExpiry: (() => void) | null = null
  /** Something has changed that was not told yet. */
  #news = false
  #resting = false

  constructor(options: DiscoveryOptions) {
    this.#options = options
    this.#announcer = new Announcer(options.clock, options.random ?? Math.random, (occasion) => this.#callOut(occasion))
    if (options.onChange) this.#listeners.add(options.onChange)
  }

  async start(): Promise<void> {
    if (this.#voices) return
    const open = this.#options.openUdp ?? openUdp
    const context = this.#context()
    const voices = { beacons: new Beacons(context, open), mdns: new Mdns(context, open) }
    this.#voices = voices
    this.#ownRooms = this.#wantedRooms()
    await this.#look()
    if (this.#voices !== voices) return
    this.#announcer.burst()
    this.#watch()
  }

  async stop(): Promise<void> {
    const voices = this.#voices
    if (!voices) return
    this.#voices = null
    this.#announcer.stop()
    this.#cancelWatch()
    this.#cancelExpiry?.()
    this.#cancelExpiry = null
    this.#cancelRoomNews?.()
    this.#cancelRoomNews = null
    const links = [...this.#states.values()].map((state) => this.#release(state))
    const { beacons, mdns } = voices
    await Promise.all(links.flatMap((link) => [mdns.goodbye(link), beacons.goodbye(link)]))
    await Promise.all([beacons.udp.close(), mdns.udp.close()])
    this.#table.clear()
    this.#rooms.clear()
    this.#tell()
  }

  wake(): void {
    const voices = this.#voices
    if (!voices) return
    void Promise.all([voices.beacons.udp.reset(), voices.mdns.udp.reset()])
      .then(() => this.#look())
      .then(() => this.#voices && this.#announcer.burst())
  }

  refresh(): void {
    if (this.#voices) this.#announcer.burst()
  }

  entries(): readonly Entry[] {
    return this.#table.entries()
  }

  rooms(): readonly RoomEntry[] {
    return this.#rooms.entries()
  }

  roomsChanged(): void {
    const voices = this.#voices
    const before = this.#ownRooms
    const now = this.#wantedRooms()
    this.#ownRooms = now
    if (!voices) return
    const over = [...before.values()].filter(({ room }) => !now.has(room))
    for (const { link } of this.#states.values()) {
      if (over.length > 0) void voices.beacons.goodbyeRooms(link, over).then(() => voices.mdns.goodbyeRooms(link, over))
    }
    if ([...now.keys()].some((room) => !before.has(room))) this.#announcer.burst()
    else if ([...now].some(([room, words]) => JSON.stringify(before.get(room)) !== JSON.stringify(words))) this.#tellRoomsSoon()
  }

  health(): DiscoveryHealth {
    const links = [...this.#states.values()].map(({ link, beacon, mdns, error }) => ({
      interface: link.interface,
      family: link.family,
      address: link.host,
      beaconHeard: beacon.state,
      mdnsHeard: mdns.state,
      error,
    }))
    return {
      running: this.#voices !== null,
      links,
      skipped: this.#skipped,
      beaconError: this.#voices?.beacons.udp.error ?? null,
      mdnsError: this.#voices?.mdns.udp.error ?? null,
      refused: { ...this.#refused },
    }
  }

  subscribe(run: () => void): () => void {
    this.#listeners.add(run)
    return () => this.#listeners.delete(run)
  }

  #context(): Context {
    const { identity, port, name, hidden, random = Math.random } = this.#options
    return {
      options: this.#options,
      random,
      own: () => ({ id: identity.id, instance: this.#instance, port: port(), name: hidden() ? null : shortName(name()) }),
      ownRooms: () => [...this.#ownRooms.values()],
      table: this.#table,
      rooms: this.#rooms,
      stateOf: (link) => link && this.#states.get(link.key),
      refuse: (why) => {
        this.#refused[why]++
      },
      changed: () => {
        this.#expireLater()
        this.#tell()
      },
      sent: (state, error) => this.#sent(state, error),
    }
  }

  #wantedRooms(): ReadonlyMap<string, OwnRoom> {
    const rooms = (this.#options.rooms?.() ?? []).map((room) => ({ ...room, name: shortName(room.name) }))
    const fitting = rooms.filter(({ room, name, port }) => roomIdPattern.test(room) && name !== '' && port !== 0)
    return new Map(fitting.slice(0, maxOwnRooms).map((room) => [room.room, room]))
  }

  /** A room fills one by one: what it says of itself then is said once. */
  #tellRoomsSoon(): void {
    this.#cancelRoomNews ??= this.#options.clock.after(roomNewsMs, () => {
      this.#cancelRoomNews = null
      for (const state of this.#states.values()) {
        void this.#voices?.mdns.announceRooms(state)
        void this.#voices?.beacons.callRooms(state)
      }
    })
  }

  #sent(state: LinkState, error: ErrorData | null): void {
    if (state.error?.code === error?.code) return
    state.error = error
    this.#tell()
  }

  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(watchMs, () => {
      void this.#look().then(() => this.#voices && this.#watch())
    })
  }

  /** Which links are there now? New ones are called out on; what was heard on those that are gone is forgotten. */
  async #look(): Promise<void> {
    const voices = this.#voices
    if (!voices) return
    const { links, skipped } = this.#usable()
    this.#skipped = skipped
    const changed = this.#adopt(links)
    const opened = await Promise.all([voices.beacons.udp.setLinks(links), voices.mdns.udp.setLinks(links)])
    if (this.#voices !== voices || !(changed || opened.includes(true))) return
    this.#announcer.burst()
    this.#tell()
  }

  #usable(): Links {
    const { networkInterfaces: list = networkInterfaces, interfaces, logger } = this.#options
    try {
      return usableLinks(list(), interfaces?.() ?? null, process.platform)
    } catch (error) {
      // Some hardened systems do not tell of their interfaces.
      logger.warn('the interfaces can’t be listed', { error: String(error) })
      return { links: [], skipped: [] }
    }
  }

  #adopt(links: readonly Link[]): boolean {
    const keys = new Set(links.map((link) => link.key))
    const gone = [...this.#states.values()].filter(({ link }) => !keys.has(link.key)).map((state) => this.#release(state))
    const added = links.filter((link) => !this.#states.has(link.key))
    for (const link of added) this.#states.set(link.key, this.#newState(link))
    const names = new Set(links.map((link) => link.interface))
    for (const { interface: name } of gone) if (!names.has(name)) this.#dropInterface(name)
    if (added.length + gone.length === 0) return false
    this.#options.logger.info('the links have changed', { added: added.map((link) => link.key), gone: gone.map((link) => link.key) })
    return true
  }

  #dropInterface(name: string): void {
    this.#table.dropInterface(name)
    this.#rooms.dropInterface(name)
  }

  #newState(link: Link): LinkState {
    const { clock } = this.#options
    const changed = () => this.#tell()
    return { link, beacon: new SelfTest(clock, changed), mdns: new SelfTest(clock, changed), error: null }
  }

  #release({ link, beacon, mdns }: LinkState): Link {
    beacon.stop()
    mdns.stop()
    this.#states.delete(link.key)
    return link
  }

  #callOut(occasion: Occasion): void {
    for (const state of this.#states.values()) {
      if (occasion === 'burst') void this.#voices?.mdns.ask(state.link)
      void this.#voices?.mdns.announce(state)
      void this.#voices?.beacons.call(state)
    }
  }

  #expireLater(): void {
    const { clock } = this.#options
    const next = Math.min(this.#table.nextExpiry() ?? Number.POSITIVE_INFINITY, this.#rooms.nextExpiry() ?? Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY || this.#cancelExpiry || !this.#voices) return
    this.#cancelExpiry = clock.after(Math.max(next - clock.monotonic(), 0) + 1, () => {
      this.#cancelExpiry = null
      const now = clock.monotonic()
      const expired = [this.#table.expire(now), this.#rooms.expire(now)]
      if (expired.includes(true)) this.#tell()
      this.#expireLater()
    })
  }

  #tell(): void {
    this.#news = true
    if (this.#resting) return
    this.#resting = true
    queueMicrotask(() => {
      this.#news = false
      for (const run of this.#listeners) run()
    })
    this.#options.clock.after(tellEveryMs, () => {
      this.#resting = false
      if (this.#news) this.#tell()
    })
  }
}

const shortName = (name: string): string => Array.from(name).slice(0, limits.nameMax).join('')
