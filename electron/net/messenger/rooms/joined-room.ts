import type { Socket } from 'node:net'
import { AppError, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Room as RoomView } from '../../../../shared/model/room.ts'
import type { StoredRoom } from '../../../store/types.ts'
import { safeName } from '../../core/text.ts'
import type { OwnRoom } from '../../protocols/discovery/types.ts'
import { type Call, type Facts, type Greeted, greet, type Welcome } from '../../protocols/room/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit } from '../core.ts'
import { Redial } from '../redial.ts'
import { giveUpLog } from './fork.ts'
import { HostSearch } from './host-search.ts'
import { Inside } from './inside.ts'
import { Kept } from './kept.ts'
import { dialMember, memberAddress, type Way } from './member-way.ts'
import { Standby } from './standby.ts'
import { factsInView } from './view.ts'
import type { Aim } from './whereabouts.ts'

/** Whether the room goes on beyond a cut as well is asked this often, ms. */
const healMs = 15_000
/** The window is told of changes this often at most, ms. */
const viewRestMs = 100

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
  readonly inside: Inside
  readonly search: HostSearch
  readonly #deps: JoinedDeps
  readonly #core: Core
  readonly #kept: Kept
  readonly #standby: Standby
  readonly #redial: Redial
  #cancelView: (() => void) | null = null
  #cancelHeal: (() => void) | null = null
  /** It does not go there by itself. */
  #isStopped = true

  constructor(deps: JoinedDeps, stored: StoredRoom) {
    const { core, conversations } = deps
    this.#deps = deps
    this.#core = core
    this.id = stored.conversationId
    this.#redial = new Redial(core.clock)
    this.#kept = new Kept(core, stored)
    this.#standby = new Standby({
      core,
      id: this.id,
      facts: () => this.facts,
      allows: (personId, entry, ticket) => deps.allows(this, personId, entry, ticket),
      onStream: (stream) => deps.onStream(this, stream),
    })
    this.search = new HostSearch({
      core,
      kept: this.#kept,
      standby: this.#standby,
      knownAddress: () => conversations.get(this.id).address,
      remote: () => this.inside.remote,
      enter: (aim, signal) => this.#dial(aim, signal),
    })
    this.inside = new Inside(
      {
        core,
        conversations,
        kept: this.#kept,
        isHosting: () => this.isHosting,
        hostAt: (epoch, port) => this.search.hostAt(epoch, port),
        onWelcome: (welcome, facts) => this.#welcomed(welcome, facts),
        onCall: (call) => deps.onCall(this, call),
        onChanged: () => this.#tellView(),
        onClosed: (reason, error, wasIn) => this.#closed(reason, error, wasIn),
      },
      this.id,
    )
  }

  get stored(): StoredRoom {
    return this.#kept.stored
  }

  get facts(): Facts | null {
    return this.#kept.facts
  }

  /** It knows more than lines. */
  get isRich(): boolean {
    return this.stored.mode === 'palabre'
  }

  get isHosting(): boolean {
    return this.#standby.isHosting
  }

  get address(): Address | null {
    return this.isHosting ? this.#standby.address : null
  }

  view(): RoomView {
    const { inside } = this
    return {
      conversationId: this.id,
      mode: this.stored.mode,
      ...factsInView(this.facts, this.#core.identity.id),
      members: inside.members(),
      hosting: this.address,
      hasOlder: inside.hasOlder,
    }
  }

  /** What this network may know of it; null: it is not hosted here, or keeps to itself. */
  announced(): OwnRoom | null {
    return this.#standby.announced()
  }

  keep(change: Partial<StoredRoom>): void {
    this.#kept.keep(change)
  }

  /** Hosts a new room, or one that was hosted here before. Rejects `AppError` EADDRINUSE and its like. */
  async host(facts: Facts, port: number): Promise<void> {
    this.#isStopped = false
    await this.#standby.listen(port)
    this.search.promote(facts)
  }

  /** Two halves of a cut network each went on with it: once they see each other, one gives way, and its people enter the other. */
  async #heal(): Promise<void> {
    const { facts } = this
    const gone = facts && this.isHosting ? [...facts.away.values(), ...facts.lost.values()] : []
    if (gone.length > 0 && (await this.search.givesWay(gone)) && !this.#isStopped) await this.#standby.stop('closing')
    this.#healLater()
  }

  #healLater(): void {
    this.#cancelHeal?.()
    this.#cancelHeal = this.#isStopped ? null : this.#core.clock.after(healMs, () => void this.#heal())
  }

  /** Goes there and comes back by itself until `leave`. */
  start(): void {
    this.#isStopped = false
    this.#healLater()
    void this.#open()
  }

  /** Its host was heard of. Only what is new is news to who waits. */
  noticed(addresses: readonly Address[], hostId: string): void {
    if (this.#isStopped || this.isHosting || this.inside.isConnected || !this.search.hear(addresses, hostId)) return
    // An attempt that runs is followed by another soon.
    void this.#open()
  }

  /** Enters once; what keeps it out is told by the link. */
  reconnect(): void {
    if (this.#isBusy) return
    this.search.forgetTries()
    this.start()
  }

  /** A socket that shows a room's prompt. */
  async take(socket: Socket): Promise<void> {
    if (this.#isBusy) return void socket.destroy()
    this.#isStopped = false
    try {
      await this.#enter(await greet(socket, this.#core.settings().name, false, this.#core.clock), null, null)
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  async leave(reason: 'closing' | 'ended' = 'closing'): Promise<void> {
    this.#stop()
    this.#kept.stop()
    this.inside.leave()
    await this.#standby.stop(reason)
    if (this.#core.isOpen()) {
      this.#core.links.update(this.id, { state: 'offline', nextTryAt: null, error: null })
      this.#tellView()
    }
  }

  /** To another member, for another protocol; null: not in, or they listen nowhere. */
  wayTo(personId: PersonId, protocol: string): Way | null {
    const core = this.#core
    const { remote } = this.inside
    if (!remote || !this.facts || personId === core.identity.id) return null
    const address = memberAddress(this.facts, personId, remote, this.isHosting)
    return address && { address, dial: (signal) => dialMember(core, address, personId, protocol, signal) }
  }

  /** Inside, or on the way there. */
  get #isBusy(): boolean {
    return this.inside.isConnected || this.#redial.isRunning
  }

  #stop(): void {
    this.#isStopped = true
    this.#cancelHeal?.()
    this.#redial.cancel()
  }

  async #open(): Promise<void> {
    if (this.#isStopped || this.#isBusy) return
    this.#redial.stopWaiting()
    const signal = this.#redial.begin()
    this.#core.links.update(this.id, { state: 'connecting', encrypted: this.stored.mode === 'palabre', attempts: [], error: null, nextTryAt: null })
    try {
      await this.search.find(signal)
    } catch (thrown) {
      if (!signal.aborted) this.#failed(thrown)
    } finally {
      this.#redial.ends(signal)
    }
    if (signal.aborted) return
    if (!this.inside.isConnected && this.#core.links.get(this.id).state === 'connecting') this.#later()
  }

  async #dial({ address, expected }: Aim, signal: AbortSignal): Promise<void> {
    const socket = await this.#core.dial(address, { signal, role: 'room-client', onAttempts: (attempts) => this.#core.links.update(this.id, { attempts }) })
    await this.#enter(await greet(socket, this.#core.settings().name, expected !== null || this.stored.room !== null, this.#core.clock), expected, signal)
  }

  async #enter(greeted: Greeted, expected: string | null, signal: AbortSignal | null): Promise<void> {
    if (signal?.aborted) return void greeted.socket.destroy()
    if (greeted.type === 'course') return this.#enterCourse(greeted)
    const { core, conversations } = this.#deps
    if (!this.#standby.isListening) await this.#standby.listen(0).catch((thrown) => core.logger.warn('no standby for a room', { error: String(thrown) }))
    await this.inside.enter(greeted, expected, this.#standby.address?.port ?? 0, () => !this.#isStopped && !signal?.aborted)
    const { remote } = this.inside
    // A hint is believed once a welcome comes from there.
    if (!remote || this.isHosting || this.search.isAim || conversations.get(this.id).address?.port === remote.port) return
    await conversations.patch(this.id, { address: remote })
  }

  #enterCourse(greeted: Extract<Greeted, { type: 'course' }>): void {
    const remote = this.inside.enterCourse(greeted)
    this.keep({ mode: 'course', room: null, hostId: null })
    void this.#deps.conversations.patch(this.id, { lastSeenAt: this.#core.clock.now() }).catch(() => {})
    this.#core.links.update(this.id, { state: 'open', encrypted: false, remote, error: null, nextTryAt: null })
    this.#tellView()
  }

  #welcomed({ hostId, hostPort, fork, slow }: Welcome, facts: Facts): void {
    const moved = this.search.found(hostPort)
    if (this.#deps.onSame(this, facts.room)) return
    const address = moved ? { address: moved } : {}
    void this.#deps.conversations.patch(this.id, { title: safeName(facts.name), lastSeenAt: this.#core.clock.now(), ...address })
    this.keep({ mode: 'palabre', room: facts.room, hostId, hosting: this.isHosting ? this.stored.hosting : null })
    if (fork && !this.isHosting) void giveUpLog(this.#core, this.id, facts)
    this.#core.links.update(this.id, { state: 'open', encrypted: true, remote: this.inside.remote, error: null, nextTryAt: null })
    if (slow) this.inside.notice({ code: 'room-slow', details: {} })
    this.#tellView()
  }

  #closed(reason: string | null, error: AppError | null, wasIn: boolean): void {
    if (this.#isStopped) return
    if (!this.search.lost(reason, wasIn)) {
      this.#stop()
      this.#core.links.update(this.id, { state: 'offline', error: (error ?? new AppError('room-refused', { reason: reason ?? '' })).toData() })
      this.keep({ joined: false })
      return void this.#tellView()
    }
    this.#core.links.update(this.id, { state: 'waiting', error: error?.toData() ?? null })
    this.#tellView()
    this.#later()
  }

  #failed(thrown: unknown): void {
    const error = toErrorData(thrown)
    const isOver = !this.search.failed(error)
    if (isOver) this.#stop()
    this.#core.links.update(this.id, { state: isOver ? 'offline' : 'waiting', error, ...(isOver && error.code === 'wrong-key' ? { encrypted: true } : {}) })
    this.#later()
  }

  #later(): void {
    if (this.#isStopped) return
    const delay = this.search.nextWait()
    this.#core.links.update(this.id, { state: 'waiting', nextTryAt: this.#core.clock.now() + delay })
    this.#redial.later(delay, () => void this.#open())
  }

  #tellView(): void {
    if (this.#cancelView) return
    this.#cancelView = this.#core.clock.after(viewRestMs, () => {
      this.#cancelView = null
      if (this.#core.isOpen()) emit(this.#core, { type: 'room', room: this.view() })
    })
  }
}
