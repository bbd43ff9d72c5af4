import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Profile } from '../../../shared/model/person.ts'
import type { OutboxEntry } from '../../store/types.ts'
import { errorAt } from '../core/errors.ts'
import type { Closed } from '../core/types.ts'
import { type Backoff, ended, failed, keep, noFailures } from '../protocols/secure-peer/index.ts'
import type { CheckAsked, Checked, Session } from '../protocols/secure-peer/types.ts'
import { alignLog } from './align-log.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit } from './core.ts'
import { Delivery } from './delivery.ts'
import { Pictures } from './pictures.ts'
import { Progress } from './progress.ts'
import { ReadMarks } from './read-marks.ts'
import { Receiving } from './receiving.ts'

/** Addresses of one person that are tried for one connection. */
const mostAddresses = 6

/** Reaches a person at one of these addresses and opens a session, or rejects `AppError`. */
export type Reach = (conversation: Conversation, addresses: readonly Address[], signal: AbortSignal) => Promise<Session>

/**
 * One person's connection, kept alive: dials, backs off, settles on one session when both dial, delivers the outbox,
 * stores what arrives. Everything the conversation's `Link` says is said here.
 */
export class PersonLink {
  readonly conversationId: ConversationId
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #reach: Reach
  #backoff: Backoff = noFailures
  readonly #progress: Progress
  readonly #receiving: Receiving
  readonly #readMarks: ReadMarks
  #session: Session | null = null
  #delivery: Delivery | null = null
  #pictures: Pictures | null = null
  #dialling: AbortController | null = null
  #cancelRetry: (() => void) | null = null
  /** The person left the conversation: no dialling until something is sent or reconnected. */
  #left = false
  #stopped = false

  constructor(core: Core, conversations: Conversations, conversationId: ConversationId, reach: Reach) {
    this.#core = core
    this.#conversations = conversations
    this.conversationId = conversationId
    this.#reach = reach
    this.#progress = new Progress(core, conversations, conversationId)
    this.#receiving = new Receiving(core, conversations, conversationId)
    this.#readMarks = new ReadMarks(core, conversations, conversationId)
  }

  get session(): Session | null {
    return this.#session
  }

