import type { PersonId } from '../../../../shared/model/person.ts'
import { isOwnAddress } from '../../core/addresses.ts'
import type { Clock, Logger } from '../../core/types.ts'
import { Budgets } from './budgets.ts'
import { checkingMs, type DirectoryLimits, dialbackLeastPort, dialbackMs, dialbacksMax, sessionsPerKey } from './constants.ts'
import { Counters } from './counters.ts'
import { dialBack } from './dialback.ts'
import { nameKey } from './names.ts'
import { People } from './people.ts'
import type { Session } from './session.ts'
import type { Change, DirectoryStore } from './store/types.ts'
import { Turns } from './turns.ts'
import type { DialbackResult } from './types.ts'
import { Watchers } from './watchers.ts'

interface Needs {
  readonly id: string
  readonly store: DirectoryStore
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: DirectoryLimits
  /** Addresses are what a proxy says. */
  readonly isProxied: boolean
}

/** Sessions registered again together after the store was away. */
const renewBatch = 200

/** How long the numbers of people are kept, ms: counting them reads them all. */
const countMs = 1_000

/** What all sessions of one process share: the store, what is kept ready, who watches whom, and everybody's budgets. */
export class Desk {
  /** SHA-256 of the key that clients see. */
  readonly id: string
  readonly store: DirectoryStore
  readonly clock: Clock
  readonly people: People
  readonly watchers = new Watchers<Session>()
  readonly counters = new Counters()
  readonly sessions = new Set<Session>()
  /** For checking signatures. */
  readonly turns: Turns
  readonly #logger: Logger
  readonly #byKey = new Map<PersonId, Set<Session>>()
  readonly #budgets: { readonly [name in keyof DirectoryLimits]: Budgets }
  #counted: { readonly at: number; readonly counts: ReturnType<DirectoryStore['counts']> } | null = null
  #dialling = 0
  readonly #isProxied: boolean
  #renewing = false

  constructor({ id, store, clock, logger, limits, isProxied }: Needs) {
    this.id = id
    this.#isProxied = isProxied
    this.store = store
    this.clock = clock
    this.#logger = logger
    this.people = new People(store, clock)
    this.turns = new Turns(checkingMs, () => clock.monotonic())
    this.#budgets = {
      anonymous: new Budgets(limits.anonymous, clock),
      claimed: new Budgets(limits.claimed, clock),
      claimsPerAddress: new Budgets(limits.claimsPerAddress, clock),
      claimsPerKey: new Budgets(limits.claimsPerKey, clock),
      dialbacks: new Budgets(limits.dialbacks, clock),
    }
    store.listen({ onChange: (change) => this.#changed(change), onReset: () => void this.#renew() })
  }

  counts(): ReturnType<DirectoryStore['counts']> {
    const now = this.clock.monotonic()
    if (!this.#counted || now - this.#counted.at >= countMs) this.#counted = { at: now, counts: this.store.counts() }
    return this.#counted.counts
  }

  /** 0, or ms until this one may ask again. */
  budget(origin: string, id: PersonId | null): number {
    return id === null ? this.#budgets.anonymous.take(origin) : this.#budgets.claimed.take(id)
  }

  /** Of an address before the signature is checked, of a key after it. */
  claimBudget(origin: string | null, id: PersonId | null): number {
    const ofAddress = origin === null ? 0 : this.#budgets.claimsPerAddress.take(origin)
    return ofAddress > 0 || id === null ? ofAddress : this.#budgets.claimsPerKey.take(id)
  }

  /** false: this key has as many sessions as it may. */
  admit(session: Session, id: PersonId): boolean {
    const open = this.#byKey.get(id) ?? new Set()
    if (!open.has(session) && open.size >= sessionsPerKey) return false
    this.#byKey.set(id, open.add(session))
    return true
  }

  dismiss(session: Session, id: PersonId): void {
    const open = this.#byKey.get(id)
    open?.delete(session)
    if (open?.size === 0) this.#byKey.delete(id)
  }

  /** A session has ended. */
  left(session: Session): void {
    this.sessions.delete(session)
    this.watchers.unwatch(session, session.watched)
    if (!session.record) return
    this.dismiss(session, session.record.id)
    this.store.leave(session.record.id, session.name, this.clock.now()).catch(() => {})
  }

  /**
   * Is this theirs to be dialled? No port of a system; and behind a proxy no address of this computer or of its cable: it would be the proxy's own, or
   * one that somebody made up.
   */
  mayDial(host: string, port: number): boolean {
    return port >= dialbackLeastPort && !(this.#isProxied && (isOwnAddress(host) || /^(0\.|169\.254\.|fe[89ab])/i.test(host)))
  }

  /** A number: ms until it may be asked again. */
  async dialBack(origin: string, host: string, port: number): Promise<DialbackResult | number> {
    if (this.#dialling >= dialbacksMax) return dialbackMs
    const retryMs = this.#budgets.dialbacks.take(origin)
    if (retryMs > 0) return retryMs
    this.#dialling++
    this.counters.dialbacks++
    try {
      return await dialBack(host, port, this.clock)
    } finally {
      this.#dialling--
    }
  }

  #changed(change: Change): void {
    this.people.changed(change)
    const { person, key, released } = change
    const text = JSON.stringify({ type: 'presence', person })
    for (const session of this.watchers.of(person.id, key)) session.push(text)
    if (released === null) return
    const gone = JSON.stringify({ type: 'released', name: released })
    for (const session of this.watchers.ofKey(released)) session.push(gone)
  }

  /** The store may have lost what was claimed, and changes may have gone by unseen. */
  async #renew(): Promise<void> {
    this.people.clear()
    if (this.#renewing) return
    this.#renewing = true
    try {
      const sessions = [...this.sessions]
      for (let from = 0; from < sessions.length; from += renewBatch)
        await Promise.all(sessions.slice(from, from + renewBatch).map((session) => this.#claimAgain(session)))
      await this.#tellAll()
    } catch (error) {
      this.#logger.warn('the store went away again', { error })
    } finally {
      this.#renewing = false
    }
  }

  async #claimAgain(session: Session): Promise<void> {
    const { record } = session
    if (!record || !this.sessions.has(session)) return
    const { refusal } = await this.store.claim({ record, session: session.name, now: this.clock.now() })
    // Somebody else has the name by now: the client learns it by claiming anew.
    if (refusal) session.close(1012)
    else if (!this.sessions.has(session)) await this.store.leave(record.id, session.name, this.clock.now())
  }

  async #tellAll(): Promise<void> {
    const { ids, keys } = this.watchers.watched()
    for (const id of ids) this.#tell(await this.store.byId(id))
    for (const key of keys) this.#tell(await this.store.byKey(key))
  }

  #tell(person: Change['person'] | null): void {
    if (person) this.#changed({ person, key: nameKey(person.name), released: null })
  }
}
