import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Conversation, ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo, WaitingOffers } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { uuidv7 } from '../../../../shared/uuid.ts'
import { checkRoom, filesProtocol } from '../../protocols/files/index.ts'
import type { Call } from '../../protocols/room/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import { changeMessage, sendMessage } from '../messages.ts'
import type { Draft } from '../outgoing.ts'
import { draftOf, Walks } from './offer.ts'
import { inRoom, isWelcome, type PartiesDeps, withPerson } from './parties.ts'
import { FilePeer } from './peer.ts'
import { dropPart, letGo } from './receive.ts'
import type { Said } from './state.ts'

/** What a person decides about a file. retry: what failed is taken up again; one of mine that changed is offered anew. */
export type Decision = 'accept' | 'decline' | 'pause' | 'resume' | 'cancel' | 'retry'

export interface FilesDeps extends PartiesDeps {
  /** Where what is received goes now. */
  readonly downloads: () => string
}

const whoseOf = ({ author }: Message): PersonId => author?.personId ?? ''

/** Files in conversations: offered, answered, brought. What is said goes through the log like every message; this follows it. */
export class Files {
  readonly #deps: FilesDeps
  /** By conversation and person: in a room each author, and each who takes, is one. */
  readonly #peers = new Map<ConversationId, Map<PersonId, FilePeer>>()
  readonly #unsubscribe: () => void
  readonly #walks: Walks
  #stopped = false

