import { AppError, type ErrorData } from '../../../../../shared/errors.ts'
import type { Address } from '../../../../../shared/model/address.ts'
import type { DirectoryState, DirectoryStatus, FoundPage, FoundPerson } from '../../../../../shared/model/directory.ts'
import { type PersonId, personIdPattern } from '../../../../../shared/model/person.ts'
import { errorAt } from '../../../core/errors.ts'
import { nameMax, pageDefault, pageMax } from '../constants.ts'
import { isDirectoryName, nameKey, normaliseName } from '../names.ts'
import type { DialbackResult } from '../types.ts'
import { clockSlackMs, skewMax } from './constants.ts'
import { Judge } from './judge.ts'
import { delayMs, failuresAfter } from './reconnect.ts'
import { compareKeys, type KeptRecords, openRecords } from './records.ts'
import { Registration, Sequence } from './registration.ts'
import type { AnswerTo, Ask } from './requests.ts'
import { saidBy } from './said.ts'
import { DirectorySession } from './session.ts'
import type { DirectoryClient, DirectoryClientOptions, FindQuery, SearchOptions } from './types.ts'
import { Watching } from './watching.ts'

/** One open session and what goes on in it. */
interface Joined {
  readonly session: DirectorySession
  readonly registration: Registration
  readonly watching: Watching
}

type Query = { readonly id: PersonId } | { readonly key: string; readonly name: string }

export class Client implements DirectoryClient {
  readonly address: Address
  readonly #options: DirectoryClientOptions
  readonly #random: () => number
  readonly #records: KeptRecords
  readonly #judge: Judge
  readonly #sequence = new Sequence()
  #state: DirectoryState = 'off'
  #pinned: string | null
  #offered: string | null = null
  /** A key that the person has refused: no more asked about. */
  #refused: string | null = null
  #error: ErrorData | null = null
  #lie: ErrorData | null = null
  #observed: Address | null = null
  #nextTryAt: number | null = null
  #claimedBefore: string | null = null
  #failures = 0
  /** The directory's clock minus ours, when they differ by more than a trip, ms. */
  #skewMs = 0
  #joined: Joined | null = null
  #attempt: AbortController | null = null
  #cancelTry = () => {}

  constructor(options: DirectoryClientOptions) {
    const { address, clock, logger, pinned, records, random = Math.random } = options
    this.#options = { ...options, logger: logger.child('directory') }
    this.address = address
    this.#random = random
    this.#pinned = pinned
    this.#records = records ?? openRecords({ file: null, clock, logger })
    this.#judge = new Judge({ address, records: this.#records, now: this.#now })
  }

