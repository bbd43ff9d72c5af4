import type { ConversationId, Link } from '../../../shared/model/conversation.ts'
import type { EventStream } from './event-stream.ts'

const offline = (conversationId: ConversationId, encrypted: boolean): Link => ({
  conversationId,
  state: 'offline',
  encrypted,
  remote: null,
  attempts: [],
  rttMs: null,
  nextTryAt: null,
  missedAt: null,
  error: null,
  offeredId: null,
})

/** The live side of every conversation: one value each, one function that changes it. */
export class Links {
  readonly #links = new Map<ConversationId, Link>()
  readonly #events: EventStream

  constructor(events: EventStream) {
    this.#events = events
  }

  get(conversationId: ConversationId): Link {
    return this.#links.get(conversationId) ?? offline(conversationId, false)
  }

  all(): readonly Link[] {
    return [...this.#links.values()]
  }

  update(conversationId: ConversationId, change: Partial<Omit<Link, 'conversationId'>>): void {
    const link = { ...this.get(conversationId), ...change }
    this.#links.set(conversationId, link)
    this.#events.emit({ type: 'link', link })
  }

  remove(conversationId: ConversationId): void {
    this.#links.delete(conversationId)
  }
}
