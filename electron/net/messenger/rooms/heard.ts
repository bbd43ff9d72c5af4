import type { Address } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { Notice } from '../../../../shared/model/message.ts'
import type { NewMessage, StoreTx } from '../../../store/types.ts'
import { type Facts, type Fault, roleOf, type Seen } from '../../protocols/room/index.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emitStored, noticeMessage } from '../core.ts'
import { applyChange, applyWaiting } from './changes.ts'
import type { Names } from './names.ts'
import { type Recorded, recordsOf } from './records.ts'
import type { Says } from './says.ts'

export interface HeardDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly names: Names
  /** Told what of mine has been numbered. */
  readonly says: Says
  readonly facts: () => Facts | null
  readonly hostAt: (epoch: number, port: number) => Address | null
}

/** Records of one transaction; between two, everything else has its turn: programs may say thousands of lines at once. */
const recordsAtOnce = 256

/** What a room says: stored with its log, then shown in its conversation. */
export class Heard {
  readonly #deps: HeardDeps
  readonly #id: ConversationId
  /** What does not fit one transaction, one after the other. */
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(deps: HeardDeps, id: ConversationId) {
    this.#deps = deps
    this.#id = id
  }

  /** The newest. `isMine`: the log is kept by the room that is hosted here. Fulfils on disk. */
  take(seen: readonly Seen[], faults: readonly Fault[], isMine: boolean): Promise<void> {
    const records = this.#recordsOf(seen, faults, false)
    for (const record of records) if ('change' in record && record.change.isMine) this.#deps.says.changed(record.change.item)
    return this.#add(records, isMine ? [] : seen, false)
  }

  /** A page of before; what was said of it later may be here already. */
  takeOlder(seen: readonly Seen[], faults: readonly Fault[]): Promise<void> {
    return this.#add(this.#recordsOf(seen, faults, true), seen, true)
  }

  /** More came than one transaction takes. */
  get isBehind(): boolean {
    return this.#waiting > 0
  }

  notice(notice: Notice): Promise<void> {
    return this.#add([this.#noticed(notice)], [], false)
  }

  #noticed(notice: Notice): Recorded {
    return { message: noticeMessage(this.#deps.core, this.#id, notice), seq: 0 }
  }

  #recordsOf(seen: readonly Seen[], faults: readonly Fault[], isOlder: boolean): readonly Recorded[] {
    const { core, names } = this.#deps
    const facts = this.#deps.facts()
    const told = [...new Set(faults)].map((fault) => this.#noticed({ code: 'room-fault', details: { fault } }))
    if (!facts) return told
    for (const { entry } of seen) {
      const { b } = entry
      if (b.k === 'in' || b.k === 'epoch') names[isOlder ? 'wasCalled' : 'came'](b.k === 'in' ? b.who : b.host, b.name)
    }
    const context = {
      conversationId: this.#id,
      me: core.identity.id,
      now: core.clock.now(),
      nameOf: (who: string) => names.of(who),
      facts,
      hostAt: this.#deps.hostAt,
    }
    return [...seen.flatMap((one) => recordsOf(one, context)), ...told]
  }

  #add(records: readonly Recorded[], log: readonly Seen[], isOlder: boolean): Promise<void> {
    if (records.length <= recordsAtOnce && this.#waiting === 0) return this.#store(records, log, isOlder)
    this.#waiting++
    this.#last = this.#last.then(async () => {
      // The log last: what is not there yet is asked for again, and what came twice is stored once.
      for (let at = 0; at < records.length || at === 0; at += recordsAtOnce)
        await this.#store(records.slice(at, at + recordsAtOnce), at + recordsAtOnce < records.length ? [] : log, isOlder)
      this.#waiting--
    })
    return this.#last
  }

  /** Mine are shown where the host put them. */
  async #store(records: readonly Recorded[], log: readonly Seen[], isOlder: boolean): Promise<void> {
    const { core, conversations, says } = this.#deps
    if (!core.isOpen()) return
    const entries = log.map(({ entry, bytes }) => ({ epoch: entry.e, seq: entry.q, bytes }))
    try {
      await core.store.write(
        (tx) => {
          tx.addRoomEntries(this.#id, entries)
          this.#apply(tx, records, isOlder)
        },
        () => {
          const ids = new Set(records.map((record) => ('change' in record ? record.change.item.of : record.message.id)))
          for (const id of ids) says.numbered(id)
          emitStored(core, this.#id, [...ids])
          if (records.length > 0) conversations.touch(this.#id)
        },
      )
    } catch (thrown) {
      core.logger.warn('what a room said was not stored', { error: String(thrown) })
    }
  }

  #apply(tx: StoreTx, records: readonly Recorded[], isOlder: boolean): void {
    const facts = this.#deps.facts()
    const role = (personId: string) => (facts ? roleOf(facts, personId) : 'member')
    for (const record of records) {
      if ('change' in record) applyChange(tx, this.#id, record.change, role)
      else if (this.#addOne(tx, record, isOlder) && isOlder) applyWaiting(tx, this.#id, record.message.id, record.seq, role)
    }
  }

  /** false: it was here. An id is of who used it first: what took it since makes place. */
  #addOne(tx: StoreTx, { message, place }: Extract<Recorded, { message: NewMessage }>, isOlder: boolean): boolean {
    if (tx.addMessage(message)) {
      if (place) tx.setTransfer(this.#id, message.id, place)
      return true
    }
    if (message.from !== 'me') {
      if (message.from !== 'them' || !isOlder || !tx.replaceMessage(message)) return false
      if (place) tx.setTransfer(this.#id, message.id, place)
      return true
    }
    tx.setMessageState(this.#id, message.id, 'delivered', null)
    tx.setMessageOrder(this.#id, message.id, message.order, message.sentAt)
    return false
  }
}