  constructor(deps: FilesDeps) {
    this.#deps = deps
    this.#walks = new Walks(deps.core.clock)
    this.#unsubscribe = deps.core.events.subscribe(({ event }) => {
      if (event.type === 'message' && event.message.file) this.#said(event.message)
      else if (event.type === 'message' && event.message.deleted) this.#deleted(event.message)
      else if (event.type === 'link' && event.link.state === 'open') this.follow(event.link.conversationId)
      else if (event.type === 'room') this.follow(event.room.conversationId)
    })
  }

  start(): void {
    const { core } = this.#deps
    const { read } = core.store
    // What was called off just before an end that came without warning.
    for (const { conversationId, id, place } of read.abandonedParts())
      letGo(core, conversationId, id, place).catch((thrown) => core.logger.warn('a part was not removed', { error: String(thrown) }))
    for (const id of read.conversationsWithFiles()) for (const message of read.filesOnTheirWay(id)) this.#peerOf(message)?.follow()
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
    for (const peer of this.#all()) void peer.stop()
  }

  /** After somebody was blocked or let in again, or an offer was taken back. */
  follow(id: ConversationId): void {
    for (const peer of this.#peersIn(id)) peer.follow()
  }

  wake(): void {
    for (const peer of this.#all()) peer.wake()
  }

  /** Offers what is at these paths to each, as messages. What can't be offered, or not to somebody, keeps nothing else from being; then it rejects with the first reason. */
  async offer(ids: readonly ConversationId[], paths: readonly string[]): Promise<readonly Message[]> {
    const { core } = this.#deps
    const messages: Message[] = []
    const failures: unknown[] = []
    for (const path of paths) {
      const draft = await draftOf(path, core.clock.now()).catch((thrown) => void failures.push(thrown))
      if (!draft?.offer) continue
      this.#walks.forget(draft.offer.place.path ?? path)
      for (const [index, id] of ids.entries()) {
        const one = index === 0 ? draft : { ...draft, id: uuidv7(core.clock.now()) }
        await this.#offerOne(id, one).then(
          (message) => messages.push(message),
          (thrown) => failures.push(thrown),
        )
      }
    }
    if (failures.length > 0) throw failures[0]
    return messages
  }

  /**
   * What is at this path, as it is now, if it was offered there already and neither refused nor brought: it goes on, also after a pause of mine, and need
   * not be offered again.
   */
  async onItsWay(id: ConversationId, path: string): Promise<Message | null> {
    const { core } = this.#deps
    const { offer } = await draftOf(path, core.clock.now())
    const { read } = core.store
    const isThat = ({ id: messageId, from, state, file }: Message) => {
      if (from !== 'me' || state === 'failed' || file?.size !== offer?.file.size) return false
      const place = read.transfer(id, messageId)
      return place?.path === offer?.place.path && place?.modified === offer?.place.modified && place?.manifest === offer?.place.manifest
    }
    const that = read.filesOnTheirWay(id).find(isThat) ?? read.offers(id, 'me', limits.offersLookedAt).find(isThat) ?? null
    return that?.file?.pausedByMe ? this.decide(this.#deps.conversations.get(id), that, 'resume') : that
  }

  /** Offers of theirs that wait for an answer, by who made them: those of whom more than one waits. */
  waiting(id: ConversationId): readonly WaitingOffers[] {
    const byAuthor = new Map<PersonId, WaitingOffers>()
    for (const offer of this.#deps.core.store.read.offers(id, 'them', limits.offersLookedAt)) {
      const { count, size } = byAuthor.get(whoseOf(offer)) ?? { count: 0, size: 0 }
      byAuthor.set(whoseOf(offer), { last: offer.id, count: count + 1, size: size + (offer.file?.size ?? 0) })
    }
    return [...byAuthor.values()].filter(({ count }) => count > 1)
  }

  /** Answers every offer of whom `last` is of, up to that one: what came behind it, nobody has seen yet. Rejects `AppError` no-room when not all of it fits. */
  async decideAll(conversation: Conversation, last: Message, decision: 'accept' | 'decline'): Promise<readonly Message[]> {
    const { core } = this.#deps
    if (decision === 'accept' && conversation.request) throw new AppError('forbidden')
    const offers = core.store.read
      .offers(conversation.id, 'them', limits.offersLookedAt)
      .filter((offer) => whoseOf(offer) === whoseOf(last) && offer.order <= last.order)
    const size = offers.reduce((sum, { file }) => sum + (file?.size ?? 0), 0)
    if (decision === 'accept') await checkRoom(this.#deps.downloads(), size + this.#stillToCome())
    return Promise.all(offers.map((offer) => this.decide(conversation, offer, decision)))
  }

  /** Bytes of what was accepted, of everybody, that are not here yet. */
  #stillToCome(): number {
    const { read } = this.#deps.core.store
    const coming = read.conversationsWithFiles().flatMap((id) => read.filesOnTheirWay(id).filter(({ from }) => from === 'them'))
    return coming.reduce((sum, message) => sum + (message.file?.size ?? 0) - (this.#peerOf(message)?.at(message.id) ?? message.file?.at ?? 0), 0)
  }

  async #offerOne(id: ConversationId, draft: Draft): Promise<Message> {
    const conversation = this.#deps.conversations.get(id)
    const takes = conversation.kind === 'secure' || (conversation.kind === 'room' && this.#deps.rooms.isRich(id))
    if (!takes) throw new AppError('refused-plain')
    return sendMessage(this.#deps, conversation, draft)
  }

  async decide(conversation: Conversation, message: Message, decision: Decision): Promise<Message> {
    const { file } = message
    if (!file) throw new AppError('unknown-message')
    if (decision === 'accept' && conversation.request) throw new AppError('forbidden')
    if (decision === 'retry' && message.from !== 'them') return this.#offerAgain(conversation, message)
    await this.#say(conversation, message, { change: decision === 'retry' ? 'accept' : decision, code: null })
    return this.#deps.core.store.read.message(conversation.id, message.id) ?? message
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
    this.#peer(conversation.id, stream.personId).attach(stream)
  }

  /** The same, at the port of a room: its members take what was offered there. */
  inboundRoom(id: ConversationId, stream: Stream): void {
    const { core, rooms } = this.#deps
    const mayTake = !this.#stopped && core.isOpen() && rooms.isMember(id, stream.personId) && isWelcome(this.#deps, id, stream.personId)
    if (!mayTake || stream.protocol !== filesProtocol) return void stream.socket.destroy()
    this.#peer(id, stream.personId).attach(stream)
  }

  /** A member wants what I offered and does not reach me, or does not get here what they offered. */
  called(id: ConversationId, { from, code }: Call): void {
    const { core } = this.#deps
    if (this.#stopped || !core.isOpen() || !isWelcome(this.#deps, id, from)) return
    if (code !== null) this.#peers.get(id)?.get(from)?.couldNotCome(code)
    else if (core.store.read.offers(id, 'me', 1).length > 0) this.#peer(id, from).come()
  }

  /** With everything that has not been finished. */
  async forget(id: ConversationId): Promise<void> {
    const stopped = [...this.#peersIn(id)].map((peer) => peer.stop())
    this.#peers.delete(id)
    await Promise.all(stopped)
    await Promise.all(this.#deps.core.store.read.unfinishedParts(id).map(dropPart))
  }

  *#all(): Iterable<FilePeer> {
    for (const peers of this.#peers.values()) yield* peers.values()
  }

  #peersIn(id: ConversationId): Iterable<FilePeer> {
    return [...(this.#peers.get(id)?.values() ?? [])]
  }

  /** Whom a file comes from, or goes to; null: to everybody. */
  #peerOf({ conversationId, from, author }: Message): FilePeer | null {
    const { store } = this.#deps.core
    const isRoom = store.read.conversation(conversationId)?.kind === 'room'
    const personId = isRoom ? (from === 'them' ? author?.personId : null) : store.read.conversation(conversationId)?.personId
    return personId ? this.#peer(conversationId, personId) : null
  }

  #peer(id: ConversationId, personId: PersonId): FilePeer {
    const known = this.#peers.get(id)?.get(personId)
    if (known) return known
    const { core, conversations } = this.#deps
    const isRoom = core.store.read.conversation(id)?.kind === 'room'
    const peer = new FilePeer(id, {
      core,
      downloads: this.#deps.downloads,
      walks: this.#walks,
      isWelcome: () => isWelcome(this.#deps, id, personId),
      say: async (message, said, more) => {
        if (core.isOpen() && core.store.read.conversation(id)) await this.#say(conversations.peek(id), message, said, more)
      },
      ...(isRoom ? inRoom(this.#deps, id, personId) : withPerson(this.#deps, id)),
    })
    const peers = this.#peers.get(id) ?? new Map<PersonId, FilePeer>()
    // Whoever takes one in a room comes, and may never come again.
    for (const [each, other] of peers) if (other.isOver && peers.delete(each)) void other.stop()
    this.#peers.set(id, peers.set(personId, peer))
    return peer
  }

  /** Something was said of a file, by either. */
  #said(message: Message): void {
    const { conversationId, file } = message
    if (file?.state === 'accepted') this.#peerOf(message)?.follow()
    else this.follow(conversationId)
    if ((file?.state === 'cancelled' || file?.state === 'declined') && message.from === 'them') void this.#drop(conversationId, message.id)
    if (file?.state === 'offered' && message.from === 'them' && message.state === 'received') this.#mayTake(message, file)
  }

  #deleted({ conversationId, id, from }: Message): void {
    this.follow(conversationId)
    // One that is whole has a path, and stays.
    if (from === 'them' && this.#deps.core.store.read.transfer(conversationId, id)?.path === null) void this.#drop(conversationId, id)
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
    const at = this.#peerOf(message)?.at(message.id) ?? null
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
    const [offered] = await this.offer([conversation.id], [place.path])
    return offered ?? message
  }

  async #drop(id: ConversationId, messageId: string): Promise<void> {
    const { read } = this.#deps.core.store
    const place = read.transfer(id, messageId)
    // Whoever is bringing it drops it at the end. Its name may be another's by now.
    const isBusy = [...this.#peersIn(id)].some((peer) => peer.isBringing(messageId))
    if (!isBusy && place) await letGo(this.#deps.core, id, messageId, place)
  }
}
