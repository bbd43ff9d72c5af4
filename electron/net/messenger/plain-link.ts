import type { Socket } from 'node:net'
import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import { type Conversation, type ConversationId, isUntouched, isVisitor } from '../../../shared/model/conversation.ts'
import type { MessageState, Notice } from '../../../shared/model/message.ts'
import type { NewMessage, StoreReader } from '../../store/types.ts'
import { remoteOf } from '../core/addresses.ts'
import { createLineChat } from '../protocols/line-chat/index.ts'
import type { LineChat } from '../protocols/line-chat/types.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emitStored, noticeMessage } from './core.ts'
import type { Draft } from './outgoing.ts'

/** A program that has finished writing is believed to be still reading for this long, ms. */
const halfClosedMs = 60_000
/** Messages looked through for forgotten ones. */
const forgottenLooked = 50

type Side = 'listening' | 'connecting'

/** One conversation with a raw-socket program. What is typed before it connects waits, then goes out in order. */
export class PlainLink {
  readonly conversationId: ConversationId
  readonly #core: Core
  readonly #conversations: Conversations
  /** It left no trace. */
  readonly #onGone: () => void
  #chat: LineChat | null = null
  /** Has connected, and that is not noted yet. */
  #arrived: Notice | null = null
  readonly #waiting: Draft[] = []
  #sending: Promise<void> = Promise.resolve()
  #pending = 0
  /** UTF-16 units on their way to a program that may not be reading. */
  #pendingLength = 0

  constructor(core: Core, conversations: Conversations, conversationId: ConversationId, onGone: () => void) {
    this.#onGone = onGone
    this.#core = core
    this.#conversations = conversations
    this.conversationId = conversationId
  }

  get open(): boolean {
    return this.#chat !== null
  }

  /** Nobody will write here any more. */
  get isOver(): boolean {
    return this.#chat === null || this.#core.links.get(this.conversationId).state === 'half-closed'
  }

  /** Nothing is on its way to the network. */
  get idle(): boolean {
    return this.#pending === 0 && this.#waiting.length === 0
  }

  /** `again`: another connection of a host whose earlier one is over. It is noted once something is said. */
  attach(socket: Socket, side: Side, again = false): void {
    const before = this.#chat
    const remote = remoteOf(socket)
    const chat = createLineChat(socket, {
      clock: this.#core.clock,
      side,
      onText: (text) => this.#receive(text),
      onLineTooLong: () => {
        this.#note()
        void this.#notice({ code: 'line-too-long', details: { limit: limits.plainLineBytes } })
      },
      onEnded: () => this.#ended(chat),
      onFin: (answer) => void this.#notice({ code: 'fin', details: answer === null ? {} : { answer } }),
      onClosed: ({ error }) => this.#closed(chat, side, error),
    })
    this.#chat = chat
    before?.close()
    this.#core.links.update(this.conversationId, { state: 'open', encrypted: false, remote, error: null, nextTryAt: null })
    if (side === 'connecting') this.#seen()
    this.#arrived = { code: 'joined', details: { address: formatAddress(remote) } }
    if (!again) this.#note()
    for (const { id, text } of this.#waiting.splice(0)) this.#enqueue(id, text)
  }

  /** From now on it is known what answers at this address. */
  #seen(): void {
    void this.#conversations.patch(this.conversationId, { lastSeenAt: this.#core.clock.now() }).catch(() => {})
  }

  #note(): void {
    if (this.#arrived) void this.#notice(this.#arrived)
    this.#arrived = null
  }

  /** Queued when the program ended: nothing will send it by itself, so it says so and can be tried again. */
  async failForgotten(): Promise<void> {
    const { messages } = this.#core.store.read.page(this.conversationId, { type: 'newest' }, forgottenLooked)
    const queued = messages.filter((m) => m.from === 'me' && m.state === 'queued')
    for (const { id } of queued) await this.#setState(id, 'failed', { code: 'not-connected', details: {} })
  }

  /** They have finished writing; they may still read. Nobody who said nothing does, and nobody does for ever. */
  #ended(chat: LineChat): void {
    if (!chat.writable || !this.#core.isOpen()) return
    const { messages } = this.#core.store.read.page(this.conversationId, { type: 'newest' }, 5)
    if (this.#arrived || messages.every((m) => m.from === 'system')) {
      chat.close()
      return
    }
    this.#core.links.update(this.conversationId, { state: 'half-closed' })
    void this.#notice({ code: 'finished-writing', details: { seconds: halfClosedMs / 1_000 } })
    this.#core.clock.after(halfClosedMs, () => chat.close())
  }

