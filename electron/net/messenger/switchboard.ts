import type { Socket } from 'node:net'
import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Address } from '../../../shared/model/address.ts'
import { type Conversation, type ConversationId, isAttempt } from '../../../shared/model/conversation.ts'
import type { PersonId } from '../../../shared/model/person.ts'
import { remoteOf } from '../core/addresses.ts'
import { namePrompt } from '../protocols/room/constants.ts'
import type { Session, Stream } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import type { Core } from './core.ts'
import { appendEntry, type Draft, storeText } from './outgoing.ts'
import { PersonLink } from './person-link.ts'
import { canDial, isSilent, PlainLink } from './plain-link.ts'
import { type Answer, Reach } from './reach.ts'

/** Whoever was refused has this long to hear why, ms. */
const refusedMs = 1_000

/** Takes a server over that turned out to be a room, with what waits for it. true: nothing is left of the conversation that was opened for it. */
type AdoptRoom = (socket: Socket, address: Address, from: ConversationId, waiting: () => readonly Draft[]) => Promise<boolean>

/** Connects conversations with sockets: which link serves which conversation, and what a new connection belongs to. */
export class Switchboard {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #reach: Reach
  readonly #people = new Map<ConversationId, PersonLink>()
  readonly #plain = new Map<ConversationId, PlainLink>()
  /** Requests whose host has connected again, until they have the new connection. */
  readonly #returning = new Set<ConversationId>()
  readonly #joining = new Map<ConversationId, AbortController>()
  /** Somebody opened a connection for another protocol than messages. */
  onStream: (stream: Stream) => void = ({ socket }) => void socket.destroy()

  readonly #adoptRoom: AdoptRoom

  constructor(core: Core, conversations: Conversations, adoptRoom: AdoptRoom) {
    this.#adoptRoom = adoptRoom
    this.#core = core
    this.#conversations = conversations
    this.#reach = new Reach(core, conversations)
  }

  start(): void {
    for (const conversation of this.#conversations.all()) {
      if (conversation.personId) this.person(conversation.id).startUp()
      else if (conversation.kind === 'plain') void this.#tidy(conversation).catch(() => {})
    }
  }

