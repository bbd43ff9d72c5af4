import { AppError } from '../../../../shared/errors.ts'
import type { Clock } from '../../core/types.ts'
import { pingTimeoutMs } from './constants.ts'

interface Ping {
  readonly sentAt: number
  readonly promise: Promise<number>
  readonly settle: (result: number | AppError) => void
}

const mostAtOnce = 8

/** Application round trips. One answer is for every ping up to its number: the other side answers the newest of a turn. */
export class Pings {
  #nonce = 0
  readonly #sent = new Map<number, Ping>()
  readonly #clock: Clock
  readonly #send: (nonce: number) => void

  constructor(clock: Clock, send: (nonce: number) => void) {
    this.#clock = clock
    this.#send = send
  }

  /** Rejects `no-answer`. When many are under way, joins the newest. */
  ping(): Promise<number> {
    const newest = this.#sent.get(this.#nonce)
    if (newest && this.#sent.size >= mostAtOnce) return newest.promise
    this.#nonce = (this.#nonce + 1) >>> 0
    const ping = this.#open(this.#nonce)
    this.#send(this.#nonce)
    return ping
  }

  /** The round trip that this answer measures; null: it answers nothing of ours. */
  answered(nonce: number): number | null {
    const ping = this.#sent.get(nonce)
    if (!ping) return null
    const now = this.#clock.monotonic()
    for (const [number, older] of this.#sent) if (number <= nonce) older.settle(now - older.sentAt)
    return now - ping.sentAt
  }

  stop(): void {
    for (const ping of this.#sent.values()) ping.settle(new AppError('not-connected'))
  }

  #open(nonce: number): Promise<number> {
    const { promise, resolve, reject } = withResolvers<number>()
    const cancel = this.#clock.after(pingTimeoutMs, () => settle(new AppError('no-answer')))
    const settle = (result: number | AppError) => {
      cancel()
      this.#sent.delete(nonce)
      if (typeof result === 'number') resolve(result)
      else reject(result)
    }
    this.#sent.set(nonce, { sentAt: this.#clock.monotonic(), promise, settle })
    return promise
  }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
