import type { Socket } from 'node:net'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Address, Attempt } from '../../../shared/model/address.ts'
import type { WireRole } from '../../../shared/model/wire.ts'

/** Time, injected so that tests own it. Timers never keep the process alive unless `ref` is asked for. */
export interface Clock {
  /** Wall clock, ms since 1970. */
  now(): number
  /** Monotonic, ms. */
  monotonic(): number
  /** Answers a function that cancels. */
  after(ms: number, run: () => void): () => void
}

/** Static message plus fields; never a secret, never a message body above debug. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  child(scope: string): Logger
}

export interface DialOptions {
  readonly signal?: AbortSignal
  /** Per call, ms; default `limits.connectTimeoutMs`. */
  readonly timeoutMs?: number
  /** Called each time an attempt starts or ends, with all of them so far. */
  readonly onAttempts?: (attempts: readonly Attempt[]) => void
  /** What the Wire page says that it is for; default `outbound`: to a person. */
  readonly role?: WireRole
}

/**
 * A TCP connection by happy eyeballs, attempts visible, TCP_NODELAY on. Rejects `AppError`: the system's code of the attempt that
 * says most, `no-answer` for our own timer, ENOTFOUND / EAI_AGAIN for names.
 */
export type Dial = (address: Address, options?: DialOptions) => Promise<Socket>

export interface Closed {
  /** null: the other side ended in order, or we did. */
  readonly error: ErrorData | null
}
