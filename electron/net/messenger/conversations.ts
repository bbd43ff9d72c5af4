import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import { type Address, formatAddress } from '../../../shared/model/address.ts'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import type { PersonId, Profile } from '../../../shared/model/person.ts'
import type { ConversationPatch, LogState, StoredPicture, StoreReader, StoreTx } from '../../store/types.ts'
import { visibleName } from '../core/text.ts'
import { type Core, emit, newId } from './core.ts'

/** Under load a conversation is told this often, ms: its messages are told one by one anyway. */
const touchMs = 100
const cachedConversations = 1_000

/** Finds, makes and changes conversations; tells the stream, once a turn for each one that changed. */
export class Conversations {
  readonly #core: Core
  readonly #touched = new Set<ConversationId>()
  /** A flush came a moment ago, or is on its way. */
  #resting = false
  /** Of conversations in use; only their unread count and last message may be behind. */
  readonly #cached = new Map<ConversationId, Conversation>()
  /** Epoch promised in a hello to someone without a conversation yet. */
  readonly #promisedEpochs = new Map<PersonId, string>()

  constructor(core: Core) {
    this.#core = core
  }

  all(): readonly Conversation[] {
    return this.#core.store.read.conversations()
  }

  get(id: ConversationId): Conversation {
    const conversation = this.#core.store.read.conversation(id)
    if (!conversation) throw new AppError('unknown-conversation')
    return conversation
  }

