import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { AppError, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Room as RoomView } from '../../../../shared/model/room.ts'
import type { StoredRoom } from '../../../store/types.ts'
import { safeName } from '../../core/text.ts'
import type { OwnRoom } from '../../protocols/discovery/types.ts'
import {
  type Call,
  type ChangeItem,
  enterRoom,
  type Facts,
  type Fault,
  type Greeted,
  greet,
  hashOf,
  may,
  type PostItem,
  type RoomClient,
  type Seen,
  type Welcome,
} from '../../protocols/room/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit } from '../core.ts'
import { Absence } from './absence.ts'
import { CourseRoom } from './course-room.ts'
import { Heard } from './heard.ts'
import { Kept } from './kept.ts'
import { dialMember, memberAddress, reachableHost, type Way } from './member-way.ts'
import { Names } from './names.ts'
import { Says, type Waiting } from './says.ts'
import { Standby } from './standby.ts'
import { factsInView, membersOf } from './view.ts'
import { type Aim, Aims, standingsOf, whoseTurn } from './whereabouts.ts'

/** The window is told of changes this often at most, ms. */
const viewRestMs = 100
/** Members that are asked whether the room has moved have this long, ms. */
const movedMs = 5_000

const forGood: ReadonlySet<string> = new Set(['removed', 'banned', 'not-invited', 'full', 'other-room', 'replaced'])

export interface JoinedDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly allows: (room: JoinedRoom, personId: string, entry: string, ticket: string | null) => boolean
  /** It turned out to be a room that another conversation is of already. */
  readonly onSame: (room: JoinedRoom, id: string) => boolean
  readonly onStream: (room: JoinedRoom, stream: Stream) => void
  readonly onCall: (room: JoinedRoom, call: Call) => void
}

/** One room of mine: entered, hosted, left, and entered again when its host is gone. */
export class JoinedRoom {
  readonly id: string
  readonly #deps: JoinedDeps
  readonly #core: Core
  readonly #kept: Kept
  readonly #names: Names
  readonly #says: Says
  readonly #heard: Heard
  readonly #standby: Standby
  readonly #absence = new Absence()
  readonly #aims = new Aims()
  #client: RoomClient | null = null
  #course: CourseRoom | null = null
  #opening: AbortController | null = null
  #cancelRetry: () => void = () => {}
  #cancelView: (() => void) | null = null
  #stopped = true
  /** Up to there it is what happened before my arrival. */
  #head = 0
  #hasOlder = false
  #olderDone: () => void = () => {}
  /** The host was found where it waited to become one, which is not where it listens for all. */
  #isAtStandby = false

