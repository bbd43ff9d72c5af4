import type { NetEvent, Snapshot } from '../../shared/events.ts'
import type { Conversation, ConversationId, Link } from '../../shared/model/conversation.ts'

/** What the terminal knows of the conversations, kept by the events. */
export class Roster {
  readonly #conversations = new Map<ConversationId, Conversation>()
  readonly #links = new Map<ConversationId, Link>()
  readonly #moved = new Map<ConversationId, ConversationId>()
  readonly #watchers = new Set<() => void>()

  constructor({ conversations, links }: Snapshot) {
    for (const conversation of conversations) this.#conversations.set(conversation.id, conversation)
    for (const link of links) this.#links.set(link.conversationId, link)
  }

  apply(event: NetEvent): void {
    if (event.type === 'conversation') this.#conversations.set(event.conversation.id, event.conversation)
    if (event.type === 'link') this.#links.set(event.link.conversationId, event.link)
    if (event.type === 'conversation-removed') this.#remove(event.conversationId, event.movedTo)
    for (const watch of [...this.#watchers]) watch()
  }

  #remove(id: ConversationId, movedTo: ConversationId | null): void {
    this.#conversations.delete(id)
    this.#links.delete(id)
    if (movedTo) this.#moved.set(id, movedTo)
  }

  all(): readonly Conversation[] {
    return [...this.#conversations.values()]
  }

  conversation(id: ConversationId): Conversation | null {
    return this.#conversations.get(this.follow(id)) ?? null
  }

  link(id: ConversationId): Link | null {
    return this.#links.get(this.follow(id)) ?? null
  }

  /** Where a conversation went when it turned out to be a known person. */
  follow(id: ConversationId): ConversationId {
    const next = this.#moved.get(id)
    return next ? this.follow(next) : id
  }

  /** Waits until `answer` gives something else than undefined; null after `timeoutMs`. */
  until<T>(answer: () => T | undefined, timeoutMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      const look = () => {
        const found = answer()
        if (found === undefined) return
        end(found)
      }
      const end = (found: T | null) => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => end(null), timeoutMs)
      this.#watchers.add(look)
      look()
    })
  }
}
