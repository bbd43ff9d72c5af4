import type { NetEvent } from '../../shared/events.ts'
import { type Conversation, type ConversationId, isLive, type Link } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { conversationReport, linkReport, messageReport, otherReport, type Report } from './reports.ts'
import type { Roster } from './roster.ts'

/** How many ids are remembered to tell a new message from a changed one. */
const remembered = 10_000

/** Turns the stream of the core into reports. */
export class Narrator {
  readonly #roster: Roster
  readonly #report: (report: Report) => void
  readonly #seen = new Set<string>()
  /** People who were connected since the start; false: and no longer are. */
  readonly #here = new Map<ConversationId, boolean>()

  constructor(roster: Roster, report: (report: Report) => void) {
    this.#roster = roster
    this.#report = report
  }

  tell(event: NetEvent): void {
    switch (event.type) {
      case 'conversation':
        return void this.#report(conversationReport(event.conversation))
      case 'link':
        return void this.#report({ ...linkReport(event.link, this.#roster.conversation(event.link.conversationId)), change: this.#change(event.link) })
      case 'message': {
        const known = this.#isKnown(event.message)
        // It never changes, and comes again with a room's log.
        if (known && event.message.notice) return
        const conversation = this.#roster.conversation(event.message.conversationId)
        return void this.#report({ ...messageReport(event.message, conversation, known), ...(this.#isShared(conversation) ? { shared: true } : {}) })
      }
      default: {
        const report = otherReport(event)
        if (report) this.#report(report)
      }
    }
  }

  /** Another program of that host is here: the host alone does not say who speaks. */
  #isShared(conversation: Conversation | null): boolean {
    const host = conversation?.kind === 'plain' ? conversation.address?.host : undefined
    if (host === undefined) return false
    return this.#roster.all().some((c) => c.id !== conversation?.id && c.kind === 'plain' && c.address?.host === host && isLive(this.#roster.link(c.id)))
  }

  /** A raw-socket program that goes has a notice of its own. */
  #change({ conversationId, state, encrypted }: Link): 'left' | 'back' | null {
    const before = this.#here.get(conversationId)
    const here = state === 'open' || state === 'unstable'
    const isLasting = encrypted || this.#roster.conversation(conversationId)?.kind === 'room'
    if (!(here ? isLasting : before) || before === here) return null
    this.#here.set(conversationId, here)
    return here ? (before === undefined ? null : 'back') : 'left'
  }

  #isKnown({ conversationId, id }: Message): boolean {
    const key = `${conversationId} ${id}`
    const known = this.#seen.delete(key)
    this.#seen.add(key)
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value ?? '')
    return known
  }
}
