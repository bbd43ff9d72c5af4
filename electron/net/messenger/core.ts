import { randomUUID } from 'node:crypto'
import type { NetEvent } from '../../../shared/events.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message, Notice } from '../../../shared/model/message.ts'
import type { PersonId } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import type { Store } from '../../store/types.ts'
import type { Clock, Dial, Logger } from '../core/types.ts'
import type { Favours } from '../diagnostics/doctor/index.ts'
import { type Hlc, merge, orderKey, tick } from '../protocols/secure-peer/index.ts'
import type { Identity } from '../protocols/secure-peer/types.ts'
import type { EventStream } from './event-stream.ts'
import type { Links } from './links.ts'
import type { Passive } from './passive.ts'

export interface Whereabouts {
  readonly near: readonly Address[]
  readonly far: readonly Address[]
}

/** What every part of the messenger works with; built once, in `create-messenger.ts`. */
export interface Core {
  readonly store: Store
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  readonly dial: Dial
  readonly events: EventStream
  readonly links: Links
  /** What people that I accepted may ask of me while they look for what is wrong. */
  readonly favours: Favours
  /** The last 24 h of each conversation. */
  readonly passive: Passive
  readonly stamps: Stamps
  readonly settings: () => Settings
  /** Where someone may be now: `near` by this network, `far` by a directory. */
  readonly whereabouts: (personId: PersonId) => Whereabouts
  /** Port of my listener; 0 while there is none. */
  readonly port: () => number
  /** Before a pseudonym is chosen nobody is dialled, answered or told of. */
  readonly isNamed: () => boolean
  /** false once it stops: nothing may touch the store any more. */
  readonly isOpen: () => boolean
}

export const newId = (): string => randomUUID()

export function emit(core: Core, event: NetEvent): void {
  core.events.emit(event)
}

/** Messages as they are on disk. */
export function emitStored(core: Core, conversationId: ConversationId, ids: readonly string[]): void {
  if (ids.length === 0 || !core.isOpen()) return
  for (const message of core.store.read.messages(conversationId, ids)) emit(core, { type: 'message', message })
}

/** My hybrid clock: every message made or received here takes its place from it. */
export class Stamps {
  #hlc: Hlc
  readonly #clock: Clock
  readonly #id: string

  constructor(clock: Clock, id: string, lastWall: number) {
    this.#clock = clock
    this.#id = id
    this.#hlc = { wall: lastWall, count: 0 }
  }

  /** For a message of mine. */
  next(): Hlc {
    this.#hlc = tick(this.#hlc, this.#clock.now())
    return this.#hlc
  }

  /** After one of theirs (already clamped). */
  observe(theirs: Hlc): void {
    this.#hlc = merge(this.#hlc, theirs, this.#clock.now())
  }

  /** The place of something that has no author's sequence: a plain line, a notice. */
  order(stamp: Hlc = this.next()): string {
    return orderKey(stamp.wall, stamp.count, this.#id, 0)
  }
}

/** The ms of an `order`; 0 of an empty one. */
export const wallOf = (order: string): number => Number.parseInt(order.slice(0, 12), 16) || 0

/** The clock of an `order`. */
export const hlcOf = (order: string): Hlc => ({ wall: wallOf(order), count: Number.parseInt(order.slice(12, 16), 16) || 0 })

/** A fact of the conversation itself, in its place among the messages. */
export function noticeMessage(core: Core, conversationId: string, notice: Notice | null): Message {
  const now = core.clock.now()
  return {
    id: uuidv7(now),
    conversationId,
    from: 'system',
    text: '',
    notice,
    order: core.stamps.order(),
    sentAt: now,
    receivedAt: now,
    state: 'received',
    failure: null,
    late: false,
    replyTo: null,
    editedAt: null,
    deleted: false,
    reactions: [],
  }
}
