import { AppError } from '../../shared/errors.ts'
import type { NetEvent, NumberedEvent, Snapshot } from '../../shared/events.ts'
import { limits } from '../../shared/limits.ts'
import type { Conversation, Link } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { NearbyPerson, NetworkStatus } from '../../shared/model/nearby.ts'
import type { Card } from '../../shared/model/person.ts'
import type { Room } from '../../shared/model/room.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { ListenerStatus, StorageStatus } from '../../shared/model/status.ts'
import { fakeOrder } from './fake-message.ts'
import { fakePicture } from './fake-pictures.ts'
import { type FakeTalk, fakeLink, lastOf } from './world.ts'

export interface FakeCoreState {
  card: Card
  settings: Settings
  listener: ListenerStatus
  storage: StorageStatus
  nearby: readonly NearbyPerson[]
  network: NetworkStatus
  rooms: readonly Room[]
  readonly talks: FakeTalk[]
}

/** What the core holds and tells: every change goes out as a numbered event, in batches. */
export class FakeCore {
  readonly state: FakeCoreState
  /** Files that are no longer where they were, by message. */
  readonly gone = new Set<string>()
  private readonly listeners = new Set<(batch: readonly NumberedEvent[]) => void>()
  private number = 0
  private sequence = 0
  private batch: NumberedEvent[] = []

  constructor(state: FakeCoreState) {
    this.state = state
  }

  onEvents(listener: (batch: readonly NumberedEvent[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  emit(event: NetEvent): void {
    if (this.batch.length === 0) queueMicrotask(() => this.flush())
    this.batch.push({ number: ++this.number, event })
  }

  private flush(): void {
    const batch = this.batch
    this.batch = []
    for (const listener of this.listeners) listener(batch)
  }

  snapshot(): Snapshot {
    const { card, settings, listener, storage, talks, nearby, network, rooms } = this.state
    const [conversations, links] = [talks.map((t) => t.conversation), talks.map((t) => t.link)]
    return { number: this.number, card, settings, listener, storage, conversations, links, rooms, nearby, network }
  }

  talk(id: string): FakeTalk {
    const talk = this.state.talks.find((t) => t.conversation.id === id)
    if (!talk) throw new AppError('unknown-conversation')
    return talk
  }

  message(id: string, messageId: string): Message {
    const message = this.talk(id)
      .messages()
      .findLast((m) => m.id === messageId)
    if (!message) throw new AppError('unknown-message')
    return message
  }

  /** After all that are there. */
  nextOrder(at: number): string {
    return fakeOrder(at, 1_000_000 + ++this.sequence)
  }

  settings(patch: Partial<Settings>): Settings {
    this.state.settings = { ...this.state.settings, ...patch }
    this.emit({ type: 'settings', settings: this.state.settings })
    const { name, color } = this.state.settings
    if (name !== this.state.card.name || color !== this.state.card.color) {
      this.state.card = { ...this.state.card, name, color }
      this.emit({ type: 'card', card: this.state.card })
    }
    return this.state.settings
  }

  myPicture(bytes: Uint8Array | null): Card {
    this.state.card = { ...this.state.card, picture: bytes && fakePicture(bytes) }
    this.emit({ type: 'card', card: this.state.card })
    return this.state.card
  }

  add(conversation: Conversation): FakeTalk {
    const messages: Message[] = []
    const talk: FakeTalk = { conversation, link: fakeLink(conversation), messages: () => messages }
    this.state.talks.push(talk)
    this.emit({ type: 'conversation', conversation })
    this.emit({ type: 'link', link: talk.link })
    return talk
  }

  remove(id: string, movedTo: string | null = null): void {
    this.state.talks.splice(this.state.talks.indexOf(this.talk(id)), 1)
    this.emit({ type: 'conversation-removed', conversationId: id, movedTo })
  }

  conversation(id: string, patch: Partial<Conversation>): Conversation {
    const talk = this.talk(id)
    talk.conversation = { ...talk.conversation, ...patch }
    this.emit({ type: 'conversation', conversation: talk.conversation })
    return talk.conversation
  }

  link(id: string, patch: Partial<Link>): void {
    const talk = this.talk(id)
    talk.link = { ...talk.link, ...patch }
    this.emit({ type: 'link', link: talk.link })
  }

  /** New or changed; keeps the list's last line and unread count in step. */
  put(message: Message): Message {
    const talk = this.talk(message.conversationId)
    const messages = talk.messages()
    const at = messages.findLastIndex((m) => m.id === message.id)
    if (at >= 0) messages[at] = message
    else messages.splice(messages.findLastIndex((m) => m.order < message.order) + 1, 0, message)
    this.emit({ type: 'message', message })
    const unread = talk.conversation.unread + (at < 0 && message.from === 'them' ? 1 : 0)
    this.conversation(message.conversationId, { lastMessage: lastOf(messages), unread, updatedAt: messages.at(-1)?.sentAt ?? talk.conversation.createdAt })
    return message
  }

  nearby(nearby: readonly NearbyPerson[]): void {
    this.state.nearby = nearby
    this.emit({ type: 'nearby', nearby })
  }

  room(room: Room): void {
    this.state.rooms = [...this.state.rooms.filter((r) => r.conversationId !== room.conversationId), room]
    this.emit({ type: 'room', room })
  }

  network(patch: Partial<NetworkStatus>): void {
    this.state.network = { ...this.state.network, ...patch }
    this.emit({ type: 'network', network: this.state.network })
  }

  typing(id: string, now: number): void {
    this.emit({ type: 'typing', conversationId: id, until: now + limits.typingMs })
  }
}
