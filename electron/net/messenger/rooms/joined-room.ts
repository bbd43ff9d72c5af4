import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { AppError, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Notice } from '../../../../shared/model/message.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Room as RoomView } from '../../../../shared/model/room.ts'
import type { NewMessage, StoredRoom, StoreTx } from '../../../store/types.ts'
import { safeName } from '../../core/text.ts'
import type { OwnRoom } from '../../protocols/discovery/types.ts'
import { filesProtocol } from '../../protocols/files/index.ts'
import {
  askStanding,
  type ChangeItem,
  createRoom,
  enterRoom,
  type Facts,
  type Fault,
  type Greeted,
  greet,
  hashOf,
  may,
  type PostItem,
  packFacts,
  type Room,
  type RoomClient,
  replay,
  roleOf,
  type Seen,
  type Standing,
  successor,
  unpackFacts,
} from '../../protocols/room/index.ts'
import { connectStream } from '../../protocols/secure-peer/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit, noticeMessage } from '../core.ts'
import { applyChange, applyWaiting } from './changes.ts'
import { CourseRoom } from './course-room.ts'
import { type Recorded, recordsOf } from './records.ts'
import { Says, type Waiting } from './says.ts'
import { storeLog } from './store-log.ts'

/** How long a host may be gone before the room goes on without it, ms; first wait between two tries, and the longest. */
const takeoverMs = 10_000
const firstRetryMs = 500
const mostRetryMs = 30_000
const viewRestMs = 100
/** Facts are kept this often at most, ms. */
const keepMs = 1_000
/** Addresses of one host that are tried. */
const mostAims = 4

const forGood: ReadonlySet<string> = new Set(['removed', 'banned', 'not-invited', 'full', 'other-room', 'replaced'])

export interface JoinedDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly allows: (room: JoinedRoom, personId: string, entry: string, ticket: string | null) => boolean
  /** It turned out to be a room that another conversation is of already. */
  readonly onSame: (room: JoinedRoom, id: string) => boolean
  readonly onStream: (room: JoinedRoom, stream: Stream) => void
}

/** One room of mine: the way to its host, what I have of it, and what happens when the host is gone. */
export class JoinedRoom {
  readonly id: string
  readonly #deps: JoinedDeps
  readonly #core: Core
  #stored: StoredRoom
  #facts: Facts | null
  #client: RoomClient | null = null
  #course: CourseRoom | null = null
  /** What listens here: for the room that I host, or in case it falls to me. */
  #server: Room | null = null
  #opening: AbortController | null = null
  #cancelRetry: () => void = () => {}
  #cancelView: (() => void) | null = null
  #cancelKeep: (() => void) | null = null
  #lostAt: number | null = null
  #retries = 0
  #hasOlder = false
  #stopped = true
  /** Up to there it is what happened before my arrival. */
  #head = 0
  readonly #says: Says
  /** Where it is said to be. */
  #aims: { readonly address: Address; readonly expected: string }[] = []
  /** One of these is being tried: it is kept once a welcome comes from there. */
  #aimed: Address | null = null
  #noticed = ''
  #names = new Map<string, string>()
  #olderDone: (() => void) | null = null

  constructor(deps: JoinedDeps, stored: StoredRoom) {
    this.#deps = deps
    this.#core = deps.core
    this.#stored = stored
    this.id = stored.conversationId
    this.#says = new Says(deps, this.id)
    this.#facts = stored.facts && this.#replayed(unpackFacts(stored.facts))
    this.#rememberNames()
  }

  get stored(): StoredRoom {
    return this.#stored
  }

  get facts(): Facts | null {
    return this.#client?.facts ?? this.#facts
  }

  get isHosting(): boolean {
    return this.#server?.facts() != null
  }

