import { batchMs } from '../measure/batches.ts'

/** What is told in batches, at most ten times a second: the first of a quiet time at once. */
export class Outbox<T> {
  readonly #send: (batch: readonly T[]) => void
  #batch: T[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(send: (batch: readonly T[]) => void) {
    this.#send = send
  }

  add(told: T): void {
    this.#batch.push(told)
    this.#timer ??= setTimeout(() => this.#turn(), this.#quiet ? 0 : batchMs)
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#batch.length > 0) this.#turn()
  }

  #sentAt = Number.NEGATIVE_INFINITY

  get #quiet(): boolean {
    return performance.now() - this.#sentAt >= batchMs
  }

  #turn(): void {
    this.#timer = null
    this.#sentAt = performance.now()
    this.#send(this.#batch.splice(0))
  }
}
