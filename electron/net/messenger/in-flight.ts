import { limits } from '../../../shared/limits.ts'
import type { Message } from '../../../shared/model/message.ts'

/** Twice what one session may have on its way: a burst typed faster than it is sent still fits. */
const remembered = 2 * limits.inFlightEntries

/** My messages on their way, so that each step of theirs needs no look-up on disk. What is not here is read from there. */
export class InFlight {
  readonly #messages = new Map<string, Message>()
  #sent: { readonly seq: number; readonly id: string }[] = []

  remember(message: Message): void {
    if (this.#messages.size >= remembered && !this.#messages.has(message.id)) this.#messages.delete(this.#messages.keys().next().value ?? '')
    this.#messages.set(message.id, message)
  }

  /** A later version of one that is on its way. */
  refresh(message: Message): void {
    if (this.#messages.has(message.id)) this.#messages.set(message.id, message)
  }

  /** Written to the network: answers it in its new state; null when it has to be read. */
  sent(seq: number, id: string): Message | null {
    const message = this.#messages.get(id)
    if (!message) return null
    // Sent again: an acknowledgement counts once.
    while ((this.#sent.at(-1)?.seq ?? 0) >= seq) this.#sent.pop()
    this.#sent.push({ seq, id })
    const sent: Message = message.state === 'queued' ? { ...message, state: 'sent' } : message
    this.#messages.set(id, sent)
    return sent
  }

  /** On their disk: answers those that are here, in their new state. */
  delivered(upTo: number): readonly Message[] {
    const count = this.#sent.findIndex(({ seq }) => seq > upTo)
    const done = this.#sent.splice(0, count === -1 ? this.#sent.length : count)
    return done.flatMap(({ id }) => {
      const message = this.#messages.get(id)
      this.#messages.delete(id)
      return message && message.state !== 'read' ? [{ ...message, state: 'delivered' as const, failure: null }] : []
    })
  }

  /** The connection ended: what was sent will be sent again. */
  reset(): void {
    this.#sent = []
  }
}
