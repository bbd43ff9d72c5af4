import { AppError } from '../../../../shared/errors.ts'
import type { MessagePage } from '../../../../shared/ipc/contract.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { Notice } from '../../../../shared/model/message.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { RoomMember } from '../../../../shared/model/room.ts'
import type { PageCursor } from '../../../store/types.ts'
import { safeName } from '../../core/text.ts'
import {
  type Call,
  type ChangeItem,
  decodeEntry,
  type Entry,
  enterRoom,
  type Facts,
  type Fault,
  type Greeted,
  hashOf,
  may,
  type PostItem,
  type RoomClient,
  type Seen,
  type Welcome,
} from '../../protocols/room/index.ts'
import type { Conversations } from '../conversations.ts'
import type { Core } from '../core.ts'
import { CourseRoom } from './course-room.ts'
import { Heard } from './heard.ts'
import type { Kept } from './kept.ts'
import { Names } from './names.ts'
import { orderOf } from './records.ts'
import { Says, type Waiting } from './says.ts'
import { membersOf } from './view.ts'

/** A page of before that the host does not bring is waited for so long, ms: what is here is shown all the same. */
const pageMs = 5_000

export interface InsideDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly kept: Kept
  readonly isHosting: () => boolean
  readonly hostAt: (epoch: number, port: number) => Address | null
  readonly onWelcome: (welcome: Welcome, facts: Facts) => void
  readonly onCall: (call: Call) => void
  /** What is shown of the room is not the same any more. */
  readonly onChanged: () => void
  /** `reason`: what the host said. `wasIn`: it had welcomed me. */
  readonly onClosed: (reason: string | null, error: AppError | null, wasIn: boolean) => void
}

/** The connection with a room's host, while there is one, and what goes over it: what is heard, what I say, older pages, calls. */
export class Inside {
  readonly #deps: InsideDeps
  readonly #id: string
  readonly #names: Names
  readonly #says: Says
  readonly #heard: Heard
  #client: RoomClient | null = null
  #course: CourseRoom | null = null
  /** Of the course's room, when its connection broke. */
  #before: ReadonlySet<string> = new Set()
  /** Up to there it is what happened before my arrival. */
  #head = 0
  /** Nobody has more of what was before. */
  #isWhole = false
  /** The older entries that were asked for. */
  #paging: Promise<void> | null = null
  #olderDone: () => void = () => {}

  constructor(deps: InsideDeps, id: string) {
    const { core, conversations, kept, hostAt } = deps
    this.#deps = deps
    this.#id = id
    this.#names = new Names(conversations)
    this.#says = new Says(deps, id)
    this.#heard = new Heard({ core, conversations, names: this.#names, says: this.#says, facts: () => kept.facts, hostAt }, id)
    this.#names.follow(kept.facts)
  }

  get isConnected(): boolean {
    return this.#client !== null || this.#course !== null
  }

  /** The host of a Palabre's room; null: not connected. */
  get remote(): Address | null {
    return this.#client?.remote ?? null
  }

  /** More was said than what is here. */
  get hasOlder(): boolean {
    return !this.#isWhole && (this.#first()?.seq ?? 1) > 1
  }

  /** The round trip to the host, ms. Rejects `AppError` not-connected, no-ping: the course's server would take it for words. */
  ping(): Promise<number> {
    return this.#client?.ping() ?? Promise.reject(new AppError(this.#course ? 'no-ping' : 'not-connected'))
  }

