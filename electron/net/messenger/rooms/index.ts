import { randomBytes, randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import { formatRoomInvitation } from '../../../../shared/invitation.ts'
import type { MessagePage } from '../../../../shared/ipc/contract.ts'
import { type Address, formatAddress, isSameAddress } from '../../../../shared/model/address.ts'
import { type Conversation, isAttempt } from '../../../../shared/model/conversation.ts'
import type { NearbyRoom } from '../../../../shared/model/nearby.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Room, RoomAction, RoomRules } from '../../../../shared/model/room.ts'
import type { PageCursor, StoredRoom } from '../../../store/types.ts'
import { isSameText, visibleName } from '../../core/text.ts'
import type { OwnRoom } from '../../protocols/discovery/types.ts'
import { type Call, newFacts, type PostItem } from '../../protocols/room/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import { type Conversations, isOnlyWaiting } from '../conversations.ts'
import { type Core, emit, newId } from '../core.ts'
import type { Draft } from '../outgoing.ts'
import { JoinedRoom } from './joined-room.ts'
import { reachableHost, type Way } from './member-way.ts'
import { Writing } from './writing.ts'

export interface HostRoom {
  readonly name: string
  readonly port: number
  readonly rules: RoomRules
}

export interface JoinRoom extends Address {
  /** The host's identity, as an invitation promises. */
  readonly key: string | null
  readonly room: string | null
  readonly ticket: string | null
  /** What it is said to be called. */
  readonly name: string | null
}

/** The rooms of this computer: hosted here or joined. */
export class Rooms {
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #rooms = new Map<string, JoinedRoom>()
  readonly writing: Writing

  /** Somebody opened a connection for files at the port of a room. */
  onStream: (conversationId: string, stream: Stream) => void = (_, { socket }) => void socket.destroy()

  /** A member asks me to come with what I offered, or could not come. */
  onCall: (conversationId: string, call: Call) => void = () => {}

  constructor(core: Core, conversations: Conversations) {
    this.#core = core
    this.#conversations = conversations
    this.writing = new Writing(core, conversations, (id) => this.#get(id))
  }

  views(): readonly Room[] {
    return [...this.#rooms.values()].map((room) => room.view())
  }

  /** Those that were hosted or joined when it stopped. */
  start(): void {
    for (const stored of this.#core.store.read.rooms()) {
      if (this.#wasNeverFound(stored)) {
        void this.#conversations.removeIf(stored.conversationId, isAttempt).catch(() => {})
        continue
      }
      const room = this.#open(stored)
      if (stored.joined) void this.#resume(room)
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => room.leave()))
  }

  /** Rejects `AppError` EADDRINUSE and its like; then nothing is left of it. */
  async host({ name, port, rules }: HostRoom): Promise<Conversation> {
    const { identity } = this.#core
    const conversation = await this.#create(name, { host: '127.0.0.1', port })
    const facts = newFacts({ room: randomUUID(), name, rules, owner: identity.id })
    const room = this.#open({ ...blank(conversation.id), mode: 'palabre', ticket: randomBytes(16).toString('base64url') })
    try {
      await room.host(facts, port)
    } catch (thrown) {
      this.#rooms.delete(conversation.id)
      await this.#conversations.remove(conversation.id, null)
      throw thrown
    }
    room.start()
    return this.#conversations.get(conversation.id)
  }

  async join({ host, port, key, room: roomId, ticket, name }: JoinRoom): Promise<Conversation> {
    const known = this.#find({ host, port }, roomId)
    const title = visibleName(name ?? '') || formatAddress({ host, port })
    const conversation = known ? this.#conversations.get(known.id) : await this.#create(title, { host, port })
    const room = known ?? this.#open({ ...blank(conversation.id), hostId: key, room: roomId, ticket })
    if (known && ticket) known.keep({ ticket })
    if (known && roomId !== null && known.stored.room === null) known.keep({ room: roomId, hostId: key })
    if (known && known.stored.room === null && !(conversation.address && isSameAddress(conversation.address, { host, port }))) {
      await this.#conversations.patch(conversation.id, { address: { host, port } })
    }
    if (known?.stored.room && key !== null) known.search.aim([{ host, port }], key)
    room.keep({ joined: true })
    room.reconnect()
    return this.#conversations.get(conversation.id)
  }

  /** One that is announced on this network. One that is known already is looked for there only if a host of it says so under its own key. */
  async enter({ room: roomId, hostId, name, addresses, signed }: NearbyRoom): Promise<Conversation> {
    const [address] = addresses
    if (!address) throw new AppError('room-gone')
    const known = this.#find(address, roomId)
    const room = known ?? this.#open({ ...blank((await this.#create(name, address)).id), hostId, room: roomId })
    if (known && known.stored.room === null) known.keep({ room: roomId, hostId })
    if (known === null || (signed && known.search.mayHost(hostId))) room.search.aim(addresses, hostId)
    room.keep({ joined: true })
    room.reconnect()
    return this.#conversations.get(room.id)
  }

  /** A host whose address is another now, or a new one, is found by what it announces: at once, and only by those who wait for it. */
  onNoticed(rooms: readonly NearbyRoom[]): void {
    for (const { room, hostId, addresses, signed } of rooms) {
      const known = signed ? this.#ofRoom(room) : null
      if (known?.search.mayHost(hostId)) known.noticed(addresses, hostId)
    }
  }

  conversationOf(room: string): string | null {
    return this.#ofRoom(room)?.id ?? null
  }

  /** Hosted here, and to be known of on this network. */
  announced(): readonly OwnRoom[] {
    return [...this.#rooms.values()].flatMap((room) => room.announced() ?? [])
  }

  #ofRoom(roomId: string): JoinedRoom | null {
    return [...this.#rooms.values()].find(({ stored }) => stored.room === roomId) ?? null
  }

  /** A server that was dialled as someone turned out to be a room: what was opened for it, and what waits, becomes the room's. false: it held more than that. */
  async adopt(socket: Socket, address: Address, from: string, waiting: () => readonly Draft[]): Promise<boolean> {
    const known = this.#find(address, null)
    const id = known?.id ?? (await this.#create(formatAddress(address), address)).id
    const room = known ?? this.#open(blank(id))
    room.keep({ joined: true })
    const isGone = await this.#conversations.removeIf(from, (_, read) => isOnlyWaiting(read, from), id)
    if (isGone) for (const draft of waiting()) await this.writing.send(this.#conversations.get(id), draft)
    await room.take(socket)
    return isGone
  }

  reconnect(id: string): void {
    const room = this.#get(id)
    room.keep({ joined: true })
    room.reconnect()
  }

  async leave(id: string): Promise<void> {
    const room = this.#get(id)
    room.keep({ joined: false, hosting: null })
    await room.leave()
  }

  async forget(id: string): Promise<void> {
    const room = this.#rooms.get(id)
    this.#rooms.delete(id)
    await room?.leave()
  }

  act(id: string, action: RoomAction): void {
    const { type, ...rest } = action
    this.#get(id).inside.act({ k: type, ...rest } as PostItem)
  }

  /** null: it is no room's conversation. */
  page(id: string, cursor: PageCursor, limit: number): Promise<MessagePage> | null {
    return this.#rooms.get(id)?.inside.page(cursor, limit) ?? null
  }

  /** A link that brings others in; of a room that I host it carries the ticket. */
  invitation(id: string): string {
    const room = this.#get(id)
    const { room: roomId, hostId, ticket } = room.stored
    const conversation = this.#conversations.get(id)
    const hosted = room.address && { host: reachableHost(room.address.host), port: room.address.port }
    const address = hosted ?? conversation.address
    if (!address) throw new AppError('not-connected')
    return formatRoomInvitation(address, { room: roomId, id: hostId, ticket: hosted ? ticket : null, name: conversation.title })
  }

  isMember(id: string, personId: PersonId): boolean {
    return this.#get(id).facts?.members.has(personId) ?? false
  }

  isBanned(id: string, personId: PersonId): boolean {
    return this.#rooms.get(id)?.facts?.banned.has(personId) ?? true
  }

  nameOf(id: string, personId: PersonId): string {
    return this.#get(id).inside.nameOf(personId)
  }

  /** To another member, for another protocol; null: not now. */
  wayTo(id: string, personId: PersonId, protocol: string): Way | null {
    return this.#rooms.get(id)?.wayTo(personId, protocol) ?? null
  }

  ping(id: string): Promise<number> {
    return this.#get(id).inside.ping()
  }

  call(id: string, personId: PersonId, code: string | null): void {
    this.#rooms.get(id)?.inside.call(personId, code)
  }

  isRich(id: string): boolean {
    return this.#get(id).isRich
  }

  /** An address where no room ever answered. */
  #wasNeverFound({ conversationId, room, hosting, ticket }: StoredRoom): boolean {
    const conversation = room === null && hosting === null && ticket === null ? this.#core.store.read.conversation(conversationId) : null
    return conversation !== null && isAttempt(conversation)
  }

  #get(id: string): JoinedRoom {
    const room = this.#rooms.get(id)
    if (!room) throw new AppError('unknown-conversation')
    return room
  }

  #find(address: Address, roomId: string | null): JoinedRoom | null {
    for (const room of this.#rooms.values()) {
      const at = this.#core.store.read.conversation(room.id)?.address
      const isThere = at && isSameAddress(at, address)
      const { stored } = room
      // One that was never inside does not know yet which room it is.
      const isOpen = stored.room === null && stored.mode === 'palabre'
      if (roomId === null || isOpen ? isThere : stored.room === roomId) return room
    }
    return null
  }

  #open(stored: StoredRoom): JoinedRoom {
    const room = new JoinedRoom(
      {
        core: this.#core,
        conversations: this.#conversations,
        allows: (joined, personId, entry, ticket) => this.#allows(joined, personId, entry, ticket),
        onSame: (joined, id) => this.#isSame(joined, id),
        onStream: (joined, stream) => this.onStream(joined.id, stream),
        onCall: (joined, call) => this.onCall(joined.id, call),
      },
      stored,
    )
    this.#rooms.set(stored.conversationId, room)
    return room
  }

  /** One that was hosted here goes on here, unless someone took it over meanwhile. */
  async #resume(room: JoinedRoom): Promise<void> {
    const { hosting } = room.stored
    const { facts } = room
    if (hosting !== null && facts && !(await room.search.hasMoved())) {
      await room.host(facts, hosting).catch((thrown) => this.#core.logger.warn('a room could not be hosted again', { error: String(thrown) }))
    }
    room.start()
  }

  #allows({ stored }: JoinedRoom, personId: string, entry: string, ticket: string | null): boolean {
    if (entry === 'anyone') return true
    if (ticket !== null && stored.ticket !== null && isSameText(ticket, stored.ticket)) return true
    const conversation = entry === 'contacts' ? this.#conversations.ofPerson(personId) : null
    return conversation !== null && !conversation.blocked && !conversation.request
  }

  /** The same room by another address: one conversation is enough. */
  #isSame(joined: JoinedRoom, roomId: string): boolean {
    const other = [...this.#rooms.values()].find((room) => room !== joined && room.stored.room === roomId)
    if (!other) return false
    const address = this.#core.store.read.conversation(joined.id)?.address ?? null
    setImmediate(async () => {
      await this.forget(joined.id)
      await this.#conversations.remove(joined.id, other.id)
      if (address && !other.isHosting) await this.#conversations.patch(other.id, { address })
      this.reconnect(other.id)
    })
    return true
  }

  async #create(title: string, address: Address): Promise<Conversation> {
    const id = newId()
    const now = this.#core.clock.now()
    await this.#core.store.write((tx) => {
      tx.addConversation({ id, kind: 'room', title, color: 'indigo', personId: null, address, openedBy: 'me', request: false, lineEnd: 'lf', createdAt: now })
      tx.patchConversation(id, { trust: 'accepted' })
    })
    const conversation = this.#conversations.get(id)
    emit(this.#core, { type: 'conversation', conversation })
    return conversation
  }
}

const blank = (conversationId: string): StoredRoom => ({
  conversationId,
  mode: 'palabre',
  room: null,
  hostId: null,
  facts: null,
  hosting: null,
  ticket: null,
  joined: true,
})
