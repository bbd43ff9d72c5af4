import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { ReceivedEntry, Session } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit, emitStored } from './core.ts'
import { type Received, receiveEntries, receiveGone } from './incoming.ts'

/** What somebody's log says: stored, shown, then acknowledged. */
export class Receiving {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: ConversationId

  constructor(core: Core, conversations: Conversations, id: ConversationId) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
  }

  /** Fulfils when they are part of the file, and the next may come; they are acknowledged when they are on disk. */
  take(session: Session, entries: readonly ReceivedEntry[]): Promise<void> {
    return new Promise((taken, failed) => {
      const onCommitted = (received: Received) => {
        this.#show(session, received)
        taken()
      }
      this.#store(session, entries, onCommitted).then((received) => {
        if (received) this.#acknowledge(session, received)
        taken()
      }, failed)
    })
  }

  /** Entries up to there will never come. */
  async gone(session: Session, upTo: number): Promise<void> {
    this.#acknowledge(session, await this.#skip(session, upTo))
  }

  #acknowledge(session: Session, { upTo }: Received): void {
    if (this.#core.isOpen()) session.acknowledge(upTo)
  }

  #show(session: Session, received: Received): void {
    if (!this.#core.isOpen()) return
    if (received.resendFrom !== null) session.requestResend(received.resendFrom)
    if (received.newMessages.length + received.changedIds.size === 0) return
    for (const message of received.newMessages) emit(this.#core, { type: 'message', message })
    emitStored(this.#core, this.#id, [...received.changedIds])
    if (received.newMessages.length > 0) emit(this.#core, { type: 'typing', conversationId: this.#id, until: 0 })
    this.#conversations.touch(this.#id)
  }

  /** A batch that can't be stored is tried entry by entry; one that keeps failing is set aside, never a loop. */
  async #store(session: Session, entries: readonly ReceivedEntry[], onCommitted: (received: Received) => void): Promise<Received | null> {
    const take = (list: readonly ReceivedEntry[]) => this.#core.store.write((tx) => receiveEntries(tx, this.#core, this.#id, session, list), onCommitted)
    try {
      return await take(entries)
    } catch (error) {
      if (!this.#core.isOpen()) return null
      // Closes the session: they come again with the next one, and none is passed over.
      if (error instanceof AppError && error.code === 'queue-full') throw error
      this.#core.logger.warn('a batch of entries failed', { error: String(error), entries: entries.length })
    }
    let last: Received | null = null
    for (const received of entries) last = await this.#storeOne(session, received, take).catch(() => last)
    return last
  }

  async #storeOne(session: Session, received: ReceivedEntry, take: (list: readonly ReceivedEntry[]) => Promise<Received>): Promise<Received> {
    let failure: unknown
    for (let attempt = 0; attempt < limits.entryAttempts; attempt++) {
      try {
        return await take([received])
      } catch (error) {
        failure = error
      }
    }
    const { seq } = received.entry
    this.#core.logger.error('an entry was set aside', { seq, error: String(failure) })
    await this.#core.store.write((tx) => tx.quarantine(this.#id, seq, received.frame, String(failure).slice(0, 500), this.#core.clock.now()))
    return this.#skip(session, seq)
  }

  #skip(session: Session, upTo: number): Promise<Received> {
    return this.#core.store.write(
      (tx) => receiveGone(tx, this.#core, this.#id, session.hello.epoch, upTo),
      (received) => this.#show(session, received),
    )
  }
}