  start(): void {
    if (this.#state === 'off') this.#connect()
  }

  async stop(): Promise<void> {
    const joined = this.#joined
    this.#cancelTry()
    this.#attempt?.abort()
    this.#attempt = null
    this.#leave()
    if (this.#state !== 'off') this.#become('off', { error: null })
    await joined?.session.close()
  }

  refresh(): void {
    this.#joined?.registration.refresh()
    this.#joined?.watching.refresh()
  }

  wake(): void {
    if (this.#joined) return void this.#joined.session.probe()
    if (this.#state !== 'waiting' && this.#state !== 'key-changed') return
    // What failed on another network, or in another hour, says nothing of now; that we are too many still holds.
    if (this.#error?.code !== 'directory-busy') this.#failures = 0
    this.#connect()
  }

  status(): DirectoryStatus {
    const registration = this.#state === 'online' ? this.#joined?.registration : undefined
    return {
      address: this.address,
      state: this.#state,
      id: this.#pinned,
      offeredId: this.#offered,
      claimed: registration?.claimed ?? null,
      error: this.#error ?? this.#lie ?? registration?.error ?? null,
      observed: this.#observed,
      nextTryAt: this.#nextTryAt,
    }
  }

  async find(query: FindQuery): Promise<FoundPerson | null> {
    const what = read(query)
    try {
      const answer = await this.#ask('id' in what ? { type: 'find', id: what.id } : { type: 'find', name: what.name })
      // Withheld or unknown: whose key it is was asked for, so what was kept of it is as good as ever.
      if (answer.person === null) return 'id' in what ? this.#judge.recall(what) : null
      return this.#judge.person(answer.person, what)
    } catch (error) {
      const problem = this.#problem(error, 'key' in what ? what.name : null)
      const kept = problem.code === 'directory-lies' || problem.code === 'bad-name' ? null : this.#judge.recall(what)
      if (kept) return kept
      throw problem
    }
  }

  recall(query: FindQuery): FoundPerson | null {
    return this.#judge.recall(read(query))
  }

  async search(prefix: string, { after = null, limit = pageDefault, online = false }: SearchOptions = {}): Promise<FoundPage> {
    const key = nameKey(prefix).slice(0, 8 * nameMax)
    const from = after ?? ''
    const most = Math.max(1, Math.min(pageMax, Math.floor(limit)))
    try {
      const page = await this.#ask({ type: 'search', prefix: key, limit: most, online, ...(from === '' ? {} : { after: from }) })
      return this.#page(page, { prefix: key, from, most, online })
    } catch (error) {
      const problem = this.#problem(error)
      if (problem.code === 'directory-lies' || online) throw problem
      const people = this.#judge.recallPage(key, from, most)
      if (people.length === 0 && from === '') throw problem
      return { people, next: people.length < most ? null : nameKey(people.at(-1)?.name ?? '') }
    }
  }

  async observed(): Promise<Address> {
    const { host, port } = await this.#answer({ type: 'observed' })
    this.#observed = { host, port }
    return this.#observed
  }

  async dialback(port: number): Promise<DialbackResult> {
    const { host, port: tried, result, code, banner, ms } = await this.#answer({ type: 'dialback', port })
    return { host, port: tried, result, code, banner, ms }
  }

  acceptKey(): void {
    if (this.#offered === null) return
    this.#pin(this.#offered)
    this.#refused = null
    if (this.#state !== 'off') this.#connect()
  }

  refuseKey(): void {
    if (this.#offered === null) return
    this.#refused = this.#offered
    this.#offered = null
    this.#become(this.#state === 'key-changed' ? 'waiting' : this.#state, { nextTryAt: this.#nextTryAt })
  }

  readonly #now = (): number => this.#options.clock.now() + this.#skewMs

  #connect(): void {
    this.#cancelTry()
    this.#attempt?.abort()
    const attempt = new AbortController()
    this.#attempt = attempt
    // What another key offered stays in sight until the pinned one has answered.
    this.#become(this.#offered === null ? 'connecting' : 'key-changed', { error: this.#error })
    const { clock, dial, plain = false } = this.#options
    DirectorySession.open({ address: this.address, plain, dial, clock, signal: attempt.signal, check: (id) => this.#check(id) })
      .then(
        (session) => (attempt.signal.aborted ? void session.close() : this.#join(session)),
        (error: unknown) => (attempt.signal.aborted ? undefined : this.#failed(errorAt(this.address, error))),
      )
      .catch((error: unknown) => this.#options.logger.error('directory session', { error }))
  }

  #check(id: string): void {
    if (this.#pinned !== null && this.#pinned !== id) throw new AppError('directory-key-changed', { ...this.address, offered: id })
  }

  #pin(id: string): void {
    this.#pinned = id
    this.#offered = null
    this.#options.onPinned(id)
  }

  #failed(error: AppError): void {
    this.#attempt = null
    const offered = error.code === 'directory-key-changed' ? String(error.details['offered']) : this.#offered
    this.#offered = offered === this.#refused ? null : offered
    this.#failures++
    this.#options.logger.info('directory not reached', { ...error.details, code: error.code, failures: this.#failures })
    this.#tryLater(error, error.code === 'directory-busy')
  }

  #tryLater(error: AppError, unwelcome: boolean): void {
    const ms = delayMs(this.#failures, this.#random(), { unwelcome })
    this.#cancelTry = this.#options.clock.after(ms, () => this.#connect())
    this.#nextTryAt = this.#options.clock.now() + ms
    this.#become(this.#offered === null ? 'waiting' : 'key-changed', { error: error.toData(), nextTryAt: this.#nextTryAt })
  }

  #join(session: DirectorySession): void {
    this.#attempt = null
    const { clock } = this.#options
    const skewMs = session.challenge.now - clock.now()
    if (Math.abs(skewMs) > skewMax) {
      void session.close()
      return void this.#failed(new AppError('clock-wrong', { ...this.address, ms: Math.round(skewMs) }))
    }
    this.#skewMs = Math.abs(skewMs) > clockSlackMs ? skewMs : 0
    this.#lie = null
    this.#offered = null
    this.#refused = null
    this.#observed = session.challenge.observed
    if (this.#pinned === null) this.#pin(session.challenge.directory)
    const joined = this.#begin(session)
    this.#joined = joined
    session.start({
      onPush: (push) => joined.watching.pushed(push),
      onClosed: (error, unwelcome) => this.#joined === joined && this.#lost(error, unwelcome),
    })
    joined.registration
      .start()
      .then(() => {
        if (this.#joined !== joined) return
        this.#become('online', { error: null })
        return joined.watching.start()
      })
      .catch((error: unknown) => this.#options.logger.error('directory session', { error }))
  }

  #begin(session: DirectorySession): Joined {
    const { identity, clock, logger, name, addresses, watched, onPerson } = this.#options
    const common = { session, address: this.address, clock, logger, random: this.#random, judge: this.#judge, now: this.#now }
    const onChange = () => {
      this.#claimedBefore = registration.claimed ?? this.#claimedBefore
      if (this.#state === 'online') this.#options.onChange()
    }
    const registration = new Registration({ ...common, identity, sequence: this.#sequence, name, addresses, before: this.#claimedBefore, onChange })
    const watching = new Watching({ ...common, watched, onPerson, onLie: (lie) => this.#lied(lie) })
    return { session, registration, watching }
  }

  #lost(error: AppError, unwelcome: boolean): void {
    const livedMs = this.#options.clock.monotonic() - (this.#joined?.session.openedAt ?? 0)
    this.#failures = failuresAfter(this.#failures, livedMs)
    this.#options.logger.info('directory lost', { ...error.details, code: error.code, failures: this.#failures })
    this.#leave()
    this.#tryLater(error, unwelcome)
  }

  #leave(): void {
    const joined = this.#joined
    this.#joined = null
    this.#observed = null
    joined?.registration.stop()
    joined?.watching.stop()
  }

  #become(state: DirectoryState, { error = this.#error, nextTryAt = null }: { error?: ErrorData | null; nextTryAt?: number | null }): void {
    this.#state = state
    this.#error = error
    this.#nextTryAt = nextTryAt
    this.#options.onChange()
  }

  /** Rejects what the session says; directory-unavailable when there is none. */
  #ask<T extends Ask>(ask: T): Promise<AnswerTo<T>> {
    const session = this.#joined?.session
    return session ? session.ask(ask) : Promise.reject(new AppError('directory-unavailable', { ...this.address }))
  }

  async #answer<T extends Ask>(ask: T): Promise<AnswerTo<T>> {
    try {
      return await this.#ask(ask)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  #problem(thrown: unknown, name: string | null = null): AppError {
    const error = saidBy(this.address, thrown, name)
    if (error.code === 'directory-lies') this.#lied(error)
    return error
  }

  #lied(lie: AppError): void {
    this.#options.logger.warn('directory lies', { ...lie.details })
    if (this.#lie?.details['problem'] === lie.details['problem']) return
    this.#lie = lie.toData()
    this.#options.onChange()
  }

  #page({ people, next }: AnswerTo<{ type: 'search'; prefix: string }>, asked: { prefix: string; from: string; most: number; online: boolean }): FoundPage {
    const forward = next === null || asked.from === '' || compareKeys(next, asked.from) > 0
    if (people.length > asked.most || !forward) throw new AppError('directory-lies', { ...this.address, problem: 'page' })
    const { people: good, lie } = this.#judge.people(people, { prefix: asked.prefix })
    if (lie) this.#lied(lie)
    return { people: asked.online ? good.filter(({ state }) => state === 'online') : good, next }
  }
}

function read(query: FindQuery): Query {
  if (typeof query !== 'string') {
    if (!personIdPattern.test(query.id)) throw new AppError('bad-argument', { field: 'id' })
    return { id: query.id }
  }
  const name = normaliseName(query)
  if (!isDirectoryName(name)) throw new AppError('bad-name', { name: query.slice(0, 2 * nameMax) })
  return { key: nameKey(name), name }
}