  constructor(deps: JoinedDeps, stored: StoredRoom) {
    const { core, conversations } = deps
    this.#deps = deps
    this.#core = core
    this.id = stored.conversationId
    this.#kept = new Kept(core, stored)
    this.#names = new Names(conversations)
    this.#says = new Says(deps, this.id)
    this.#heard = new Heard(
      { core, conversations, names: this.#names, says: this.#says, facts: () => this.facts, hostAt: (epoch, port) => this.#hostAt(epoch, port) },
      this.id,
    )
    this.#standby = new Standby({
      core,
      id: this.id,
      facts: () => this.facts,
      allows: (personId, entry, ticket) => deps.allows(this, personId, entry, ticket),
      onStream: (stream) => deps.onStream(this, stream),
    })
    this.#names.follow(this.facts)
  }

  get stored(): StoredRoom {
    return this.#kept.stored
  }

  get facts(): Facts | null {
    return this.#kept.facts
  }

  get isHosting(): boolean {
    return this.#standby.isHosting
  }

  get address(): Address | null {
    return this.isHosting ? this.#standby.address : null
  }

  view(): RoomView {
    const { facts } = this
    return {
      conversationId: this.id,
      mode: this.stored.mode,
      ...factsInView(facts, this.#core.identity.id),
      members: this.#course ? this.#course.members() : facts && this.#client ? membersOf(facts) : [],
      hosting: this.address,
      hasOlder: this.#hasOlder,
    }
  }

  /** Hosts a new room, or one that was hosted here before. Rejects `AppError` EADDRINUSE and its like. */
  async host(facts: Facts, port: number): Promise<void> {
    this.#stopped = false
    await this.#standby.listen(port)
    this.#promote(facts)
  }

  /** Goes there and comes back by itself until `leave`. */
  start(): void {
    this.#stopped = false
    void this.#open()
  }

  /** What this network may know of it; null: it is not hosted here, or keeps to itself. */
  announced(): OwnRoom | null {
    return this.#standby.announced()
  }

  /** Someone under this key may be believed to host it: the host, a member, or who has a role. */
  mayHost(personId: string): boolean {
    const { facts } = this
    return personId === (facts?.hostId ?? this.stored.hostId) || (facts !== null && (facts.members.has(personId) || facts.roles.has(personId)))
  }

  /** Looked for there first, the next time. */
  aim(addresses: readonly Address[], expected: string): void {
    this.#aims.set(addresses, expected)
  }

  /** Its host was heard of. Only what is new is news to who waits. */
  noticed(addresses: readonly Address[], hostId: string): void {
    if (this.#stopped || this.isHosting || this.#client || this.#course) return
    if (!this.#aims.hear(addresses, hostId)) return
    // An attempt that runs is followed by another soon.
    if (!this.#isOpening) void this.#open()
  }

  /** Enters once; what keeps it out is told by the link. */
  reconnect(): void {
    if (this.#client || this.#course || this.#isOpening) return
    this.#absence.forgetTries()
    this.start()
  }

  /** A socket that shows a room's prompt. */
  async take(socket: Socket): Promise<void> {
    if (this.#client || this.#course || this.#isOpening) return void socket.destroy()
    this.#stopped = false
    try {
      await this.#enter(await greet(socket, this.#core.settings().name, false, this.#core.clock), null, null)
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  async leave(reason: 'closing' | 'ended' = 'closing'): Promise<void> {
    this.#stopped = true
    this.#cancelRetry()
    this.#opening?.abort()
    this.#kept.stop()
    this.#client?.leave()
    this.#out()
    this.#course?.leave()
    this.#course = null
    await this.#standby.stop(reason)
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
    this.#olderDone()
    return new Promise((resolve) => {
      this.#olderDone = resolve
    })
  }

  /** Turns it into a connection with what was greeted. */
  async #enter(greeted: Greeted, expected: string | null, signal: AbortSignal | null): Promise<void> {
    if (signal?.aborted) return void greeted.socket.destroy()
    if (greeted.type === 'course') return this.#enterCourse(greeted)
    const { core } = this.#deps
    const { name, color } = core.settings()
    const last = core.store.read.roomEntriesBefore(this.id, Number.MAX_SAFE_INTEGER, 1)[0]
    // What this very process wrote down as the host may not all be in the conversation yet.
    const have = last && !this.isHosting ? { epoch: last.epoch, seq: last.seq, hash: hashOf(last.bytes) } : null
    if (!this.#standby.isListening) await this.#standby.listen(0).catch((thrown) => core.logger.warn('no standby for a room', { error: String(thrown) }))
    let isHeard = false
    const client = await enterRoom(
      greeted.socket,
      {
        identity: core.identity,
        clock: core.clock,
        name,
        color,
        room: this.stored.room,
        have,
        chains: have && this.facts?.seq === have.seq ? this.facts.chains : null,
        // Of a host it is where it would be again after a restart.
        standby: this.#standby.address?.port ?? 0,
        ticket: this.stored.ticket,
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
        onCall: (call) => this.#deps.onCall(this, call),
        onClosed: (reason, error) => this.#closed(client, reason, error, isHeard),
      },
    )
    if (this.#stopped || signal?.aborted) return client.leave()
    this.#client = client
    const conversation = this.#deps.conversations.get(this.id)
    if (!this.isHosting && this.#aims.current === null && conversation.address?.port !== client.remote.port)
      await this.#deps.conversations.patch(this.id, { address: client.remote })
  }

  /** One that was given up does not count. */
  get #isOpening(): boolean {
    return this.#opening !== null && !this.#opening.signal.aborted
  }

  async #open(): Promise<void> {
    if (this.#stopped || this.#isOpening || this.#client || this.#course) return
    this.#cancelRetry()
    const opening = new AbortController()
    this.#opening = opening
    this.#core.links.update(this.id, { state: 'connecting', encrypted: this.stored.mode === 'palabre', attempts: [], error: null, nextTryAt: null })
    try {
      if (await this.#reachAimed(opening.signal)) return
      const target = await this.#target(opening.signal)
      if (target) await this.#reach(target.address, target.expected, opening.signal)
    } catch (thrown) {
      if (!opening.signal.aborted) this.#failed(thrown)
    } finally {
      if (this.#opening === opening) this.#opening = null
    }
    if (opening.signal.aborted || this.#stopped) return
    if (!this.#client && !this.#course && this.#core.links.get(this.id).state === 'connecting') this.#later()
  }

  /** true: inside. Nothing that was only said to be there keeps it from being looked for where it was. */
  async #reachAimed(signal: AbortSignal): Promise<boolean> {
    for (const { address, expected } of this.isHosting ? [] : this.#aims.take()) {
      try {
        this.#aims.current = address
        await this.#reach(address, expected, signal)
        return true
      } catch (thrown) {
        if (signal.aborted || this.#stopped) throw thrown
        this.#aims.current = null
        this.#core.logger.info('a room is not where it was said to be', { error: toErrorData(thrown) })
      }
    }
    return false
  }

  async #reach(address: Address, expected: string | null, signal: AbortSignal): Promise<void> {
    const socket = await this.#core.dial(address, { signal, role: 'room-client', onAttempts: (attempts) => this.#core.links.update(this.id, { attempts }) })
    await this.#enter(await greet(socket, this.#core.settings().name, expected !== null || this.stored.room !== null, this.#core.clock), expected, signal)
  }

  /** Where the host is: this computer, where it was last, or whoever goes on without it. null: not yet known. */
  async #target(signal: AbortSignal): Promise<Aim | null> {
    const { identity, clock } = this.#core
    if (this.isHosting) return this.#here()
    const { facts } = this
    const { address } = this.#deps.conversations.get(this.id)
    this.#isAtStandby = false
    const before = address && { address, expected: facts?.hostId ?? this.stored.hostId }
    if (!this.#absence.isLong(clock.monotonic()) || !facts) return before
    const answers = await standingsOf(facts, address, this.#core, signal)
    const turn = whoseTurn(answers, this.#standby.isListening ? { id: identity.id, epoch: facts.epoch, seq: facts.seq, hosting: false } : null)
    if (turn === null) return before
    if (turn === 'theirs') return null
    if (turn !== 'mine') {
      this.#isAtStandby = turn.address !== address
      return { address: turn.address, expected: turn.id }
    }
    await this.#standby.moveTo(facts.hostPort || (address?.port ?? 0))
    if (signal.aborted || this.#stopped) return null
    this.#promote(facts)
    return this.#here()
  }

  #here(): Aim {
    return { address: { host: '127.0.0.1', port: this.#standby.address?.port ?? 0 }, expected: this.#core.identity.id }
  }

  /** To another member, for another protocol; null: not in, or they listen nowhere. */
  wayTo(personId: PersonId, protocol: string): Way | null {
    const core = this.#core
    if (!this.#client || !this.facts || personId === core.identity.id) return null
    const address = memberAddress(this.facts, personId, this.#client.remote, this.isHosting)
    return address && { address, dial: (signal) => dialMember(core, address, personId, protocol, signal) }
  }

  /** Through the host, see `protocols/room/calls.ts`. */
  call(personId: PersonId, code: string | null): void {
    this.#client?.call(personId, code)
  }

  /** The room falls to me, or begins here. */
  #promote(facts: Facts): void {
    this.#standby.promote(facts)
    this.#absence.ends()
    // Whoever goes on with a room that takes only who was invited can invite too; those who came with a ticket bring theirs.
    const ticket = this.stored.ticket ?? randomBytes(16).toString('base64url')
    this.keep({ mode: 'palabre', room: facts.room, hostId: this.#core.identity.id, hosting: this.#standby.address?.port ?? null, ticket })
  }

  #welcomed({ hostId, fork, older, slow }: Welcome, facts: Facts): void {
    this.#absence.ends()
    this.#absence.forgetTries()
    const first = fork ? null : this.#core.store.read.roomEntriesAfter(this.id, 0, 1)[0]
    this.#hasOlder = older && first?.seq !== 1
    this.#kept.facts = facts
    this.#head = facts.seq
    this.#names.follow(facts)
    if (this.#deps.onSame(this, facts.room)) return
    const moved = this.#isAtStandby ? this.#hostAt(facts.epoch, facts.hostPort) : null
    const found = this.#aims.current ?? moved
    const address = found ? { address: found } : {}
    this.#aims.current = null
    this.#isAtStandby = false
    void this.#deps.conversations.patch(this.id, { title: safeName(facts.name), lastSeenAt: this.#core.clock.now(), ...address })
    this.keep({ mode: 'palabre', room: facts.room, hostId, hosting: this.isHosting ? this.stored.hosting : null })
    if (fork && !this.isHosting) void this.#core.store.write((tx) => tx.dropRoomEntries(this.id))
    this.#core.links.update(this.id, { state: 'open', encrypted: true, remote: this.#client?.remote ?? null, error: null, nextTryAt: null })
    if (slow) void this.#heard.notice({ code: 'room-slow', details: {} })
    this.#tellView()
  }

  /** Where the host of this epoch is for everybody; null: not known. */
  #hostAt(epoch: number, port: number): Address | null {
    if (port === 0 || epoch !== this.facts?.epoch) return null
    const host = this.isHosting ? reachableHost(this.#standby.address?.host ?? '') : this.#client?.remote.host
    return host ? { host, port } : null
  }

  #take(seen: readonly Seen[], faults: readonly Fault[]): void {
    const [client, last] = [this.#client, seen.at(-1)?.entry.q ?? 0]
    const taken = this.#heard.take(seen, faults, this.isHosting)
    this.#kept.keepSoon()
    // Not before what came back is known to be there: it would be said twice.
    if (client && last >= this.#head) void taken.then(() => this.#client === client && this.#says.open(client))
    if (seen.some(({ entry }) => entry.b.k !== 'plain')) this.#tellView()
    this.#followName()
  }

  #followName(): void {
    const title = safeName(this.facts?.name ?? '')
    if (this.facts && this.#deps.conversations.get(this.id).title !== title) void this.#deps.conversations.patch(this.id, { title })
  }

  #takeOlder(seen: readonly Seen[], faults: readonly Fault[], more: boolean): void {
    this.#hasOlder = more
    void this.#heard.takeOlder(seen, faults).then(() => this.#olderDone())
    this.#tellView()
  }

  /** Nothing more comes from there, and nothing more goes. */
  #out(): void {
    this.#client = null
    this.#says.close()
    this.#olderDone()
  }

  #closed(client: RoomClient, reason: string | null, error: AppError | null, wasIn: boolean): void {
    if (client !== this.#client) return
    this.#out()
    this.#aims.current = null
    if (this.#stopped) return
    if (reason !== null && forGood.has(reason)) {
      this.#stopped = true
      this.#core.links.update(this.id, { state: 'offline', error: new AppError('room-refused', { reason }).toData() })
      this.keep({ joined: false })
      return void this.#tellView()
    }
    const now = this.#core.clock.monotonic()
    // A host that says goodbye has left for good.
    if (reason === 'closing') this.#absence.isForGood(now)
    else this.#absence.begins(now)
    this.#core.links.update(this.id, { state: 'waiting', error: error?.toData() ?? null })
    this.#tellView()
    if (wasIn) this.#absence.forgetTries()
    this.#later()
  }

  #failed(thrown: unknown): void {
    const error = toErrorData(thrown)
    const now = this.#core.clock.monotonic()
    // Somebody of the room answers at its port: they say themselves whether it is theirs now.
    const isMoved = error.code === 'wrong-key' && this.mayHost(String(error.details['offered']))
    if (isMoved) this.#absence.isForGood(now)
    else this.#absence.begins(now)
    const isOver = this.stored.room === null || (error.code === 'wrong-key' && !isMoved)
    if (isOver) this.#stopped = true
    this.#core.links.update(this.id, { state: isOver ? 'offline' : 'waiting', error, ...(isOver && error.code === 'wrong-key' ? { encrypted: true } : {}) })
    if (!isOver) this.#later()
  }

  #later(): void {
    if (this.#stopped) return
    const delay = this.#absence.nextWait(this.facts !== null)
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
    this.keep({ mode: 'course', room: null, hostId: null })
    this.#core.links.update(this.id, { state: 'open', encrypted: false, remote: this.#course.remote, error: null, nextTryAt: null })
    this.#course.onMembers = () => this.#tellView()
    this.#says.openCourse(this.#course)
    this.#tellView()
  }

  /** Someone hosts it under a later epoch. */
  async hasMoved(): Promise<boolean> {
    const { facts } = this
    if (!facts) return false
    const answers = await standingsOf(facts, null, this.#core, AbortSignal.timeout(movedMs))
    if (!answers.some(({ hosting, epoch }) => hosting && epoch > facts.epoch)) return false
    this.keep({ hosting: null })
    this.#absence.isForGood(this.#core.clock.monotonic())
    return true
  }

  keep(change: Partial<StoredRoom>): void {
    this.#kept.keep(change)
  }

  nameOf(who: string): string {
    return this.#names.of(who)
  }

  #tellView(): void {
    if (this.#cancelView) return
    this.#cancelView = this.#core.clock.after(viewRestMs, () => {
      this.#cancelView = null
      if (this.#core.isOpen()) emit(this.#core, { type: 'room', room: this.view() })
    })
  }
}
