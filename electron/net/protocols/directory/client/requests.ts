import { AppError } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import type { Clock } from '../../../core/types.ts'
import type { DirectoryAnswer, DirectoryErrorCode, DirectoryRequest } from '../types.ts'
import { answerMs, inFlightMax, patienceMs, queuedMax } from './constants.ts'

type Unnumbered<T> = T extends unknown ? Omit<T, 'n'> : never

/** A request that has no number yet. */
export type Ask = Unnumbered<DirectoryRequest>

interface AnswerTypes {
  readonly claim: 'claimed'
  readonly update: 'claimed'
  readonly find: 'found'
  readonly list: 'people'
  readonly search: 'people'
  readonly watch: 'watching'
  readonly unwatch: 'watching'
  readonly observed: 'observed'
  readonly dialback: 'dialback'
}

export type AnswerTo<T extends Ask> = Extract<DirectoryAnswer, { readonly type: AnswerTypes[T['type']] }>

const answerTypes: AnswerTypes = {
  claim: 'claimed',
  update: 'claimed',
  find: 'found',
  list: 'people',
  search: 'people',
  watch: 'watching',
  unwatch: 'watching',
  observed: 'observed',
  dialback: 'dialback',
}

/** The directory said no. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: DirectoryErrorCode
  readonly retryMs: number | null

  constructor(code: DirectoryErrorCode, retryMs: number | null = null) {
    super(code)
    this.code = code
    this.retryMs = retryMs
  }
}

interface Pending {
  readonly ask: Ask
  readonly fulfil: (answer: DirectoryAnswer) => void
  readonly reject: (error: Error) => void
  /** Monotonic: until then it is asked again while the directory says "too many". */
  readonly until: number
  cancel: () => void
}

interface RequestsOptions {
  readonly address: Address
  readonly clock: Clock
  readonly send: (text: string) => void
}

/** The requests of one session: a few at a time, each with its time, asked again when the directory says when. */
export class Requests {
  readonly #options: RequestsOptions
  readonly #inFlight = new Map<number, Pending>()
  readonly #queue: Pending[] = []
  #n = 0
  #pausedUntil = 0
  #cancelPause: (() => void) | null = null
  #over: Error | null = null

  constructor(options: RequestsOptions) {
    this.#options = options
  }

  /** Rejects `Refusal`, or `AppError`: no-answer, directory-busy (too much was asked here), what ended the session. */
  ask<T extends Ask>(ask: T): Promise<AnswerTo<T>> {
    const { address, clock } = this.#options
    if (this.#over) return Promise.reject(this.#over)
    if (this.#queue.length >= queuedMax) return Promise.reject(new AppError('directory-busy', { ...address }))
    return new Promise((fulfil, reject) => {
      const until = clock.monotonic() + patienceMs
      this.#queue.push({ ask, fulfil: fulfil as Pending['fulfil'], reject, until, cancel: () => {} })
      this.#pump()
    })
  }

  /** false: nobody asked for it. Throws `AppError` directory-lies for an answer to something else. */
  answer(answer: DirectoryAnswer): boolean {
    const pending = answer.n === null ? undefined : this.#inFlight.get(answer.n)
    if (!pending || answer.n === null) return false
    this.#inFlight.delete(answer.n)
    pending.cancel()
    if (answer.type === 'error') this.#refused(pending, new Refusal(answer.code, answer.retryMs ?? null))
    else if (answer.type === answerTypes[pending.ask.type]) pending.fulfil(answer)
    else pending.reject(new AppError('directory-lies', { ...this.#options.address, problem: 'answer' }))
    this.#pump()
    return true
  }

  /** All that wait reject. */
  end(error: Error): void {
    this.#over ??= error
    this.#cancelPause?.()
    const waiting = [...this.#inFlight.values(), ...this.#queue.splice(0)]
    this.#inFlight.clear()
    for (const pending of waiting) {
      pending.cancel()
      pending.reject(error)
    }
  }

  #refused(pending: Pending, refusal: Refusal): void {
    const now = this.#options.clock.monotonic()
    const { code, retryMs } = refusal
    if (code !== 'too-many-requests' || retryMs === null || now + retryMs > pending.until) return void pending.reject(refusal)
    this.#queue.unshift(pending)
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.max(1, retryMs))
  }

  #pump(): void {
    if (this.#over || this.#cancelPause) return
    const { clock } = this.#options
    const pauseMs = this.#pausedUntil - clock.monotonic()
    if (pauseMs > 0 && this.#queue.length > 0) {
      this.#cancelPause = clock.after(pauseMs, () => {
        this.#cancelPause = null
        this.#pump()
      })
      return
    }
    while (this.#inFlight.size < inFlightMax) {
      const pending = this.#queue.shift()
      if (!pending) return
      this.#send(pending)
    }
  }

  #send(pending: Pending): void {
    const { address, clock, send } = this.#options
    const n = ++this.#n
    this.#inFlight.set(n, pending)
    pending.cancel = clock.after(answerMs, () => {
      this.#inFlight.delete(n)
      pending.reject(new AppError('no-answer', { ...address, timeoutMs: answerMs }))
      this.#pump()
    })
    send(JSON.stringify({ ...pending.ask, n }))
  }
}
