import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Conversation, ConversationId } from '../../../../shared/model/conversation.ts'
import type { Message } from '../../../../shared/model/message.ts'
import type { StoreTx } from '../../../store/types.ts'
import { type ChangeItem, courseLines, mayChange, roleOf } from '../../protocols/room/index.ts'
import type { Conversations } from '../conversations.ts'
import { type Core, emit, newId } from '../core.ts'
import { afterInRoom, applyTransfer } from '../files/state.ts'
import type { Change } from '../messages.ts'
import { type Draft, myMessage } from '../outgoing.ts'
import type { JoinedRoom } from './joined-room.ts'

/** What I write in rooms, and change of it: on disk first, so once the host has numbered it. */
export class Writing {
  readonly #core: Core
  readonly #conversations: Conversations
  /** Throws `AppError` unknown-conversation. */
  readonly #room: (id: ConversationId) => JoinedRoom

  constructor(core: Core, conversations: Conversations, room: (id: ConversationId) => JoinedRoom) {
    this.#core = core
    this.#conversations = conversations
    this.#room = room
  }

  /** Answers when it is on disk; the room has it once the host has numbered it. Of several lines for the course's room each is a message, and the first the answer. */
  async send(conversation: Conversation, draft: Draft): Promise<Message> {
    const core = this.#core
    const room = this.#room(conversation.id)
    const known = core.store.read.message(conversation.id, draft.id)
    if (known) return known
    const author = { name: core.settings().name, personId: core.identity.id }
    const make = (one: Draft): Message => {
      const stamp = core.stamps.next()
      return { ...myMessage(conversation, one, core.stamps.order(stamp), stamp.wall), author }
    }
    const [first = draft.text, ...more] = room.isRich ? [] : courseLines(draft.text)
    const message = make({ ...draft, text: first })
    const messages = [message, ...more.map((text) => make({ ...draft, id: newId(), text }))]
    await core.store.write(
      (tx) => {
        if (!tx.addMessage(message)) return
        if (draft.offer) tx.setTransfer(conversation.id, draft.id, draft.offer.place)
        for (const each of messages.slice(1)) tx.addMessage(each)
      },
      () => {
        for (const each of messages) emit(core, { type: 'message', message: each })
        this.#conversations.touch(conversation.id)
        for (const each of messages) room.inside.say(each)
      },
    )
    return message
  }

  async retry(conversation: Conversation, { id }: Message): Promise<Message> {
    const core = this.#core
    const stamp = core.stamps.next()
    await core.store.write((tx) => {
      tx.setMessageState(conversation.id, id, 'queued', null)
      tx.setMessageOrder(conversation.id, id, core.stamps.order(stamp), stamp.wall)
    })
    const message = core.store.read.message(conversation.id, id)
    if (!message) throw new AppError('unknown-message')
    emit(core, { type: 'message', message })
    this.#room(conversation.id).inside.say(message)
    return message
  }

  /** Edits, deletes, reacts: signed, and so once the host has numbered it. What becomes of a file here is nobody else's business. */
  async change({ id: conversationId }: Conversation, message: Message, body: Change, more: (tx: StoreTx) => void): Promise<Message> {
    const room = this.#room(conversationId)
    if (!room.isRich || message.from === 'system') throw new AppError('refused-plain')
    if (message.deleted) throw new AppError('unknown-message')
    const isUnsaid = message.from === 'me' && message.state === 'failed'
    if (body.kind === 'transfer' && message.from === 'them') {
      return this.#changeHere(message, (tx) => applyTransfer(tx, conversationId, message.id, 'me', body, afterInRoom) && more(tx))
    }
    if (body.kind === 'delete' && isUnsaid) return this.#changeHere(message, (tx) => tx.editMessage(conversationId, message.id, 'me', { deleted: true }))
    if (isUnsaid) throw new AppError('unknown-message')
    room.inside.change(this.#itemOf(room, message, body))
    return message
  }

  #itemOf({ facts }: JoinedRoom, message: Message, body: Change): ChangeItem {
    const me = this.#core.identity.id
    const item = itemOf(message, body)
    const whose = message.author?.personId ?? null
    const [mine, theirs] = facts ? ([roleOf(facts, me), whose === null ? 'member' : roleOf(facts, whose)] as const) : (['member', 'member'] as const)
    if (!mayChange(item, { author: me, role: mine }, whose, theirs)) throw new AppError('not-yours')
    return item
  }

  async #changeHere(message: Message, job: (tx: StoreTx) => unknown): Promise<Message> {
    const { conversationId, id } = message
    let changed = message
    await this.#core.store.write(job, () => {
      changed = this.#core.store.read.message(conversationId, id) ?? message
      emit(this.#core, { type: 'message', message: changed })
      this.#conversations.touch(conversationId)
    })
    return changed
  }
}

/** Throws `AppError` bad-argument. */
function itemOf({ id, file, reactions }: Message, body: Change): ChangeItem {
  switch (body.kind) {
    case 'edit':
      if (file) throw new AppError('bad-argument', { field: 'id' })
      return { k: 'edit', of: id, text: body.text }
    case 'delete':
      return { k: 'delete', of: id }
    case 'reaction':
      if (body.on && reactions.filter((r) => r.from === 'me').length >= limits.reactionsPerAuthor) throw new AppError('bad-argument', { field: 'emoji' })
      return { k: 'react', of: id, emoji: body.emoji, on: body.on }
    case 'transfer':
      if (body.change !== 'cancel') throw new AppError('bad-argument', { field: 'decision' })
      return { k: 'withdraw', of: id }
  }
}
