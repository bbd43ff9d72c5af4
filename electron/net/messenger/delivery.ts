import { limits } from '../../../shared/limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { OutboxEntry } from '../../store/types.ts'
import type { Session } from '../protocols/secure-peer/types.ts'
import type { Core } from './core.ts'

export interface DeliveryEvents {
  /** Given to the network, in order. */
  readonly onSent: (entries: readonly OutboxEntry[]) => void
  /** They have everything up to `seq` on disk. */
  readonly onAcknowledged: (seq: number) => void
}

/**
 * Sends one conversation's outbox over one session, in order, at most `limits.inFlightEntries` ahead of the acknowledgements.
 * What was just written comes by `push`; after a reconnection or a burst it is read back from disk.
 */
export class Delivery {
  readonly #core: Core
  readonly #conversationId: ConversationId
  readonly #session: Session
  readonly #events: DeliveryEvents
  #sentUpTo: number
  #acknowledged: number
  /** Without a gap. */
  #fresh: OutboxEntry[] = []
  /** Not everything that waits is in `#fresh`. */
  #moreOnDisk = true
  #waiting = false
  #stopped = false

  constructor(core: Core, conversationId: ConversationId, session: Session, from: number, events: DeliveryEvents) {
    this.#core = core
    this.#conversationId = conversationId
    this.#session = session
    this.#events = events
    this.#sentUpTo = from
    this.#acknowledged = from
  }

  /** An entry that is part of the file now. */
  push(entry: OutboxEntry): void {
    const last = this.#fresh.at(-1)
    if (this.#fresh.length < limits.inFlightEntries && (!last || entry.seq === last.seq + 1)) this.#fresh.push(entry)
    else this.#moreOnDisk = true
    this.pump()
  }

  acknowledged(seq: number): void {
    const upTo = Math.min(seq, this.#sentUpTo)
    if (upTo <= this.#acknowledged) return
    this.#acknowledged = upTo
    this.#events.onAcknowledged(upTo)
    this.pump()
  }

  /** They ask for entries again; those that they had acknowledged are no longer here, and would be asked for without end. */
  resend(from: number): void {
    if (from <= this.#acknowledged) this.#session.sendGone(this.#acknowledged)
    this.#fresh = []
    this.#moreOnDisk = true
    this.#sentUpTo = Math.max(this.#acknowledged, Math.min(this.#sentUpTo, from - 1))
    this.pump()
  }

  stop(): void {
    this.#stopped = true
  }

  pump(): void {
    while (!this.#stopped && !this.#waiting) {
      const room = limits.inFlightEntries - (this.#sentUpTo - this.#acknowledged)
      const entries = room > 0 ? this.#next(room) : []
      if (entries.length === 0) return
      this.#send(entries)
    }
  }

  /** From memory when it follows on what was sent, else from disk. */
  #next(room: number): readonly OutboxEntry[] {
    while (this.#fresh[0] && this.#fresh[0].seq <= this.#sentUpTo) this.#fresh.shift()
    const first = this.#fresh[0]
    if (!first && !this.#moreOnDisk) return []
    // A gap before what was pushed says nothing; a gap on disk is an entry that was given up.
    if (first?.seq === this.#sentUpTo + 1)
      return withinBytes(this.#fresh.splice(0, room), () => {
        this.#moreOnDisk = true
      })
    const page = this.#core.store.read.outbox(this.#conversationId, this.#sentUpTo, room)
    this.#moreOnDisk = page.length === room
    return withinBytes(page, () => {
      this.#moreOnDisk = true
    })
  }

  #send(entries: readonly OutboxEntry[]): void {
    let frames: Uint8Array[] = []
    let open = true
    for (const entry of entries) {
      if (entry.seq > this.#sentUpTo + 1) {
        if (frames.length > 0) open = this.#session.sendEntries(frames)
        frames = []
        this.#session.sendGone(entry.seq - 1)
      }
      frames.push(entry.frame)
      this.#sentUpTo = entry.seq
    }
    open = this.#session.sendEntries(frames) && open
    this.#events.onSent(entries)
    if (!open) this.#waitForDrain()
  }

  #waitForDrain(): void {
    this.#waiting = true
    const go = () => {
      this.#waiting = false
      this.pump()
    }
    this.#session
      .drained()
      .then(go)
      .catch(() => this.stop())
  }
}

/** Given to the session at once: what it then holds is bounded in bytes as well as in entries. */
const burstBytes = 256 * 1024

function withinBytes(entries: readonly OutboxEntry[], onCut: () => void): readonly OutboxEntry[] {
  let bytes = 0
  const end = entries.findIndex(({ frame }) => {
    bytes += frame.length
    return bytes > burstBytes
  })
  if (end === -1) return entries
  onCut()
  return entries.slice(0, Math.max(1, end))
}