  /** Like `get`, for decisions: who, blocked, request, trust, line end. Its unread count and last message may be behind. */
  peek(id: ConversationId): Conversation {
    const cached = this.#cached.get(id)
    if (cached) return cached
    const conversation = this.get(id)
    if (this.#cached.size >= cachedConversations) this.#cached.clear()
    this.#cached.set(id, conversation)
    return conversation
  }

  ofPerson(personId: PersonId): Conversation | null {
    return this.#core.store.read.conversationOfPerson(personId)
  }

  /** One that I opened to this address, or a person last seen there. */
  atAddress(address: Address): Conversation | null {
    const here = this.#core.store.read.conversationsAt(address)
    return here.find((c) => c.kind === 'secure') ?? here[0] ?? null
  }

  /** Emits the conversation as it is on disk: at the end of this turn, then at most every `touchMs` while it keeps changing. */
  touch(id: ConversationId): void {
    this.#touched.add(id)
    if (this.#resting) return
    this.#resting = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    const ids = [...this.#touched]
    this.#touched.clear()
    this.#resting = ids.length > 0
    if (this.#resting) this.#core.clock.after(touchMs, () => this.#flush())
    for (const id of ids) {
      const conversation = this.#core.isOpen() ? this.#core.store.read.conversation(id) : null
      if (conversation) emit(this.#core, { type: 'conversation', conversation })
    }
  }

  async patch(id: ConversationId, patch: ConversationPatch): Promise<Conversation> {
    await this.#core.store.write((tx) => tx.patchConversation(id, patch))
    this.#cached.delete(id)
    const conversation = this.get(id)
    emit(this.#core, { type: 'conversation', conversation })
    return conversation
  }

  async setPicture(id: ConversationId, picture: StoredPicture | null): Promise<void> {
    await this.#core.store.write((tx) => tx.setPicture(id, picture))
    this.#cached.delete(id)
    this.touch(id)
  }

  async remove(id: ConversationId, movedTo: ConversationId | null): Promise<void> {
    await this.#core.store.write((tx) => tx.removeConversation(id))
    this.#removed(id, movedTo)
  }

  #removed(id: ConversationId, movedTo: ConversationId | null): void {
    this.#cached.delete(id)
    this.#core.links.remove(id)
    emit(this.#core, { type: 'conversation-removed', conversationId: id, movedTo })
  }

  /** The same, if it is so when its turn comes: nothing that is being written is lost. true: it is gone. */
  async removeIf(
    id: ConversationId,
    isIdle: (conversation: Conversation, read: StoreReader) => boolean,
    movedTo: ConversationId | null = null,
  ): Promise<boolean> {
    const isGone = await this.#core.store.write((tx) => {
      const conversation = tx.read.conversation(id)
      if (!conversation || !isIdle(conversation, tx.read)) return false
      tx.removeConversation(id)
      return true
    })
    if (isGone) this.#removed(id, movedTo)
    return isGone
  }

  /** What is remembered of it no longer holds. */
  forgetCached(id: ConversationId): void {
    this.#cached.delete(id)
  }

  /** The epoch of my log to someone; the same until their conversation exists. */
  epochFor(personId: PersonId): string {
    const epoch = this.#promisedEpochs.get(personId) ?? newId()
    if (this.#promisedEpochs.size > limits.requests) this.#promisedEpochs.clear()
    this.#promisedEpochs.set(personId, epoch)
    return epoch
  }

  createPlain(address: Address, openedBy: 'me' | 'them'): Promise<Conversation> {
    const id = newId()
    return this.#create((tx) => {
      tx.addConversation({
        id,
        kind: 'plain',
        title: formatAddress(address),
        color: 'slate',
        personId: null,
        address,
        openedBy,
        request: openedBy === 'them',
        lineEnd: 'lf',
        createdAt: this.#core.clock.now(),
      })
      return id
    })
  }

  /**
   * The conversation with a person who is connected now. `from`: the provisional one of the address that was joined;
   * it becomes this person's, or gives way to the one that exists.
   */
  async ensurePerson(personId: PersonId, profile: Profile, address: Address, outbound: boolean, from: ConversationId | null): Promise<Conversation> {
    const existing = this.ofPerson(personId)
    if (existing) {
      if (from && from !== existing.id) await this.removeIf(from, (_, read) => isOnlyWaiting(read, from), existing.id)
      return this.patch(existing.id, { address, lastSeenAt: this.#core.clock.now(), ...this.#nameOf(existing, profile) })
    }
    if (!outbound && this.#core.store.read.requestCount('secure') >= limits.requests) throw new AppError('too-many-connections')
    const epoch = this.epochFor(personId)
    const conversation = await this.#create((tx) => {
      const raced = tx.read.conversationOfPerson(personId)
      if (raced) return raced.id
      const id = from ?? newId()
      const now = this.#core.clock.now()
      const title = titleFor(personId, profile.name)
      if (from) tx.patchConversation(from, { kind: 'secure', personId, title, color: profile.color, address, lastSeenAt: now, trust: 'accepted' })
      else {
        tx.addConversation({
          id,
          kind: 'secure',
          title,
          color: profile.color,
          personId,
          address,
          openedBy: outbound ? 'me' : 'them',
          request: !outbound,
          lineEnd: 'lf',
          createdAt: now,
        })
        tx.patchConversation(id, { lastSeenAt: now, ...(outbound ? { trust: 'accepted' } : {}) })
      }
      tx.setLog(id, newLog(epoch))
      return id
    })
    this.#promisedEpochs.delete(personId)
    // Another connection with them was faster.
    if (from && from !== conversation.id) await this.removeIf(from, (_, read) => isOnlyWaiting(read, from), conversation.id)
    return conversation
  }

  /** With someone who was found but never met: what is written waits for them. */
  async createPerson(personId: PersonId, name: string, address: Address | null): Promise<Conversation> {
    const epoch = this.epochFor(personId)
    const conversation = await this.#create((tx) => {
      const raced = tx.read.conversationOfPerson(personId)
      if (raced) return raced.id
      const id = newId()
      const [title, createdAt] = [titleFor(personId, name), this.#core.clock.now()]
      tx.addConversation({ id, kind: 'secure', title, color: 'slate', personId, address, openedBy: 'me', request: false, lineEnd: 'lf', createdAt })
      tx.patchConversation(id, { trust: 'accepted' })
      tx.setLog(id, newLog(epoch))
      return id
    })
    this.#promisedEpochs.delete(personId)
    return conversation
  }

  async #create(job: (tx: StoreTx) => ConversationId): Promise<Conversation> {
    const id = await this.#core.store.write(job)
    this.#cached.delete(id)
    const conversation = this.get(id)
    emit(this.#core, { type: 'conversation', conversation })
    return conversation
  }

  #nameOf(conversation: Conversation, profile: Profile): ConversationPatch {
    // Who says no name has not become somebody else.
    const title = visibleName(profile.name) || conversation.title
    return title === conversation.title && profile.color === conversation.color ? {} : { title, color: profile.color }
  }
}

/** Someone without a usable name is called by the beginning of their identity. */
const titleFor = (personId: PersonId, name: string): string => visibleName(name) || personId.slice(0, 8)

const newLog = (myEpoch: string): LogState => ({
  myEpoch,
  mySeq: 0,
  myHash: null,
  theirEpoch: null,
  theirSeq: 0,
  theirHash: null,
  theirWall: 0,
  theirCount: 0,
  base: 0,
})

/** Of an address that never was more than an attempt there are fewer messages. */
const messagesLooked = 1_000

/** What is there is what was typed and waits for a connection. */
export const isOnlyWaiting = (read: StoreReader, id: ConversationId): boolean => {
  const { messages, hasOlder } = read.page(id, { type: 'newest' }, messagesLooked)
  return !hasOlder && messages.every(({ notice, from, state }) => notice !== null || (from === 'me' && state === 'queued'))
}