  /** What an earlier run left behind. */
  async #tidy({ id }: Conversation): Promise<void> {
    if (!(await this.dropIdle(id))) await this.plain(id).failForgotten()
  }

  /** An address where nobody ever answered, or a program that came and said nothing, leaves no trace once it is over. true: it is gone. */
  async dropIdle(id: ConversationId): Promise<boolean> {
    if (this.#joining.has(id) || this.#plain.get(id)?.open) return false
    const isGone = await this.#conversations.removeIf(id, (conversation, read) => isAttempt(conversation) || isSilent(conversation, read))
    if (isGone) this.forget(id)
    return isGone
  }

  stop(): void {
    for (const joining of this.#joining.values()) joining.abort()
    for (const link of this.#people.values()) link.stop()
    for (const link of this.#plain.values()) link.close()
  }

  wake(): void {
    for (const link of this.#people.values()) link.wake()
  }

  /** Someone was noticed on the network or by a directory. */
  noticed(id: ConversationId): void {
    this.#people.get(id)?.noticed()
  }

  tellProfile(): void {
    for (const link of this.#people.values()) link.tellProfile()
  }

  followTrust(id: ConversationId): void {
    this.#people.get(id)?.followTrust()
  }

  person(id: ConversationId): PersonLink {
    const known = this.#people.get(id)
    if (known) return known
    const link = new PersonLink(this.#core, this.#conversations, id, (conversation, addresses, signal) =>
      this.#reach.person(id, conversation.personId ?? '', addresses, signal),
    )
    this.#people.set(id, link)
    return link
  }

  plain(id: ConversationId): PlainLink {
    const known = this.#plain.get(id)
    if (known) return known
    const link = new PlainLink(this.#core, this.#conversations, id, () => this.#plain.delete(id))
    this.#plain.set(id, link)
    return link
  }

  /** Nothing plain waits for the network. */
  get plainIdle(): boolean {
    return [...this.#plain.values()].every((link) => link.idle)
  }

  forget(id: ConversationId, reason: 'quit' | 'blocked' | 'replaced' = 'quit'): void {
    this.#giveUp(id)
    this.#people.get(id)?.stop(reason)
    this.#people.delete(id)
    this.#plain.get(id)?.close()
    this.#plain.delete(id)
  }

  /** Connects a conversation: a person by their key, an address by what answers there. */
  connect(conversation: Conversation, expected: PersonId | null = null): void {
    if (conversation.personId) {
      this.person(conversation.id).reconnect()
      return
    }
    if (!canDial(conversation) || !conversation.address || this.#joining.has(conversation.id) || this.plain(conversation.id).open) return
    void this.#join(conversation.id, conversation.address, expected)
  }

  leave(conversation: Conversation): void {
    this.#giveUp(conversation.id)
    if (conversation.personId) this.person(conversation.id).leave()
    else if (this.plain(conversation.id).open) this.plain(conversation.id).close()
    else this.#joinFailed(conversation.id, null)
  }

  /** From now on it can be joined anew. */
  #giveUp(id: ConversationId): void {
    this.#joining.get(id)?.abort()
    this.#joining.delete(id)
  }

  async #join(id: ConversationId, address: Address, expected: PersonId | null): Promise<void> {
    const joining = new AbortController()
    this.#joining.set(id, joining)
    this.#core.links.update(id, { state: 'connecting', encrypted: false, attempts: [], error: null, nextTryAt: null })
    try {
      const answer = await this.#reach.address(id, address, expected, joining.signal)
      if (joining.signal.aborted) return hangUp(answer)
      if (answer.type === 'plain' && asksForName(answer.socket)) await this.#turnedOutRoom(answer.socket, address, id)
      else if (answer.type === 'plain') this.plain(id).attach(answer.socket, 'connecting')
      else await this.#openedOrClosed(answer.session, id)
    } catch (thrown) {
      if (!joining.signal.aborted) this.#joinFailed(id, toErrorData(thrown))
    } finally {
      if (this.#joining.get(id) === joining) this.#joining.delete(id)
    }
  }

  async #turnedOutRoom(socket: Socket, address: Address, id: ConversationId): Promise<void> {
    const link = this.plain(id)
    if (await this.#adoptRoom(socket, address, id, () => link.waiting)) this.#plain.delete(id)
    // It has a history of its own, and stays.
    else this.#joinFailed(id, null)
  }

  #joinFailed(id: ConversationId, error: ErrorData | null): void {
    if (!this.#core.isOpen() || !this.#core.store.read.conversation(id)) return
    this.#core.links.update(id, { state: 'offline', error })
    this.plain(id).failWaiting(error ?? { code: 'not-connected', details: {} })
  }

  /** An inbound TLS record. */
  async inboundSecure(socket: Socket): Promise<void> {
    // To them it is a connection that broke: who knows me tries again.
    if (!this.#core.isNamed()) return void socket.destroy()
    const opened = await this.#reach.inbound(socket)
    if ('protocol' in opened) this.onStream(opened)
    else await this.#openedOrClosed(opened, null)
  }

  #openedOrClosed(session: Session, from: ConversationId | null): Promise<void> {
    return this.#opened(session, from).catch((thrown) => {
      session.close()
      throw thrown
    })
  }

  /** An inbound raw-socket program. */
  async inboundPlain(socket: Socket): Promise<void> {
    const address = remoteOf(socket)
    if (!this.#core.isNamed()) return refuse(socket, 'This Palabre is being set up. Try again in a moment.')
    if (!this.#core.settings().allowPlain) return refuse(socket, 'This Palabre accepts encrypted conversations only.')
    const earlier = this.#core.store.read.visitorsFrom(address.host)
    // Its port is another one each time.
    if (earlier.some(({ blocked }) => blocked)) return void socket.destroy()
    // Where nothing was said it is about to begin, or to go.
    const request = earlier.find(({ id, request, lastMessage }) => request && lastMessage?.notice === null && !this.#returning.has(id) && this.plain(id).isOver)
    if (request && (await this.#again(request, socket, address))) return
    if (this.#core.store.read.requestCount('plain') >= limits.requests) return refuse(socket, 'Too many conversations are waiting here.')
    const conversation = await this.#conversations.createPlain(address, 'them')
    if (socket.destroyed) return void (await this.#conversations.remove(conversation.id, null))
    this.plain(conversation.id).attach(socket, 'listening')
  }

  /** What the programs of one host say before anybody has answered is one request, however often they come. */
  async #again({ id }: Conversation, socket: Socket, address: Address): Promise<boolean> {
    this.#returning.add(id)
    try {
      // What another port said before stays here: it is all of the one computer.
      await this.#conversations.patch(id, { address, title: address.host })
      if (!socket.destroyed) this.plain(id).attach(socket, 'listening', true)
      return true
    } catch {
      // Deleted meanwhile.
      return false
    } finally {
      this.#returning.delete(id)
    }
  }

  async #opened(session: Session, from: ConversationId | null): Promise<void> {
    const address = { host: session.remote.host, port: session.outbound ? session.remote.port : session.hello.port || session.remote.port }
    const conversation = await this.#conversations.ensurePerson(session.personId, session.hello.profile, address, session.outbound, from)
    if (conversation.blocked) throw new AppError('blocked')
    // It has a history of its own, with a program, and stays.
    const isKept = from !== null && from !== conversation.id && this.#core.store.read.conversation(from) !== null
    if (isKept) this.#joinFailed(from, null)
    const waiting = from ? this.plain(from).takeWaiting() : []
    if (from) this.#plain.delete(from)
    if (from && from !== conversation.id && !isKept) this.#core.links.remove(from)
    await this.adopt(conversation, waiting)
    await this.person(conversation.id).attach(session)
  }

  /** What was typed before anyone knew that a Palabre answers there becomes part of the log. */
  async adopt(conversation: Conversation, waiting: readonly Draft[]): Promise<void> {
    if (waiting.length === 0) return
    const link = this.person(conversation.id)
    const entries = await this.#core.store.write(
      (tx) =>
        waiting.flatMap((draft) => {
          if (!tx.read.message(conversation.id, draft.id)) return storeText(tx, this.#core, conversation, draft).entry ?? []
          return appendEntry(tx, this.#core, conversation.id, draft.id, { kind: 'text', text: draft.text, replyTo: draft.replyTo }).entry
        }),
      (entries) => {
        for (const entry of entries) {
          const message = this.#core.store.read.message(conversation.id, entry.messageId)
          if (message) link.push(entry, message)
        }
      },
    )
    link.stored(entries.at(-1)?.seq ?? 0)
  }
}

/** The prompt of a room waits to be read. */
function asksForName(socket: Socket): boolean {
  const bytes = socket.readableLength > 0 ? (socket.read() as Buffer | null) : null
  if (!bytes) return false
  socket.unshift(bytes)
  return bytes.equals(Buffer.from(namePrompt))
}

/** It answered after it was given up. */
function hangUp(answer: Answer): void {
  if (answer.type === 'plain') answer.socket.destroy()
  else answer.session.close('quit')
}

function refuse(socket: Socket, words: string): void {
  socket.resume()
  socket.end(`${words}\n`)
  socket.setTimeout(refusedMs, () => socket.destroy())
}