  members(): readonly RoomMember[] {
    if (this.#course) return this.#course.members()
    const { facts } = this.#deps.kept
    return facts && this.#client ? membersOf(facts) : []
  }

  nameOf(who: string): string {
    return this.#names.of(who)
  }

  /** `isWanted`: nobody has left meanwhile. */
  async enter({ socket }: Greeted, expected: string | null, standbyPort: number, isWanted: () => boolean): Promise<void> {
    const { core, kept, isHosting, onCall, onClosed } = this.#deps
    const { name, color } = core.settings()
    const last = core.store.read.roomEntriesBefore(this.#id, Number.MAX_SAFE_INTEGER, 1)[0]
    // What this very process wrote down as the host may not all be in the conversation yet.
    const have = last && !isHosting() ? { epoch: last.epoch, seq: last.seq, hash: hashOf(last.bytes) } : null
    let isHeard = false
    const client = await enterRoom(
      socket,
      {
        identity: core.identity,
        clock: core.clock,
        name,
        color,
        room: kept.stored.room,
        have,
        facts: have && kept.facts?.seq === have.seq ? kept.facts : null,
        // Of a host it is where it would be again after a restart.
        standby: standbyPort,
        ticket: kept.stored.ticket,
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
        onCall,
        onClosed: (reason, error) => {
          if (client !== this.#client) return
          this.#out()
          onClosed(reason, error, isHeard)
        },
      },
    )
    if (!isWanted()) return client.leave()
    this.#client = client
  }

  /** Answers where that is. */
  enterCourse(greeted: Extract<Greeted, { type: 'course' }>): Address {
    const { core, conversations, onChanged, onClosed } = this.#deps
    const course = new CourseRoom(
      {
        core,
        conversations,
        before: this.#before,
        onMembers: onChanged,
        onIn: () => this.#says.openCourse(course),
        onClosed: (reason, error, wasIn) => {
          this.#course = null
          if (course.names.size > 0) this.#before = course.names
          this.#says.close()
          onClosed(reason, error, wasIn)
        },
      },
      this.#id,
      greeted,
    )
    this.#course = course
    return course.remote
  }

  leave(): void {
    this.#client?.leave()
    this.#out()
    this.#course?.leave()
    this.#course = null
    this.#before = new Set()
  }

  /** A stored, queued text or offer. */
  say(waiting: Waiting): void {
    this.#says.say(waiting)
  }

  /** It is so once it comes back numbered. Throws `AppError` not-connected, room-muted, queue-full; what a fall of the connection took is said again. */
  change(item: ChangeItem): void {
    const { core, kept } = this.#deps
    if (!this.#client || !kept.facts) throw new AppError('not-connected')
    if (!may(kept.facts, core.identity.id, item)) throw new AppError('room-muted')
    this.#says.change(item)
  }

  act(item: PostItem): void {
    if (!this.#client?.post([item])) throw new AppError('not-connected')
  }

  /** Through the host, see `protocols/room/calls.ts`. */
  call(personId: PersonId, code: string | null): void {
    this.#client?.call(personId, code)
  }

  /** Something of the room itself, noted in the conversation. */
  notice(notice: Notice): void {
    void this.#heard.notice(notice)
  }

  /** A page of the conversation. What lies before my part of the log is asked of the host first: nothing is left out between two messages. */
  async page(cursor: PageCursor, limit: number): Promise<MessagePage> {
    const { core, conversations } = this.#deps
    const read = () => core.store.read.page(this.#id, cursor, limit)
    let page = read()
    if (conversations.get(this.#id).clearedBefore !== null) return page
    while (cursor.type === 'before' && this.#lacks(page) && (await this.#older(limit))) page = read()
    return { ...page, hasOlder: page.hasOlder || (this.#client !== null && this.hasOlder) }
  }

  /** It reaches further back than the log does. */
  #lacks({ messages: [oldest] }: MessagePage): boolean {
    const first = this.#first()
    if (!first || !this.hasOlder) return false
    return oldest === undefined || oldest.order < orderOf(decodeEntry(first.bytes).at, first.seq, 0)
  }

  /** Asks for what is before my part of the log. false: nothing came. */
  async #older(limit: number): Promise<boolean> {
    const before = this.#first()?.seq ?? 0
    if (!this.#client) return false
    if (!this.#paging) {
      this.#client.page(before, limit)
      this.#paging = new Promise((resolve) => {
        this.#olderDone = resolve
      })
    }
    await Promise.race([this.#paging, this.#rest()])
    return (this.#first()?.seq ?? 0) < before
  }

  /** Long enough for a page; the next one may ask on. */
  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.core.clock.after(pageMs, resolve)
      void this.#paging?.then(cancel)
    })
  }

  #first() {
    return this.#deps.core.store.read.roomEntriesAfter(this.#id, 0, 1)[0]
  }

  #welcomed(welcome: Welcome, facts: Facts): void {
    this.#isWhole = !welcome.older
    this.#deps.kept.facts = facts
    this.#head = welcome.head
    this.#names.follow(facts)
    this.#deps.onWelcome(welcome, facts)
  }

  #take(seen: readonly Seen[], faults: readonly Fault[]): void {
    const [client, last] = [this.#client, seen.at(-1)?.entry.q ?? 0]
    const taken = this.#heard.take(seen, faults, this.#deps.isHosting())
    this.#deps.kept.keepSoon()
    if (client && this.#heard.isBehind) {
      client.pause()
      void taken.then(() => client.resume())
    }
    // Not before what came back is known to be there: it would be said twice.
    if (client && last >= this.#head) void taken.then(() => this.#client === client && this.#says.open(client))
    if (seen.some(({ entry }) => entry.b.k !== 'plain')) this.#deps.onChanged()
    this.#followTitle()
  }

  #followTitle(): void {
    const { conversations, kept } = this.#deps
    const title = safeName(kept.facts?.name ?? '')
    if (kept.facts && conversations.get(this.#id).title !== title) void conversations.patch(this.#id, { title })
  }

  /** What nobody asked for, or is here, is nothing older. */
  #takeOlder(page: readonly Seen[], faults: readonly Fault[], more: boolean): void {
    const first = this.#first()
    if (!this.#paging || !first) return
    const seen = page.filter(({ entry }) => entry.q < first.seq)
    this.#isWhole = !more || seen.length === 0
    const fault = faultBetween(seen.at(-1), decodeEntry(first.bytes))
    void this.#heard.takeOlder(seen, fault ? [...faults, fault] : faults).then(() => this.#endPage())
    this.#deps.onChanged()
  }

  #endPage(): void {
    this.#paging = null
    this.#olderDone()
  }

  /** Nothing more comes from there, and nothing more goes. */
  #out(): void {
    this.#client = null
    this.#says.close()
    this.#endPage()
  }
}

/** What a page leaves out before the entry that follows it. Pure. */
function faultBetween(last: Seen | undefined, next: Entry): Fault | null {
  if (!last) return null
  if (last.entry.q !== next.q - 1) return 'gap'
  return next.p !== null && Buffer.compare(last.hash, next.p) !== 0 ? 'rewritten' : null
}
