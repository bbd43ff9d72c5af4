import type { StoredRoom } from '../../../store/types.ts'
import { type Facts, packFacts, replay, unpackFacts } from '../../protocols/room/index.ts'
import type { Core } from '../core.ts'

/** Facts are kept this often at most, ms. */
const keepMs = 1_000
/** Entries that are read at once. */
const replayed = 1_000

/** What of a room lies on disk beside its conversation, and what its log adds up to here. */
export class Kept {
  /** The log says the rest after a fall. */
  facts: Facts | null
  readonly #core: Core
  #stored: StoredRoom
  #cancel: (() => void) | null = null

  constructor(core: Core, stored: StoredRoom) {
    this.#core = core
    this.#stored = stored
    this.facts = stored.facts && this.#replayed(stored.facts)
  }

  get stored(): StoredRoom {
    return this.#stored
  }

  keep(change: Partial<StoredRoom>): void {
    this.#stored = { ...this.#stored, ...change }
    const stored = { ...this.#stored, facts: this.facts ? packFacts(this.facts) : this.#stored.facts }
    if (!this.#core.isOpen()) return
    this.#core.store.write((tx) => tx.setRoom(stored)).catch((thrown) => this.#core.logger.warn('a room was not kept', { error: String(thrown) }))
  }

  keepSoon(): void {
    this.#cancel ??= this.#core.clock.after(keepMs, () => {
      this.#cancel = null
      this.keep({})
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.facts) this.keep({})
  }

  /** null: it can't be read, so the host is asked as by a newcomer; one room keeps nothing else from starting. */
  #replayed(packed: Uint8Array): Facts | null {
    try {
      const facts = unpackFacts(packed)
      for (;;) {
        const entries = this.#core.store.read.roomEntriesAfter(this.#stored.conversationId, facts.seq, replayed)
        replay(facts, entries)
        if (entries.length < replayed) return facts
      }
    } catch (thrown) {
      this.#core.logger.warn('what a room adds up to could not be read', { error: String(thrown) })
      return null
    }
  }
}
