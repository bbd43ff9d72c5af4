import type { NetEvent } from '../../shared/events.ts'
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

  constructor(roster: Roster, report: (report: Report) => void) {
    this.#roster = roster
    this.#report = report
  }

  tell(event: NetEvent): void {
    switch (event.type) {
      case 'conversation':
        return void this.#report(conversationReport(event.conversation))
      case 'link':
        return void this.#report(linkReport(event.link, this.#roster.conversation(event.link.conversationId)))
      case 'message':
        return void this.#report(messageReport(event.message, this.#roster.conversation(event.message.conversationId), this.#isKnown(event.message)))
      default: {
        const report = otherReport(event)
        if (report) this.#report(report)
      }
    }
  }

  #isKnown({ conversationId, id }: Message): boolean {
    const key = `${conversationId} ${id}`
    const known = this.#seen.delete(key)
    this.#seen.add(key)
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value ?? '')
    return known
  }
}
