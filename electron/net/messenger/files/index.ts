import { AppError } from '../../../../shared/errors.ts'
import type { Conversation, ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Conversations } from '../conversations.ts'
import type { Core } from '../core.ts'
import { changeMessage, sendMessage } from '../messages.ts'
import type { Rooms } from '../rooms/index.ts'
import type { Switchboard } from '../switchboard.ts'
import { draftOf } from './offer.ts'
import { FilePeer } from './peer.ts'
import { dropPart } from './receive.ts'
import type { Said } from './state.ts'

/** What a person decides about a file. retry: what failed is taken up again; one of mine that changed is offered anew. */
export type Decision = 'accept' | 'decline' | 'pause' | 'resume' | 'cancel' | 'retry'

export interface FilesDeps {
  readonly core: Core
  readonly conversations: Conversations
  readonly switchboard: Switchboard
  /** Where what is received goes now. */
  readonly downloads: () => string
  readonly rooms: Rooms
}

/** Files in conversations: offered, answered, brought. What is said goes through the log like every message; this follows it. */
export class Files {
  readonly #deps: FilesDeps
  readonly #peers = new Map<ConversationId, FilePeer>()
  readonly #unsubscribe: () => void

  constructor(deps: FilesDeps) {
    this.#deps = deps
    this.#unsubscribe = deps.core.events.subscribe(({ event }) => {
      if (event.type === 'message' && event.message.file) this.#said(event.message)
      else if (event.type === 'message' && event.message.deleted) this.follow(event.message.conversationId)
      else if (event.type === 'link' && event.link.state === 'open') this.#peers.get(event.link.conversationId)?.follow()
    })
  }

  start(): void {
    for (const id of this.#deps.core.store.read.conversationsWithFiles()) this.#peer(id).follow()
  }

  stop(): void {
    this.#unsubscribe()
    for (const peer of this.#peers.values()) peer.stop()
  }

  /** After somebody was blocked or let in again, or an offer was taken back. */
  follow(id: ConversationId): void {
    this.#peers.get(id)?.follow()
  }

  wake(): void {
    for (const peer of this.#peers.values()) peer.wake()
  }

  /** Offers what is at these paths, each as a message. Rejects at the first that can't be offered; those before it are. */
  async offer(id: ConversationId, paths: readonly string[]): Promise<readonly Message[]> {
    const { core, conversations } = this.#deps
    const messages: Message[] = []
    for (const path of paths) {
      const conversation = conversations.get(id)
      if (conversation.kind !== 'secure') throw new AppError('refused-plain')
      messages.push(await sendMessage(this.#deps, conversation, await draftOf(path, core.clock.now())))
    }
    return messages
  }

  async decide(conversation: Conversation, message: Message, decision: Decision): Promise<Message> {
    const { file } = message
    if (!file) throw new AppError('unknown-message')
    const isTheirs = message.from === 'them'
    if (decision === 'accept' && conversation.request) throw new AppError('forbidden')
    if (decision === 'retry' && !isTheirs) return this.#offerAgain(conversation, message)
    await this.#say(conversation, message, { change: decision === 'retry' ? 'accept' : decision, code: null })
    const decided = this.#deps.core.store.read.message(conversation.id, message.id) ?? message
    if (decided.file?.state === 'cancelled' && isTheirs) await this.#drop(conversation.id, message.id)
    return decided
  }

  /** Where a file of a conversation is on this disk, once it is whole; null: not here. */
  pathOf(id: ConversationId, messageId: string): string | null {
    const { core } = this.#deps
    if (!core.isOpen()) return null
    const message = core.store.read.message(id, messageId)
    if (!message?.file || (message.from === 'them' && message.file.state !== 'done')) return null
    return core.store.read.transfer(id, messageId)?.path ?? null
  }

  /** Someone dialled for files. Only who may have, or bring, some. */
  inbound(stream: Stream): void {
    const conversation = this.#deps.conversations.ofPerson(stream.personId)
    if (!conversation || conversation.blocked || this.#deps.core.store.read.filesOnTheirWay(conversation.id).length === 0) {
      stream.socket.destroy()
      return
    }
    this.#peer(conversation.id).attach(stream)
  }

  /** With everything that has not been finished. */
  async forget(id: ConversationId): Promise<void> {
    const peer = this.#peers.get(id)
    this.#peers.delete(id)
    peer?.stop()
    const unfinished = this.#deps.core.store.read.filesOnTheirWay(id).filter(({ from }) => from === 'them')
    await Promise.all(unfinished.map((message) => this.#drop(id, message.id)))
  }

  #peer(id: ConversationId): FilePeer {
    const known = this.#peers.get(id)
    if (known) return known
    const { core, conversations, switchboard } = this.#deps
    const peer = new FilePeer(id, {
      core,
      session: () => switchboard.person(id).session,
      downloads: this.#deps.downloads,
      say: async (message, said, more) => {
        if (core.isOpen() && core.store.read.conversation(id)) await this.#say(conversations.peek(id), message, said, more)
      },
    })
    this.#peers.set(id, peer)
    return peer
  }

  /** Something was said of a file, by either. */
  #said(message: Message): void {
    const { conversationId, file } = message
    if (file?.state === 'accepted') this.#peer(conversationId).follow()
    else this.#peers.get(conversationId)?.follow()
    if (file?.state === 'offered' && message.from === 'them' && message.state === 'received') this.#mayTake(message, file)
  }

  /** By itself: from people whose key was compared, up to a size. */
  #mayTake(message: Message, { size }: FileInfo): void {
    const { core, conversations } = this.#deps
    const conversation = conversations.peek(message.conversationId)
    const isTrusted = conversation.trust === 'verified' && !conversation.request && !conversation.blocked && conversation.kind === 'secure'
    if (!isTrusted || size > core.settings().takeUpTo || core.settings().takeUpTo === 0) return
    this.decide(conversation, message, 'accept').catch((thrown) => core.logger.warn('a file was not taken', { error: String(thrown) }))
  }

  async #say(conversation: Conversation, message: Message, said: Said, more: Partial<FileInfo> = {}): Promise<void> {
    const { core } = this.#deps
    const at = this.#peers.get(conversation.id)?.at(message.id) ?? null
    await changeMessage(this.#deps, conversation, message, { kind: 'transfer', ...said }, (tx) => {
      const file = tx.read.message(conversation.id, message.id)?.file
      if (file) tx.setFile(conversation.id, message.id, { ...file, ...(at !== null && file.state !== 'done' ? { at } : {}), ...more })
    })
    core.logger.debug('said of a file', { change: said.change })
  }

  /** It is not what it was: what is there now is another offer. */
  async #offerAgain(conversation: Conversation, message: Message): Promise<Message> {
    const place = this.#deps.core.store.read.transfer(conversation.id, message.id)
    if (message.file?.state === 'accepted' || message.file?.state === 'offered' || !place?.path) throw new AppError('bad-argument', { field: 'decision' })
    const [offered] = await this.offer(conversation.id, [place.path])
    return offered ?? message
  }

  async #drop(id: ConversationId, messageId: string): Promise<void> {
    const place = this.#deps.core.store.read.transfer(id, messageId)
    if (place) await dropPart(place)
  }
}