  get address(): Address | null {
    return this.isHosting ? (this.#server?.address ?? null) : null
  }

  view(): RoomView {
    const facts = this.facts
    const { id } = this.#core.identity
    return {
      conversationId: this.id,
      mode: this.#stored.mode,
      topic: facts?.topic ?? '',
      rules: facts?.rules ?? { entry: 'anyone', plain: true, announced: true },
      members: this.#course ? this.#course.members() : facts && this.#client ? membersOf(facts) : [],
      hostId: facts?.hostId ?? null,
      epoch: facts?.epoch ?? 0,
      role: facts ? roleOf(facts, id) : 'member',
      muted: facts?.muted.has(id) ?? false,
      hosting: this.address,
      hasOlder: this.#hasOlder,
    }
  }

  /** Hosts a new room, or one that was hosted here before. Rejects `AppError` EADDRINUSE and its like. */
  async host(facts: Facts, port: number): Promise<void> {
    this.#stopped = false
    await this.#listen(port)
    this.#promote(facts)
  }

  /** Goes there and comes back by itself until `leave`. */
  start(): void {
    this.#stopped = false
    void this.#open()
  }

  /** What this network may know of it; null: it is not hosted here, or keeps to itself. */
  announced(): OwnRoom | null {
    const facts = this.#server?.facts()
    if (!facts?.rules.announced || !this.address) return null
    const { room, name, rules, members } = facts
    return { room, name: safeName(name), port: this.address.port, entry: rules.entry, plain: rules.plain, people: members.size }
  }

  /** Someone under this key may be believed to host it: the host, a member, or who has a role. */
  mayHost(personId: string): boolean {
    const { facts } = this
    return personId === (facts?.hostId ?? this.#stored.hostId) || (facts !== null && (facts.members.has(personId) || facts.roles.has(personId)))
  }

  /** Looked for there first, the next time. */
  aim(addresses: readonly Address[], expected: string): void {
    this.#aims = addresses.slice(0, mostAims).map((address) => ({ address, expected }))
  }

  /** Its host was heard of. Only what is new is news to who waits. */
  noticed(addresses: readonly Address[], hostId: string): void {
    if (this.#stopped || this.isHosting || this.#client || this.#course) return
    const heard = JSON.stringify([addresses, hostId])
    if (heard === this.#noticed) return
    this.#noticed = heard
    this.aim(addresses, hostId)
    // An attempt that runs is followed by another soon.
    if (!this.#opening) void this.#open()
  }

  /** Enters once; what keeps it out is told by the link. */
  reconnect(): void {
    if (this.#client || this.#course || this.#opening) return
    this.#retries = 0
    this.start()
  }

  /** A socket that shows a room's prompt. */
  async take(socket: Socket): Promise<void> {
    if (this.#client || this.#course || this.#opening) return void socket.destroy()
    this.#stopped = false
    try {
      await this.enter(await greet(socket, this.#core.settings().name, false, this.#core.clock), null)
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  async leave(reason: 'closing' | 'ended' = 'closing'): Promise<void> {
    this.#stopped = true
    this.#cancelRetry()
    this.#cancelKeep?.()
    this.#cancelKeep = null
    this.#opening?.abort()
    this.#facts = this.facts
    if (this.#facts) this.#keep({})
    this.#client?.leave()
    this.#client = null
    this.#says.close()
    this.#course?.leave()
    this.#course = null
    const server = this.#server
    this.#server = null
    await server?.stop(reason)
    if (this.#core.isOpen()) {
      this.#core.links.update(this.id, { state: 'offline', nextTryAt: null, error: null })
      this.#tellView()
    }
  }

  /** A stored, queued text or offer. */
  say(waiting: Waiting): void {
    this.#says.say(waiting)
  }

  /** It is so once it comes back numbered. Throws `AppError` not-connected, room-muted, queue-full; what a fall of the connection took is said again. */
  change(item: ChangeItem): void {
    const { facts } = this
    if (!this.#client || !facts) throw new AppError('not-connected')
    if (!may(facts, this.#core.identity.id, item)) throw new AppError('room-muted')
    this.#says.change(item)
  }

  act(item: PostItem): void {
    if (!this.#client?.post([item])) throw new AppError('not-connected')
  }

  /** Fulfils when the next older page is here. */
  older(limit: number): Promise<void> {
    const first = this.#core.store.read.roomEntriesAfter(this.id, 0, 1)[0]
    if (!this.#client || !first || !this.#hasOlder) return Promise.resolve()
    this.#client.page(first.seq, limit)
    return new Promise((resolve) => {
      this.#olderDone = resolve
    })
  }

  /** Turns it into a connection with what was greeted. */
  async enter(greeted: Greeted, expected: string | null): Promise<void> {
    if (greeted.type === 'course') return this.#enterCourse(greeted)
    const { core } = this.#deps
    const { name, color } = core.settings()
    const last = core.store.read.roomEntriesBefore(this.id, Number.MAX_SAFE_INTEGER, 1)[0]
    // What this very process wrote down as the host may not all be in the conversation yet.
    const have = last && !this.isHosting ? { epoch: last.epoch, seq: last.seq, hash: hashOf(last.bytes) } : null
    if (!this.#server) await this.#listen(0).catch((thrown) => core.logger.warn('no standby for a room', { error: String(thrown) }))
    let isHeard = false
    const client = await enterRoom(
      greeted.socket,
      {
        identity: core.identity,
        clock: core.clock,
        name,
        color,
        room: this.#stored.room,
        have,
        chains: have && this.#facts?.seq === have.seq ? this.#facts.chains : null,
        standby: this.#server?.address.port ?? 0,
        ticket: this.#stored.ticket,
        expected,
      },
      {
        onWelcome: (welcome, facts) => {
          isHeard = true
          this.#welcomed(welcome, facts)
        },
        onEntries: (seen, faults) => this.#take(seen, faults),
        onOlder: (seen, faults, more) => this.#takeOlder(seen, faults, more),
        onDenied: (code, items) => this.#says.denied(code, items),
        onUnsaid: (items) => this.#client?.post(items),
        onClosed: (reason, error) => this.#closed(client, reason, error, isHeard),
      },
    )
    if (this.#stopped) return client.leave()
    this.#client = client
    const conversation = this.#deps.conversations.get(this.id)
    if (!this.isHosting && this.#aimed === null && conversation.address?.port !== client.remote.port)
      await this.#deps.conversations.patch(this.id, { address: client.remote })
  }

  async #open(): Promise<void> {
    if (this.#stopped || this.#opening || this.#client || this.#course) return
    this.#cancelRetry()
    const opening = new AbortController()
    this.#opening = opening
    this.#core.links.update(this.id, { state: 'connecting', encrypted: this.#stored.mode === 'palabre', attempts: [], error: null, nextTryAt: null })
    try {
      if (await this.#reachAimed(opening.signal)) return
      const target = await this.#target(opening.signal)
      if (target) await this.#reach(target.address, target.expected, opening.signal)
    } catch (thrown) {
      if (!opening.signal.aborted) this.#failed(thrown)
    } finally {
      this.#opening = null
    }
    if (opening.signal.aborted || this.#stopped) return
    if (!this.#client && !this.#course && this.#core.links.get(this.id).state === 'connecting') this.#later()
  }

  /** true: inside. Nothing that was only said to be there keeps it from being looked for where it was. */
  async #reachAimed(signal: AbortSignal): Promise<boolean> {
    for (const { address, expected } of this.isHosting ? [] : this.#aims.splice(0)) {
      try {
        this.#aimed = address
        await this.#reach(address, expected, signal)
        return true
      } catch (thrown) {
        if (signal.aborted || this.#stopped) throw thrown
        this.#aimed = null
        this.#core.logger.info('a room is not where it was said to be', { error: toErrorData(thrown) })
      }
    }
    return false
  }

  async #reach(address: Address, expected: string | null, signal: AbortSignal): Promise<void> {
    const socket = await this.#core.dial(address, { signal, onAttempts: (attempts) => this.#core.links.update(this.id, { attempts }) })
    await this.enter(await greet(socket, this.#core.settings().name, expected !== null || this.#stored.room !== null, this.#core.clock), expected)
  }

  /** Where the host is: this computer, where it was last, or whoever goes on without it. null: not yet known. */
  async #target(signal: AbortSignal): Promise<{ readonly address: Address; readonly expected: string | null } | null> {
    const { identity } = this.#core
    if (this.isHosting) return { address: { host: '127.0.0.1', port: this.#server?.address.port ?? 0 }, expected: identity.id }
    const { address } = this.#deps.conversations.get(this.id)
    const isLost = this.#lostAt !== null && this.#core.clock.monotonic() - this.#lostAt >= takeoverMs
    if (!isLost || !this.#facts) return address && { address, expected: this.#facts?.hostId ?? this.#stored.hostId }
    const answers = await this.#standings(this.#facts, signal)
    const hosting = answers.filter((a) => a.hosting).reduce<(typeof answers)[number] | null>((best, a) => (best && best.epoch >= a.epoch ? best : a), null)
    if (hosting) return { address: hosting.address, expected: hosting.id }
    const me: Standing = { id: identity.id, epoch: this.#facts.epoch, seq: this.#facts.seq, hosting: false }
    const next = successor(this.#server ? [...answers, me] : answers)
    if (next === null) return address && { address, expected: this.#facts.hostId }
    if (next.id !== identity.id) return null
    this.#promote(this.#facts)
    return { address: { host: '127.0.0.1', port: this.#server?.address.port ?? 0 }, expected: identity.id }
  }

  /**
   * To another member, at the port where they wait to go on with the room, pinned to their key. They are where the host sees them; the host itself is where
   * I reached it, and so is who shares its computer. null: not in, or they listen nowhere.
   */
  wayTo(personId: PersonId, protocol: string): ((signal: AbortSignal) => Promise<Stream>) | null {
    const { core } = this.#deps
    const member = this.#client ? this.facts?.members.get(personId) : null
    if (!this.#client || !member || member.standby === 0 || personId === core.identity.id) return null
    const { remote } = this.#client
    const address =
      personId === this.facts?.hostId ? remote : { host: !this.isHosting && isLoopback(member.host) ? remote.host : member.host, port: member.standby }
    return async (signal) => {
      const { socket } = await greet(await core.dial(address, { signal }), core.settings().name, true, core.clock)
      return connectStream(socket, protocol, { identity: core.identity, clock: core.clock, logger: core.logger, expected: personId })
    }
  }

  /** What the others of the room say of themselves, all asked at once. */
  async #standings(facts: Facts, signal: AbortSignal): Promise<(Standing & { readonly address: Address })[]> {
    const { core } = this.#deps
    const asked = [...facts.members.values()].filter(({ key, standby }) => standby !== 0 && key !== core.identity.id && !key.startsWith('name:'))
    const answers = await Promise.all(
      asked.map(async ({ key, host, standby }) => {
        const address = { host, port: standby }
        try {
          const socket = await core.dial(address, { signal, timeoutMs: 2_000 })
          const { socket: greeted } = await greet(socket, core.settings().name, true, core.clock)
          const standing = await askStanding(greeted, { identity: core.identity, expected: key, room: facts.room, clock: core.clock })
          return standing && { ...standing, address }
        } catch {
          return null
        }
      }),
    )
    return answers.filter((a) => a !== null)
  }

  async #listen(port: number): Promise<void> {
    const { core } = this.#deps
    this.#server = await createRoom({
      host: core.settings().host,
      port,
      clock: core.clock,
      logger: core.logger,
      secure: {
        identity: core.identity,
        hostName: core.settings().name,
        facts: null,
        log: storeLog(core.store, this.id, (thrown) => core.logger.error('a room’s log was not kept', { error: String(thrown) })),
        standing: () => this.#facts && { room: this.#facts.room, epoch: this.#facts.epoch, seq: this.#facts.seq },
        allows: (personId, { entry }, ticket) => this.#deps.allows(this, personId, entry, ticket),
        streams: { protocols: [filesProtocol], onStream: (stream) => this.#deps.onStream(this, stream) },
      },
    })
  }

  /** The room falls to me, or begins here. */
  #promote(facts: Facts): void {
    const copy = unpackFacts(packFacts(facts))
    this.#server?.promote(copy)
    this.#lostAt = null
    // Whoever goes on with a room that takes only who was invited can invite too; those who came with a ticket bring theirs.
    const ticket = this.#stored.ticket ?? randomBytes(16).toString('base64url')
    this.#keep({ mode: 'palabre', room: facts.room, hostId: this.#core.identity.id, hosting: this.#server?.address.port ?? null, ticket })
  }

  #welcomed(
    { hostId, fork, older, slow }: { readonly hostId: string; readonly fork: boolean; readonly older: boolean; readonly slow: boolean },
    facts: Facts,
  ): void {
    this.#lostAt = null
    this.#retries = 0
    this.#hasOlder = older && this.#core.store.read.roomEntriesAfter(this.id, 0, 1).length === 0
    this.#facts = facts
    this.#head = facts.seq
    this.#rememberNames()
    if (this.#deps.onSame(this, facts.room)) return
    const address = this.#aimed ? { address: this.#aimed } : {}
    this.#aimed = null
    void this.#deps.conversations.patch(this.id, { title: safeName(facts.name), lastSeenAt: this.#core.clock.now(), ...address })
    this.#keep({ mode: 'palabre', room: facts.room, hostId, hosting: this.isHosting ? this.#stored.hosting : null })
    if (fork && !this.isHosting) void this.#core.store.write((tx) => tx.dropRoomEntries(this.id))
    this.#core.links.update(this.id, { state: 'open', encrypted: true, remote: this.#client?.remote ?? null, error: null, nextTryAt: null })
    if (slow) void this.#add([this.#notice({ code: 'room-slow', details: {} })])
    this.#tellView()
  }

  #take(seen: readonly Seen[], faults: readonly Fault[]): void {
    this.#rememberNames()
    const entries = seen.map(({ entry, bytes }) => ({ epoch: entry.e, seq: entry.q, bytes }))
    const records = [...this.#records(seen), ...this.#faults(faults)]
    for (const record of records) if ('change' in record && record.change.isMine) this.#says.changed(record.change.item)
    this.#keepSoon()
    const [client, last] = [this.#client, seen.at(-1)?.entry.q ?? 0]
    const added = this.#add(records, (tx) => {
      if (!this.isHosting) tx.addRoomEntries(this.id, entries)
    })
    // Not before what came back is known to be there: it would be said twice.
    if (client && last >= this.#head) void added.then(() => this.#client === client && this.#says.open(client))
    if (seen.some(({ entry }) => entry.b.k !== 'plain')) this.#tellView()
    this.#followName()
  }

  #followName(): void {
    const title = safeName(this.facts?.name ?? '')
    if (this.facts && this.#deps.conversations.get(this.id).title !== title) void this.#deps.conversations.patch(this.id, { title })
  }

  #takeOlder(seen: readonly Seen[], faults: readonly Fault[], more: boolean): void {
    this.#hasOlder = more
    const records = [...this.#records(seen), ...this.#faults(faults)]
    const entries = seen.map(({ entry, bytes }) => ({ epoch: entry.e, seq: entry.q, bytes }))
    void this.#add(records, (tx) => tx.addRoomEntries(this.id, entries), true).then(() => {
      this.#olderDone?.()
      this.#olderDone = null
    })
    this.#tellView()
  }

  #faults(faults: readonly Fault[]): Recorded[] {
    return [...new Set(faults)].map((fault) => this.#notice({ code: 'room-fault', details: { fault } }))
  }

  #notice(notice: Notice): Recorded {
    return { message: noticeMessage(this.#core, this.id, notice), seq: 0 }
  }

  #records(seen: readonly Seen[]): Recorded[] {
    const facts = this.facts
    if (!facts) return []
    const context = { conversationId: this.id, me: this.#core.identity.id, now: this.#core.clock.now(), nameOf: (who: string) => this.nameOf(who), facts }
    for (const { entry } of seen) if (entry.b.k === 'in') this.#names.set(entry.b.who, safeName(entry.b.name))
    return seen.flatMap((one) => recordsOf(one, context))
  }

  /** Stores, then shows; mine are shown where the host put them. `isOlder`: what was said of them later may be here already. */
  async #add(
    records: readonly Recorded[],
    also: (tx: Parameters<Parameters<Core['store']['write']>[0]>[0]) => void = () => {},
    isOlder = false,
  ): Promise<void> {
    const { core, conversations } = this.#deps
    if (!core.isOpen()) return
    const role = (personId: string) => (this.facts ? roleOf(this.facts, personId) : 'member')
    try {
      await core.store.write(
        (tx) => {
          also(tx)
          for (const record of records) {
            if ('change' in record) applyChange(tx, this.id, record.change, role)
            else if (this.#addOne(tx, record) && isOlder) applyWaiting(tx, this.id, record.message.id, record.seq, role)
          }
        },
        () => {
          const ids = new Set(records.map((record) => ('change' in record ? record.change.item.of : record.message.id)))
          for (const id of ids) this.#says.numbered(id)
          for (const message of core.store.read.messages(this.id, [...ids])) emit(core, { type: 'message', message })
          if (records.length > 0) conversations.touch(this.id)
        },
      )
    } catch (thrown) {
      core.logger.warn('what a room said was not stored', { error: String(thrown) })
    }
  }

  /** false: it was here. */
  #addOne(tx: StoreTx, { message, place }: Extract<Recorded, { message: NewMessage }>): boolean {
    if (tx.addMessage(message)) {
      if (place) tx.setTransfer(this.id, message.id, place)
      return true
    }
    if (message.from !== 'me') return false
    tx.setMessageState(this.id, message.id, 'delivered', null)
    tx.setMessageOrder(this.id, message.id, message.order, message.sentAt)
    return false
  }

  #closed(client: RoomClient, reason: string | null, error: AppError | null, wasIn: boolean): void {
    if (client !== this.#client && this.#client !== null) return
    this.#facts = client.facts ?? this.#facts
    this.#client = null
    this.#says.close()
    this.#aimed = null
    if (this.#stopped) return
    if (reason !== null && forGood.has(reason)) {
      this.#stopped = true
      this.#core.links.update(this.id, { state: 'offline', error: new AppError('room-refused', { reason }).toData() })
      this.#keep({ joined: false })
      return void this.#tellView()
    }
    const now = this.#core.clock.monotonic()
    // A host that says goodbye has left for good.
    if (reason === 'closing') this.#lostAt = now - takeoverMs
    else this.#lostAt ??= now
    this.#core.links.update(this.id, { state: 'waiting', error: error?.toData() ?? null })
    this.#tellView()
    if (wasIn) this.#retries = 0
    this.#later()
  }

  #failed(thrown: unknown): void {
    const error = toErrorData(thrown)
    this.#lostAt ??= this.#core.clock.monotonic()
    const isOver = this.#stored.room === null || error.code === 'wrong-key'
    if (isOver) this.#stopped = true
    this.#core.links.update(this.id, { state: isOver ? 'offline' : 'waiting', error, ...(error.code === 'wrong-key' ? { encrypted: true } : {}) })
    if (!isOver) this.#later()
  }

  #later(): void {
    if (this.#stopped) return
    const delay = Math.min(
      mostRetryMs,
      this.#lostAt !== null && this.#facts ? Math.min(2_000, firstRetryMs * 2 ** this.#retries) : firstRetryMs * 2 ** this.#retries,
    )
    this.#retries++
    this.#core.links.update(this.id, { state: 'waiting', nextTryAt: this.#core.clock.now() + delay })
    this.#cancelRetry()
    this.#cancelRetry = this.#core.clock.after(delay, () => void this.#open())
  }

  #enterCourse(greeted: Extract<Greeted, { type: 'course' }>): void {
    this.#course = new CourseRoom(this.#deps, this.id, greeted, (error) => {
      this.#course = null
      this.#says.close()
      if (!this.#core.isOpen()) return
      this.#core.links.update(this.id, { state: 'offline', error: error?.toData() ?? null })
      this.#tellView()
    })
    this.#keep({ mode: 'course', room: null, hostId: null })
    this.#core.links.update(this.id, { state: 'open', encrypted: false, remote: this.#course.remote, error: null, nextTryAt: null })
    this.#course.onMembers = () => this.#tellView()
    this.#says.openCourse(this.#course)
    this.#tellView()
  }

  #keep(change: Partial<StoredRoom>): void {
    this.#stored = { ...this.#stored, ...change }
    const facts = this.facts
    const stored = { ...this.#stored, facts: facts ? packFacts(facts) : this.#stored.facts }
    if (this.#core.isOpen())
      this.#core.store.write((tx) => tx.setRoom(stored)).catch((thrown) => this.#core.logger.warn('a room was not kept', { error: String(thrown) }))
  }

  /** The log says the rest after a fall. */
  #keepSoon(): void {
    this.#cancelKeep ??= this.#core.clock.after(keepMs, () => {
      this.#cancelKeep = null
      this.#keep({})
    })
  }

  #replayed(facts: Facts): Facts {
    for (;;) {
      const entries = this.#core.store.read.roomEntriesAfter(this.id, facts.seq, 1_000)
      replay(facts, entries)
      if (entries.length < 1_000) return facts
    }
  }

  /** Someone hosts it under a later epoch. */
  async hasMoved(): Promise<boolean> {
    const facts = this.#facts
    if (!facts) return false
    const answers = await this.#standings(facts, AbortSignal.timeout(5_000))
    if (!answers.some(({ hosting, epoch }) => hosting && epoch > facts.epoch)) return false
    this.#keep({ hosting: null })
    this.#lostAt = this.#core.clock.monotonic() - takeoverMs
    return true
  }

  keep(change: Partial<StoredRoom>): void {
    this.#keep(change)
  }

  #rememberNames(): void {
    for (const { key, name } of this.facts?.members.values() ?? []) this.#names.set(key, safeName(name))
  }

  nameOf(who: string): string {
    if (who.startsWith('name:')) return this.#names.get(who) ?? safeName(who.slice(5))
    return this.#names.get(who) ?? this.#deps.conversations.ofPerson(who)?.title ?? who.slice(0, 7)
  }

  #tellView(): void {
    if (this.#cancelView) return
    this.#cancelView = this.#core.clock.after(viewRestMs, () => {
      this.#cancelView = null
      if (this.#core.isOpen()) emit(this.#core, { type: 'room', room: this.view() })
    })
  }
}

const isLoopback = (host: string): boolean => host === '::1' || host.startsWith('127.')

function membersOf(facts: Facts): RoomView['members'] {
  return [...facts.members.values()].map(({ key, name, color, host, port }) => {
    const isPlain = key.startsWith('name:')
    return {
      key,
      personId: isPlain ? null : key,
      name: safeName(name),
      color,
      address: host === '' ? null : { host: host.replace(/^::ffff:(?=\d+\.)/, ''), port },
      role: roleOf(facts, key),
      muted: facts.muted.has(key),
    }
  })
}
