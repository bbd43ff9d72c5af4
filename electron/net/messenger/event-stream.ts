import type { NetEvent, NumberedEvent } from '../../../shared/events.ts'

/** The one stream of facts: numbered without gaps, delivered synchronously and in order. */
export class EventStream {
  #number = 0
  readonly #listeners = new Set<(event: NumberedEvent) => void>()

  get number(): number {
    return this.#number
  }

  emit(event: NetEvent): void {
    const numbered = { number: ++this.#number, event }
    for (const listener of this.#listeners) listener(numbered)
  }

  subscribe(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
