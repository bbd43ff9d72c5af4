import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Session } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emitStored } from './core.ts'

/** Messages looked through for the last of theirs. */
const looked = 50

/** What I have read of somebody's, and they of mine. */
export class ReadMarks {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #id: ConversationId
  /** They have not been told what I have read. */
  #isHeld = false

  constructor(core: Core, conversations: Conversations, id: ConversationId) {
    this.#core = core
    this.#conversations = conversations
    this.#id = id
  }

  async readByThem(messageId: string): Promise<void> {
    const message = this.#core.store.read.message(this.#id, messageId)
    if (message?.from !== 'me') return
    const ids = await this.#core.store.write((tx) => tx.markReadByThem(this.#id, message.order))
    emitStored(this.#core, this.#id, ids)
  }

  /** As far as it is known. */
  tell(session: Session): void {
    const { readUpTo } = this.#conversations.get(this.#id)
    if (readUpTo !== null) this.send(readUpTo, session)
  }

  /** Tells them the last of their messages that I have read, unless the settings say no; someone unknown once they are accepted. */
  send(upTo: string, session: Session): void {
    if (!this.#core.settings().sendReadMarks) return
    this.#isHeld = this.#conversations.peek(this.#id).request
    if (this.#isHeld) return
    const { messages } = this.#core.store.read.page(this.#id, { type: 'before', order: `${upTo}~` }, looked)
    const last = messages.findLast((m) => m.from === 'them')
    if (last) session.sendRead(last.id)
  }

  /** They may have been accepted. */
  followTrust(session: Session | null): void {
    if (this.#isHeld && session && !this.#conversations.peek(this.#id).request) this.tell(session)
  }
}