  /** Tries now, whatever the waiting time. */
  reconnect(): void {
    this.#left = false
    this.#backoff = noFailures
    if (this.#core.links.get(this.conversationId).state === 'key-changed') return
    this.#dial()
  }

  /** The network or the computer came back. */
  wake(): void {
    if (this.#session) this.#session.probe()
    else if (!this.#left && this.#wanted()) this.reconnect()
  }

  /** They were noticed, perhaps at another address: no more waiting, and a connection to where they no longer are is not waited for either. */
  noticed(): void {
    const { state } = this.#core.links.get(this.conversationId)
    if (this.#session) this.#session.probe()
    else if ((state === 'waiting' || state === 'offline') && this.#wanted()) this.#dial()
  }

  /** Where they may be: as noticed, where they were last, as a directory says. */
  #addresses({ personId, address }: Conversation): readonly Address[] {
    const { near, far } = this.#core.whereabouts(personId ?? '')
    const all = [...near.slice(0, 1), ...(address ? [address] : []), ...near.slice(1), ...far]
    return all.filter((a, index) => all.findIndex((b) => b.host === a.host && b.port === a.port) === index).slice(0, mostAddresses)
  }

  /** At start: only people that one knows, or owes something, are dialled. */
  startUp(): void {
    if (this.#wanted()) this.#dial()
  }

  leave(): void {
    this.#left = true
    this.#halt()
    this.#core.links.update(this.conversationId, { state: 'offline', attempts: [], nextTryAt: null, error: null })
  }

  stop(reason: 'quit' | 'blocked' | 'replaced' = 'quit'): void {
    this.#stopped = true
    this.#halt(reason)
  }

  /** Nothing is sent to a key that nobody accepted. */
  keyDecided(accepted: boolean): void {
    this.#core.links.update(this.conversationId, { state: 'offline', error: null, offeredId: null })
    if (accepted) {
      // The old key may have come back while the person decided.
      this.#halt('replaced')
      this.reconnect()
    } else this.#left = true
  }

  /** My name, colour or picture changed. */
  tellProfile(): void {
    this.#pictures?.tellMine()
  }

  /** Who they are to me may have changed. */
  followTrust(): void {
    this.#pictures?.follow()
    this.#readMarks.followTrust(this.#session)
  }

  /** An entry that is part of the file now, and the message as it is after it. In order of `seq`. */
  push(entry: OutboxEntry, message: Message): void {
    this.#left = false
    this.#progress.pushed(entry, message)
    if (this.#delivery) this.#delivery.push(entry)
    else if (this.#core.links.get(this.conversationId).state === 'offline') this.#dial()
  }

  /** Everything of mine up to `seq` is on my disk. */
  stored(seq: number): void {
    this.#progress.stored(seq)
  }

  /** A session with this person has opened, dialled by them or by us. Never rejects. */
  async attach(session: Session): Promise<void> {
    try {
      await this.#attach(session)
    } catch (thrown) {
      session.close()
      if (this.#session !== session) return
      this.#detach()
      this.#down(errorAt(session.remote, thrown).toData())
    }
  }

  async #attach(session: Session): Promise<void> {
    const current = this.#session
    if (current && keep(this.#core.identity.id, current, session) === 'existing') return session.close('replaced')
    this.#detach()
    current?.close('replaced')
    this.#cancelDialling()
    this.#session = session
    const { from, mySeq } = await this.#core.store.write((tx) => alignLog(tx, this.conversationId, session))
    if (this.#session !== session) return
    if (from === null) {
      this.#progress.startsAnew()
      // The hello of this session named the old epoch. The next attempt waits its turn: who lies each time must not make a loop.
      throw new AppError('protocol-error', { cause: 'my log starts anew' })
    }
    const delivery = new Delivery(this.#core, this.conversationId, session, from, {
      onSent: (entries) => this.#progress.sent(entries),
      onAcknowledged: (seq) => this.#progress.acknowledged(seq),
    })
    this.#delivery = delivery
    const pictures = new Pictures(this.#core, this.#conversations, this.conversationId, session)
    this.#pictures = pictures
    this.#listen(session, delivery, pictures)
    this.#core.links.update(this.conversationId, {
      state: 'open',
      encrypted: true,
      remote: session.remote,
      attempts: this.#core.links.get(this.conversationId).attempts.filter((a) => a.result !== 'pending'),
      nextTryAt: null,
      error: null,
      offeredId: null,
    })
    // Also what earlier runs wrote and could not deliver.
    this.stored(mySeq)
    if (from > 0) this.#progress.acknowledged(from)
    this.#readMarks.tell(session)
    delivery.pump()
    pictures.follow()
    session.ping().catch(() => {})
  }

  #listen(session: Session, delivery: Delivery, pictures: Pictures): void {
    const mine = (run: () => void) => () => this.#session === session && run()
    session.start({
      onEntries: (entries) => this.#receiving.take(session, entries),
      onAcknowledged: (seq) => delivery.acknowledged(seq),
      onResend: (from) => delivery.resend(from),
      onGone: (upTo) => this.#receiving.gone(session, upTo).catch((thrown) => this.#failed('a gap', thrown)),
      onRead: (messageId) => this.#readMarks.readByThem(messageId).catch((thrown) => this.#failed('a read mark', thrown)),
      onTyping: (typing) =>
        mine(() => emit(this.#core, { type: 'typing', conversationId: this.conversationId, until: typing ? this.#core.clock.now() + limits.typingMs : 0 }))(),
      onProfile: (profile) => (this.#session === session ? this.#renamed(session, pictures, profile) : undefined),
      onWanted: (picture) => mine(() => pictures.wanted(picture))(),
      onPicture: (picture) => mine(() => pictures.arrived(picture))(),
      onCheck: (check) => this.#doFavour(session, check),
      onRtt: (rttMs) =>
        mine(() => {
          this.#core.links.update(this.conversationId, { rttMs })
          this.#core.passive.answered(this.conversationId, rttMs)
        })(),
      onUnanswered: mine(() => this.#core.passive.unanswered(this.conversationId)),
      onUnstable: (unstable) => mine(() => this.#core.links.update(this.conversationId, { state: unstable ? 'unstable' : 'open' }))(),
      onClosed: (closed) => this.#closed(session, closed),
    })
  }

  /** Only for people that one has accepted: others learn nothing, not even that. */
  async #doFavour(session: Session, check: CheckAsked): Promise<Checked | null> {
    const conversation = this.#session === session && this.#core.isOpen() ? this.#core.store.read.conversation(this.conversationId) : null
    if (!conversation || conversation.request || conversation.blocked) return null
    return this.#core.favours.do(session.personId, session.remote, check)
  }

  #failed(what: string, thrown: unknown): void {
    if (this.#core.isOpen()) this.#core.logger.warn('not stored', { what, error: String(thrown) })
  }

  /** The session waits for it: names that change without end fill no queue. */
  async #renamed(session: Session, pictures: Pictures, profile: Profile): Promise<void> {
    pictures.named(profile.picture)
    await this.#learn(session, profile)
  }

  /** How they are called, and where they are. */
  async #learn(session: Session, profile: Profile): Promise<void> {
    await this.#conversations
      .ensurePerson(session.personId, profile, this.#addressOf(session), session.outbound, null)
      .catch((thrown) => this.#failed('a profile', thrown))
  }

  #addressOf(session: Session): Address {
    return { host: session.remote.host, port: session.outbound ? session.remote.port : session.hello.port || session.remote.port }
  }

  /** Tells them the last of their messages that I have read, unless the settings say no; someone unknown once they are accepted. */
  sendRead(upTo: string): void {
    if (this.#session) this.#readMarks.send(upTo, this.#session)
  }

  #closed(session: Session, { error }: Closed): void {
    if (this.#session !== session || this.#stopped) return
    const waitAgain = this.#detach()
    this.#core.passive.ended(this.conversationId)
    this.#core.links.update(this.conversationId, { state: 'offline', attempts: [], rttMs: null, error })
    waitAgain()
    if (this.#core.isOpen()) void this.#conversations.patch(this.conversationId, { lastSeenAt: this.#core.clock.now() }).catch(() => {})
    this.#backoff = ended(this.#backoff, this.#core.clock.monotonic() - session.openedAt).backoff
    if (this.#wanted()) this.#retryLater(error)
  }

  /** Answers what shows that what was on its way waits again. */
  #detach(): () => void {
    this.#delivery?.stop()
    this.#delivery = null
    this.#pictures = null
    this.#session = null
    return this.#progress.ended()
  }

  #wanted(): boolean {
    if (this.#stopped || this.#left || this.#session || !this.#core.isNamed()) return false
    const conversation = this.#core.store.read.conversation(this.conversationId)
    if (!conversation || conversation.blocked || this.#addresses(conversation).length === 0) return false
    return !conversation.request || this.#core.store.read.outboxSize(this.conversationId) > 0
  }

  #retryLater(error: ErrorData | null): void {
    this.#cancelRetry?.()
    const { backoff, delayMs } = failed(this.#backoff, this.#core.clock.monotonic(), Math.random())
    this.#backoff = backoff
    this.#core.links.update(this.conversationId, { state: 'waiting', nextTryAt: this.#core.clock.now() + delayMs, error })
    this.#cancelRetry = this.#core.clock.after(delayMs, () => this.#dial())
  }

  #dial(): void {
    if (this.#dialling || this.#session || this.#stopped || !this.#core.isNamed()) return
    this.#cancelRetry?.()
    this.#cancelRetry = null
    const conversation = this.#core.store.read.conversation(this.conversationId)
    const addresses = conversation ? this.#addresses(conversation) : []
    if (!conversation || conversation.blocked || addresses.length === 0) return
    const dialling = new AbortController()
    this.#dialling = dialling
    this.#core.links.update(this.conversationId, { state: 'connecting', encrypted: true, attempts: [], nextTryAt: null })
    void this.#reach(conversation, addresses, dialling.signal).then(
      (session) => this.#reached(dialling, session),
      (thrown) => this.#notReached(dialling, thrown),
    )
  }

  async #reached(dialling: AbortController, session: Session): Promise<void> {
    if (this.#dialling === dialling) this.#dialling = null
    if (this.#stopped || this.#left) return session.close('quit')
    await this.attach(session)
    if (this.#session === session) await this.#learn(session, session.hello.profile)
  }

  #notReached(dialling: AbortController, thrown: unknown): void {
    if (this.#dialling !== dialling && dialling.signal.aborted) return
    if (this.#dialling === dialling) this.#dialling = null
    if (this.#session || this.#stopped || this.#left) return
    const error = toErrorData(thrown)
    if (error.code === 'wrong-key' && this.#isTheirs(error)) {
      this.#core.links.update(this.conversationId, { state: 'key-changed', error, offeredId: String(error.details['offered'] ?? '') || null })
      return
    }
    this.#down(error)
  }

  /** Another key where they were last is theirs, perhaps. A hint that leads to somebody else, or somebody known who has their address now, is not. */
  #isTheirs({ details }: ErrorData): boolean {
    const conversation = this.#core.store.read.conversation(this.conversationId)
    const { address = null, lastSeenAt = null } = conversation ?? {}
    if (lastSeenAt === null || address?.host !== details['host'] || address?.port !== details['port']) return false
    return this.#core.store.read.conversationIdOfPerson(String(details['offered'] ?? '')) === null
  }

  #down(error: ErrorData): void {
    if (this.#stopped) return
    if (this.#wanted()) this.#retryLater(error)
    else if (!this.#core.isOpen() || !this.#core.store.read.conversation(this.conversationId)) this.#core.links.remove(this.conversationId)
    else this.#core.links.update(this.conversationId, { state: 'offline', error, nextTryAt: null })
  }

  #cancelDialling(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#dialling?.abort()
    this.#dialling = null
  }

  #halt(reason: 'quit' | 'blocked' | 'replaced' = 'quit'): void {
    this.#cancelDialling()
    const session = this.#session
    this.#detach()
    session?.close(reason)
  }
}
