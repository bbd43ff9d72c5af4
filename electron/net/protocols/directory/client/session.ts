import type { WebSocket } from 'ws'
import { AppError } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import type { Clock, Dial } from '../../../core/types.ts'
import { closeMs, protocolVersion, silentMs } from '../constants.ts'
import { readMessage } from '../messages.ts'
import { type Challenge, closeCodes, type DirectoryMessage, type DirectoryPush } from '../types.ts'
import { Allowance } from './allowance.ts'
import { openMs, probeMs, pushBytes, pushes } from './constants.ts'
import { openSocket } from './open-socket.ts'
import { type AnswerTo, type Ask, Requests } from './requests.ts'

interface SessionOptions {
  readonly address: Address
  readonly plain: boolean
  readonly dial: Dial
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Throws when this key is not the pinned one. */
  readonly check: (id: string) => void
}

interface Handlers {
  readonly onPush: (push: DirectoryPush) => void
  /** Once. `unwelcome`: it said that we are too many or too eager. */
  readonly onClosed: (error: AppError, unwelcome: boolean) => void
}

/** One WebSocket with a directory, from the challenge on. */
export class DirectorySession {
  readonly challenge: Challenge
  readonly openedAt: number
  readonly #wire: Wire

  private constructor(wire: Wire, challenge: Challenge, openedAt: number) {
    this.#wire = wire
    this.challenge = challenge
    this.openedAt = openedAt
  }

  /** Rejects like `openSocket`; also no-answer (no challenge in time), not-a-directory, protocol-version, directory-lies. */
  static async open(options: SessionOptions): Promise<DirectorySession> {
    const { address, clock, signal, check } = options
    const late = new AbortController()
    const cancel = clock.after(openMs, () => late.abort())
    const either = AbortSignal.any([signal, late.signal])
    const wire = new Wire(options)
    try {
      const id = await openSocket({ ...options, signal: either, onSocket: (socket) => wire.hear(socket) })
      const challenge = await wire.challenged(either)
      if (challenge.version !== protocolVersion) throw new AppError('protocol-version', { ...address, ours: protocolVersion, theirs: challenge.version })
      // What TLS saw and what it says of itself must agree: else a proof could be carried on to another directory.
      if (id !== null && challenge.directory !== id) throw new AppError('directory-lies', { ...address, problem: 'identity' })
      if (id === null) check(challenge.directory)
      return new DirectorySession(wire, challenge, clock.monotonic())
    } catch (error) {
      wire.cut(error as Error)
      throw late.signal.aborted ? new AppError('no-answer', { ...address, timeoutMs: openMs }, { cause: error }) : error
    } finally {
      cancel()
    }
  }

  start(handlers: Handlers): void {
    this.#wire.start(handlers)
  }

  /** Rejects `Refusal`, or `AppError`: no-answer, directory-busy, directory-lies, what ended the session. */
  ask<T extends Ask>(ask: T): Promise<AnswerTo<T>> {
    return this.#wire.requests.ask(ask)
  }

  /** A ping whose silence cuts the connection. */
  probe(): void {
    this.#wire.probe()
  }

  /** In order; cut when that takes too long. Fulfils when it is closed. */
  close(): Promise<void> {
    return this.#wire.close()
  }
}

/** What is sent and heard. Everything heard is bounded: in length, in number, in the time between two of them. */
class Wire {
  readonly requests: Requests
  readonly #address: Address
  readonly #clock: Clock
  readonly #allowance: Allowance
  #socket: WebSocket | null = null
  #handlers: Handlers | null = null
  #onChallenge: ((challenge: Challenge) => void) | null = null
  #onFailed: ((error: Error) => void) | null = null
  /** Between the challenge and `start`; the allowance bounds it. */
  #early: DirectoryPush[] = []
  #challenge: Challenge | null = null
  #over: AppError | null = null
  #heardAt: number
  /** Signs of life. */
  #signs = 0
  #stopWatch = () => {}
  #closed: Promise<void> = Promise.resolve()

