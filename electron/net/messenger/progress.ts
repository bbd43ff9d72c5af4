import { limits } from '../../../shared/limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { OutboxEntry } from '../../store/types.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit, emitStored } from './core.ts'
import { InFlight } from './in-flight.ts'

/** How far my log with somebody is, and what its messages say of it: sent, then delivered once it is on both disks. */
export class Progress {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: ConversationId
  readonly #inFlight = new InFlight()
  /** Up to where my log is on my disk, on theirs, and told to be. */
  #stored = 0
  #theirs = 0
  #told = 0

  constructor(core: Core, conversations: Conversations, id: ConversationId) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
  }

  /** An entry that is part of the file now, and the message as it is after it. In order of `seq`. */
  pushed(entry: OutboxEntry, message: Message): void {
    // An offer may be answered before it is told to be delivered: of those, what is stored is told.
    if (entry.kind === 'text' && !message.file) this.#inFlight.remember(message)
    else this.#inFlight.refresh(message)
  }

  /** Everything of mine up to `seq` is on my disk. */
  stored(seq: number): void {
    this.#stored = Math.max(this.#stored, seq)
    this.#tellDelivered()
  }

  sent(entries: readonly OutboxEntry[]): void {
    for (const { seq, messageId, kind } of entries) {
      if (kind !== 'text') continue
      const message = this.#inFlight.sent(seq, messageId) ?? this.#core.store.read.message(this.#id, messageId)
      if (message?.state === 'sent') emit(this.#core, { type: 'message', message })
      else if (message?.state === 'queued') emit(this.#core, { type: 'message', message: { ...message, state: 'sent' } })
    }
  }

  acknowledged(seq: number): void {
    this.#theirs = seq
    this.#tellDelivered()
  }

  /** My log begins again. */
  startsAnew(): void {
    this.#stored = 0
  }

  /** The connection ended. Answers what of it is told again: what was on its way waits again, and says so. */
  ended(): () => void {
    const told = this.#told
    this.#inFlight.reset()
    this.#theirs = 0
    this.#told = 0
    return () => {
      if (!this.#core.isOpen()) return
      const waiting = this.#core.store.read.outbox(this.#id, told, limits.inFlightEntries)
      emitStored(
        this.#core,
        this.#id,
        waiting.filter((entry) => entry.kind === 'text').map((entry) => entry.messageId),
      )
    }
  }

  #tellDelivered(): void {
    const seq = Math.min(this.#stored, this.#theirs)
    if (seq <= this.#told) return
    this.#told = seq
    // Told before the outbox is cleared: should we fall in between, it is sent again, and acknowledged again as a duplicate.
    const told = this.#inFlight.delivered(seq)
    for (const message of told) emit(this.#core, { type: 'message', message })
    const cleared = this.#core.store.tidy((tx) => tx.acknowledge(this.#id, seq, told.length))
    cleared.then(
      (ids) => {
        if (ids.length > told.length) emitStored(this.#core, this.#id, ids)
        if (this.#core.isOpen()) this.#conversations.touch(this.#id)
      },
      (thrown) => this.#core.logger.warn('the outbox was not cleared', { error: String(thrown) }),
    )
  }
}