  /** A stored, queued message. */
  send(draft: Draft): void {
    if (this.#chat) this.#enqueue(draft.id, draft.text)
    else this.#waiting.push(draft)
  }

  /** What was typed and waits for a connection. */
  get waiting(): readonly Draft[] {
    return this.#waiting
  }

  /** It turned out to be a Palabre: what waits goes another way. */
  takeWaiting(): readonly Draft[] {
    return this.#waiting.splice(0)
  }

  /** Nobody answered: what waited has failed, in words, and can be tried again. */
  failWaiting(error: ErrorData): void {
    for (const { id } of this.#waiting.splice(0)) void this.#setState(id, 'failed', error).catch(() => {})
  }

  close(): void {
    this.#chat?.close()
  }

  #enqueue(id: string, text: string): void {
    if (this.#pendingLength + text.length > limits.sendBufferBytes) {
      this.#silent(id)
      return
    }
    this.#note()
    this.#pendingLength += text.length
    this.#pending++
    this.#sending = this.#sending.then(async () => {
      try {
        const { lineEnd } = this.#conversations.get(this.conversationId)
        if (!this.#chat?.writable) throw new AppError('not-connected')
        await this.#chat.send(text, lineEnd)
        await this.#setState(id, 'sent', null)
      } catch (thrown) {
        await this.#setState(id, 'failed', toErrorData(thrown)).catch(() => {})
      } finally {
        this.#pending--
        this.#pendingLength -= text.length
      }
    })
  }

  /** They don't read what is sent: the conversation is closed, and what waits fails in words. */
  #silent(id: string): void {
    void this.#setState(id, 'failed', { code: 'peer-silent', details: {} }).catch(() => {})
    this.#chat?.close()
  }

  async #setState(id: string, state: MessageState, failure: ErrorData | null): Promise<void> {
    if (!this.#core.isOpen()) return
    await this.#core.store.write((tx) => tx.setMessageState(this.conversationId, id, state, failure))
    emitStored(this.#core, this.conversationId, [id])
    this.#conversations.touch(this.conversationId)
  }

  /** The promise fulfils on disk: the stream is not read further meanwhile. */
  #receive(text: string): Promise<void> {
    this.#note()
    return this.#add({ ...noticeMessage(this.#core, this.conversationId, null), from: 'them', text })
  }

  #notice(notice: Notice): Promise<void> {
    return this.#add(noticeMessage(this.#core, this.conversationId, notice))
  }

  async #add(message: NewMessage): Promise<void> {
    if (!this.#core.isOpen()) return
    try {
      await this.#core.store.write((tx) => tx.addMessage(message))
    } catch (thrown) {
      this.#core.logger.warn('a plain message was not stored', { error: String(thrown) })
      return
    }
    emitStored(this.#core, this.conversationId, [message.id])
    this.#conversations.touch(this.conversationId)
  }

  #closed(chat: LineChat, side: Side, error: ErrorData | null): void {
    if (this.#chat !== chat) return
    this.#chat = null
    if (!this.#core.isOpen() || !this.#core.store.read.conversation(this.conversationId)) {
      this.#core.links.remove(this.conversationId)
      return
    }
    this.#core.links.update(this.conversationId, { state: 'offline', rttMs: null, error })
    if (side === 'connecting') this.#seen()
    if (this.#arrived) this.#arrived = null
    else void this.#forgetIfEmpty().catch((thrown) => this.#core.logger.warn('the end of a conversation was not noted', { error: String(thrown) }))
  }

  /** A connection that never said anything leaves no trace. */
  async #forgetIfEmpty(): Promise<void> {
    if (!this.#core.isOpen()) return
    if (await this.#conversations.removeIf(this.conversationId, isSilent)) return this.#onGone()
    const conversation = this.#core.store.read.conversation(this.conversationId)
    if (conversation) await this.#notice({ code: 'left', details: { address: conversation.title } })
  }
}

/** They came, and neither said anything. */
export const isSilent = (conversation: Conversation, read: StoreReader): boolean =>
  isVisitor(conversation) && isUntouched(conversation) && !read.wasSaid(conversation.id)

/** A plain conversation that they opened can't be dialled: their port was theirs for one connection. */
export const canDial = (conversation: Conversation): boolean => conversation.openedBy === 'me' && conversation.address !== null