  constructor({ address, clock }: SessionOptions) {
    this.#address = address
    this.#clock = clock
    this.#heardAt = clock.monotonic()
    this.#allowance = new Allowance(pushes, this.#heardAt)
    this.requests = new Requests({ address, clock, send: (text) => this.#socket?.send(text) })
  }

  hear(socket: WebSocket): void {
    this.#socket = socket
    this.#closed = new Promise((fulfil) => socket.once('close', () => fulfil()))
    socket.on('message', (data, isBinary) => this.#heard(isBinary ? null : String(data)))
    socket.on('ping', () => this.#count())
    socket.on('pong', () => this.#count())
    socket.on('error', (error) => this.#end(this.#broken(error)))
    socket.on('close', (code: number) => this.#end(this.#closedBy(code), code))
    this.#watchSilence()
  }

  /** The first message. */
  challenged(signal: AbortSignal): Promise<Challenge> {
    if (this.#challenge) return Promise.resolve(this.#challenge)
    return new Promise((fulfil, reject) => {
      if (this.#over) return reject(this.#over)
      this.#onChallenge = fulfil
      this.#onFailed = reject
      const aborted = () => reject(new AppError('ECONNABORTED', { ...this.#address }))
      if (signal.aborted) return aborted()
      signal.addEventListener('abort', aborted, { once: true })
    })
  }

  start(handlers: Handlers): void {
    this.#handlers = handlers
    for (const push of this.#early.splice(0)) handlers.onPush(push)
    if (this.#over) handlers.onClosed(this.#over, false)
  }

  probe(): void {
    const before = this.#signs
    this.#socket?.ping()
    this.#clock.after(probeMs, () => {
      if (!this.#over && this.#signs === before) this.cut(this.#silent(probeMs))
    })
  }

  cut(error: Error): void {
    this.#end(error instanceof AppError ? error : this.#broken(error))
    this.#socket?.terminate()
  }

  close(): Promise<void> {
    this.#end(new AppError('ECONNABORTED', { ...this.#address }))
    const socket = this.#socket
    socket?.close(1000)
    const cancel = this.#clock.after(closeMs, () => socket?.terminate())
    return this.#closed.finally(cancel)
  }

  #heard(text: string | null): void {
    if (this.#over) return
    this.#alive()
    try {
      this.#understood(text === null ? undefined : readMessage(text), text?.length ?? 0)
    } catch (error) {
      const problem =
        error instanceof AppError ? error : new AppError(this.#challenge ? 'directory-lies' : 'not-a-directory', { ...this.#address, problem: 'message' })
      this.cut(problem)
    }
  }

  #understood(message: DirectoryMessage | null | undefined, length: number): void {
    if (message === undefined) throw new SyntaxError('binary')
    if (!this.#challenge) {
      if (message?.type !== 'challenge') throw new SyntaxError('no challenge')
      this.#challenge = message
      this.#onChallenge?.(message)
      return
    }
    if (message === null || message.type === 'challenge') return void this.#count(length)
    if (message.type !== 'presence' && message.type !== 'released') {
      if (!this.requests.answer(message)) this.#count(length)
      return
    }
    this.#count(length)
    if (this.#over) return
    if (this.#handlers) this.#handlers.onPush(message)
    else this.#early.push(message)
  }

  /** What nobody asked for costs: a directory that pushes more than any community can change is left. */
  #count(length = 0): void {
    this.#alive()
    if (!this.#over && !this.#allowance.take(this.#heardAt, Math.max(1, length / pushBytes)))
      this.cut(new AppError('directory-lies', { ...this.#address, problem: 'flood' }))
  }

  #alive(): void {
    this.#heardAt = this.#clock.monotonic()
    this.#signs++
  }

  #watchSilence(): void {
    const leftMs = this.#heardAt + silentMs - this.#clock.monotonic()
    if (leftMs <= 0) return void this.cut(this.#silent(silentMs))
    this.#stopWatch = this.#clock.after(leftMs, () => this.#watchSilence())
  }

  #silent(timeoutMs: number): AppError {
    return new AppError('no-answer', { ...this.#address, timeoutMs })
  }

  #broken(error: NodeJS.ErrnoException): AppError {
    const tooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
    const problem = tooLarge ? 'length' : 'message'
    if (error.code?.startsWith('WS_ERR')) return new AppError('directory-lies', { ...this.#address, problem }, { cause: error })
    return new AppError('ECONNRESET', { ...this.#address }, { cause: error })
  }

  #closedBy(code: number): AppError {
    return new AppError(isUnwelcome(code) ? 'directory-busy' : code === 1001 ? 'directory-unavailable' : 'ECONNRESET', { ...this.#address })
  }

  #end(error: AppError, code = 0): void {
    if (this.#over) return
    this.#over = error
    this.#stopWatch()
    this.#early = []
    this.#onFailed?.(error)
    this.requests.end(error)
    this.#handlers?.onClosed(error, isUnwelcome(code))
  }
}

const isUnwelcome = (code: number): boolean => code === closeCodes.flood || code === closeCodes.crowded
