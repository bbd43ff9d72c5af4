import { Socket } from 'node:net'
import type { Attempt } from '../../../shared/model/address.ts'
import type { WireRole } from '../../../shared/model/wire.ts'
import { fromNodeError } from './errors.ts'
import { announce } from './sockets.ts'

/** RFC 8305 section 5: how long an attempt has the field to itself, in ms. Unlike Node's own, an attempt then goes on beside the next. */
export const attemptDelayMs = 250

export interface Resolved {
  readonly host: string
  readonly family: 4 | 6
}

interface Events {
  readonly onAttempts: (attempts: readonly Attempt[]) => void
  readonly onConnected: (socket: Socket) => void
  readonly onAllFailed: () => void
}

/** RFC 8305 section 4: families take turns, beginning with the one that the system prefers. */
export function interleave(addresses: readonly Resolved[]): readonly Resolved[] {
  const first = addresses.filter((a) => a.family === addresses[0]?.family)
  const second = addresses.filter((a) => a.family !== addresses[0]?.family)
  return Array.from({ length: Math.max(first.length, second.length) }, (_, i) => [first[i], second[i]])
    .flat()
    .filter((a) => a !== undefined)
}

/** Attempts side by side until the first connects, all have failed, or `stop`. */
export class EyeballRace {
  readonly #port: number
  readonly #events: Events
  readonly #role: WireRole
  readonly #tries: Try[] = []
  #queue: readonly Resolved[] = []
  #stagger: NodeJS.Timeout | undefined
  #over = false

  constructor(port: number, events: Events, role: WireRole = 'outbound') {
    this.#port = port
    this.#events = events
    this.#role = role
  }

  get attempts(): readonly Attempt[] {
    return this.#tries.map((each) => each.attempt)
  }

  start(found: readonly Resolved[]): void {
    this.#queue = interleave(found)
    this.#next()
  }

  /** Gives up what is pending; its result becomes `pendingBecame`. */
  stop(pendingBecame: string): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#stagger)
    const pending = this.#tries.filter((each) => each.pending)
    for (const each of pending) each.fail(pendingBecame)
    if (pending.length > 0) this.#report()
  }

  #next(): void {
    clearTimeout(this.#stagger)
    const [to, ...rest] = this.#queue
    if (this.#over) return
    if (!to) return void (this.#tries.some((each) => each.pending) || this.#events.onAllFailed())
    this.#queue = rest
    this.#tries.push(new Try({ ...to, port: this.#port }, this.#role, (each, error) => this.#ended(each, error)))
    this.#report()
    if (rest.length > 0) this.#stagger = setTimeout(() => this.#next(), attemptDelayMs)
  }

  #ended(each: Try, failed: boolean): void {
    if (this.#over) return
    this.#report()
    if (failed) this.#next()
    else this.#events.onConnected(each.socket)
  }

  #report(): void {
    this.#events.onAttempts(this.attempts)
  }
}

class Try {
  readonly socket = new Socket({ allowHalfOpen: true })
  attempt: Attempt
  readonly #startedAt = performance.now()

  constructor(to: Resolved & { readonly port: number }, role: WireRole, onEnded: (each: Try, failed: boolean) => void) {
    this.attempt = { host: to.host, port: to.port, family: to.family, ms: null, result: 'pending' }
    const failed = (code: string) => {
      if (!this.pending) return
      this.fail(code)
      onEnded(this, true)
    }
    this.socket.on('error', (error) => failed(fromNodeError(error).code))
    this.socket.once('connect', () => {
      if (!this.pending) return
      if (isItself(this.socket)) return failed('ECONNREFUSED')
      this.#end('connected')
      onEnded(this, false)
    })
    announce(this.socket.connect({ host: to.host, port: to.port, family: to.family }), role, { host: to.host, port: to.port })
  }

  get pending(): boolean {
    return this.attempt.ms === null
  }

  fail(code: string): void {
    this.#end(code)
    this.socket.destroy()
  }

  #end(result: string): void {
    this.attempt = { ...this.attempt, result, ms: performance.now() - this.#startedAt }
  }
}

/** TCP can connect a port of this computer with itself while nobody listens there. */
function isItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress
}
