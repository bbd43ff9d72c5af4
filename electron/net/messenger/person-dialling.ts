import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { type Address, distinctAddresses } from '../../../shared/model/address.ts'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import { type Backoff, ended, failed, noFailures } from '../protocols/secure-peer/index.ts'
import type { Session } from '../protocols/secure-peer/types.ts'
import type { Core } from './core.ts'
import { Redial } from './redial.ts'

/** Addresses of one person that are tried for one connection. */
const mostAddresses = 6

/** Reaches a person at one of these addresses and opens a session, or rejects `AppError`. */
export type ReachPerson = (conversation: Conversation, addresses: readonly Address[], signal: AbortSignal) => Promise<Session>

export interface PersonDiallingDeps {
  readonly core: Core
  readonly id: ConversationId
  readonly reach: ReachPerson
  /** Not connected, and nobody left the conversation. */
  readonly mayDial: () => boolean
  readonly onSession: (session: Session) => void
}

/** Dials one person while they are wanted: at which addresses, how long after the last failure, and when there is no use in it. */
export class PersonDialling {
  readonly #deps: PersonDiallingDeps
  readonly #core: Core
  readonly #redial: Redial
  #backoff: Backoff = noFailures

  constructor(deps: PersonDiallingDeps) {
    this.#deps = deps
    this.#core = deps.core
    this.#redial = new Redial(deps.core.clock)
  }

  /** They are someone that one knows, or owes something, and there is an address of theirs. */
  get isWanted(): boolean {
    const conversation = this.#mayDial ? this.#conversation : null
    if (!conversation || conversation.blocked || this.#addresses(conversation).length === 0) return false
    return !conversation.request || this.#core.store.read.outboxSize(this.#deps.id) > 0
  }

  dial(): void {
    if (this.#redial.isRunning || !this.#mayDial) return
    this.#redial.stopWaiting()
    const conversation = this.#conversation
    const addresses = conversation ? this.#addresses(conversation) : []
    if (!conversation || conversation.blocked || addresses.length === 0) return
    const signal = this.#redial.begin()
    this.#core.links.update(this.#deps.id, { state: 'connecting', encrypted: true, attempts: [], nextTryAt: null })
    void this.#deps.reach(conversation, addresses, signal).then(
      (session) => {
        this.#redial.ends(signal)
        this.#deps.onSession(session)
      },
      (thrown) => this.#notReached(signal, thrown),
    )
  }

  /** What failed before is no reason to wait any more. */
  forgetFailures(): void {
    this.#backoff = noFailures
  }

  /** After a session that lived so long, ms. */
  ended(livedMs: number): void {
    this.#backoff = ended(this.#backoff, livedMs).backoff
  }

  /** After its wait, which grows. */
  later(error: ErrorData | null): void {
    const { backoff, delayMs } = failed(this.#backoff, this.#core.clock.monotonic(), Math.random())
    this.#backoff = backoff
    this.#core.links.update(this.#deps.id, { state: 'waiting', nextTryAt: this.#core.clock.now() + delayMs, error })
    this.#redial.later(delayMs, () => this.dial())
  }

  cancel(): void {
    this.#redial.cancel()
  }

  /** They were not reached, or what was reached did not hold: again later, if they are wanted. */
  failed(error: ErrorData): void {
    const { id } = this.#deps
    if (this.isWanted) this.later(error)
    else if (!this.#core.isOpen() || !this.#conversation) this.#core.links.remove(id)
    else this.#core.links.update(id, { state: 'offline', error, nextTryAt: null })
  }

  #notReached(signal: AbortSignal, thrown: unknown): void {
    if (signal.aborted) return
    this.#redial.ends(signal)
    if (!this.#deps.mayDial()) return
    const error = toErrorData(thrown)
    this.#core.links.update(this.#deps.id, { missedAt: this.#core.clock.now() })
    if (error.code !== 'wrong-key' || !this.#isTheirs(error)) return void this.failed(error)
    this.#core.links.update(this.#deps.id, { state: 'key-changed', error, offeredId: String(error.details['offered'] ?? '') || null })
  }

  /** Another key where they were last is theirs, perhaps. A hint that leads to somebody else, or somebody known who has their address now, is not. */
  #isTheirs({ details }: ErrorData): boolean {
    const { address = null, lastSeenAt = null } = this.#conversation ?? {}
    if (lastSeenAt === null || address?.host !== details['host'] || address?.port !== details['port']) return false
    return this.#core.store.read.conversationIdOfPerson(String(details['offered'] ?? '')) === null
  }

  /** Where they may be: as noticed, where they were last, as a directory says. */
  #addresses({ personId, address }: Conversation): readonly Address[] {
    const { near, far } = this.#core.whereabouts(personId ?? '')
    return distinctAddresses([...near.slice(0, 1), ...(address ? [address] : []), ...near.slice(1), ...far]).slice(0, mostAddresses)
  }

  get #mayDial(): boolean {
    return this.#deps.mayDial() && this.#core.isNamed()
  }

  get #conversation(): Conversation | null {
    return this.#core.store.read.conversation(this.#deps.id)
  }
}
