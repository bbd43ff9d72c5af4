import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Profile } from '../../../shared/model/person.ts'
import type { LogState, OutboxEntry, StoreTx } from '../../store/types.ts'
import { errorAt } from '../core/errors.ts'
import type { Closed } from '../core/types.ts'
import { type Backoff, decodeEntry, ended, failed, keep, noFailures } from '../protocols/secure-peer/index.ts'
import type { CheckAsked, Checked, Hello, ReceivedEntry, Session } from '../protocols/secure-peer/types.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit, newId } from './core.ts'
import { Delivery } from './delivery.ts'
import { InFlight } from './in-flight.ts'
import { type Received, receiveEntries, receiveGone } from './incoming.ts'
import { rebaseLog } from './outgoing.ts'
import { Pictures } from './pictures.ts'

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
  readonly #inFlight = new InFlight()
  #session: Session | null = null
  #delivery: Delivery | null = null
  #pictures: Pictures | null = null
  #dialling: AbortController | null = null
  #cancelRetry: (() => void) | null = null
  /** The person left the conversation: no dialling until something is sent or reconnected. */
  #left = false
  /** They have not been told what I have read. */
  #heldRead = false
  #stopped = false
  /** Up to where my log is on my disk, on theirs, and told to be. */
  #stored = 0
  #theirs = 0
  #told = 0

  constructor(core: Core, conversations: Conversations, conversationId: ConversationId, reach: Reach) {
    this.#core = core
    this.#conversations = conversations
    this.conversationId = conversationId
    this.#reach = reach
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
    if (this.#heldRead && this.#session && !this.#conversations.peek(this.conversationId).request) this.#sendReadMark(this.#session)
  }

  /** An entry that is part of the file now, and the message as it is after it. In order of `seq`. */
  push(entry: OutboxEntry, message: Message): void {
    this.#left = false
    if (entry.kind === 'text') this.#inFlight.remember(message)
    else this.#inFlight.refresh(message)
    if (this.#delivery) this.#delivery.push(entry)
    else if (this.#core.links.get(this.conversationId).state === 'offline') this.#dial()
  }

  /** Everything of mine up to `seq` is on my disk. */
  stored(seq: number): void {
    this.#stored = Math.max(this.#stored, seq)
    this.#tellDelivered()
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
    const { from, mySeq } = await this.#alignLog(session)
    if (this.#session !== session) return
    if (from === null) {
      this.#stored = 0
      // The hello of this session named the old epoch. The next attempt waits its turn: who lies each time must not make a loop.
      throw new AppError('protocol-error', { cause: 'my log starts anew' })
    }
    const delivery = new Delivery(this.#core, this.conversationId, session, from, {
      onSent: (entries) => this.#sent(entries),
      onAcknowledged: (seq) => this.#acknowledged(seq),
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
    if (from > 0) this.#acknowledged(from)
    this.#sendReadMark(session)
    delivery.pump()
    pictures.follow()
    session.ping().catch(() => {})
  }

  /** How far they have my log, and how far it is on my disk; null: it starts anew, for they know of more than I do, or of another past. */
  async #alignLog(session: Session): Promise<{ readonly from: number | null; readonly mySeq: number }> {
    const { haveEpoch, haveSeq } = session.hello
    return this.#core.store.write((tx) => {
      const conversation = tx.read.conversation(this.conversationId)
      const log = tx.read.log(this.conversationId)
      // Forgotten, blocked or another's key by now: it may have happened since somebody looked.
      if (!conversation || !log) throw new AppError('unknown-conversation')
      if (conversation.blocked) throw new AppError('blocked')
      if (conversation.personId !== session.personId) throw new AppError('wrong-key')
      const { mySeq } = log
      if (haveEpoch !== log.myEpoch) return { from: 0, mySeq }
      if (continues(tx, this.conversationId, log, session.hello)) return { from: haveSeq, mySeq }
      rebaseLog(tx, this.conversationId, newId())
      return { from: null, mySeq: 0 }
    })
  }

  #listen(session: Session, delivery: Delivery, pictures: Pictures): void {
    const mine = (run: () => void) => () => this.#session === session && run()
    session.start({
      onEntries: (entries) => this.#receive(session, entries),
      onAcknowledged: (seq) => delivery.acknowledged(seq),
      onResend: (from) => delivery.resend(from),
      onGone: (upTo) => this.#gone(session, upTo).catch((thrown) => this.#failed('a gap', thrown)),
      onRead: (messageId) => this.#readByThem(messageId).catch((thrown) => this.#failed('a read mark', thrown)),
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

  /** Fulfils when they are part of the file, and the next may come; they are acknowledged when they are on disk. */
  #receive(session: Session, entries: readonly ReceivedEntry[]): Promise<void> {
    return new Promise((taken, failed) => {
      const onCommitted = (received: Received) => {
        this.#show(session, received)
        taken()
      }
      this.#store(session, entries, onCommitted).then((received) => {
        if (received) this.#acknowledge(session, received)
        taken()
      }, failed)
    })
  }

  #acknowledge(session: Session, { upTo }: Received): void {
    if (this.#core.isOpen()) session.acknowledge(upTo)
  }

  #show(session: Session, received: Received): void {
    if (!this.#core.isOpen()) return
    if (received.resendFrom !== null) session.requestResend(received.resendFrom)
    if (received.newMessages.length + received.changedIds.size === 0) return
    for (const message of received.newMessages) emit(this.#core, { type: 'message', message })
    this.#emitMessages([...received.changedIds])
    if (received.newMessages.length > 0) emit(this.#core, { type: 'typing', conversationId: this.conversationId, until: 0 })
    this.#conversations.touch(this.conversationId)
  }

  /** A batch that can't be stored is tried entry by entry; one that keeps failing is set aside, never a loop. */
  async #store(session: Session, entries: readonly ReceivedEntry[], onCommitted: (received: Received) => void): Promise<Received | null> {
    const take = (list: readonly ReceivedEntry[]) =>
      this.#core.store.write((tx) => receiveEntries(tx, this.#core, this.conversationId, session.personId, session.hello.epoch, list), onCommitted)
    try {
      return await take(entries)
    } catch (error) {
      if (!this.#core.isOpen() || (error instanceof AppError && error.code === 'queue-full')) return null
      this.#core.logger.warn('a batch of entries failed', { error: String(error), entries: entries.length })
    }
    let last: Received | null = null
    for (const received of entries) last = await this.#storeOne(session, received, take).catch(() => last)
    return last
  }

  async #storeOne(session: Session, received: ReceivedEntry, take: (list: readonly ReceivedEntry[]) => Promise<Received>): Promise<Received> {
    let failure: unknown
    for (let attempt = 0; attempt < limits.entryAttempts; attempt++) {
      try {
        return await take([received])
      } catch (error) {
        failure = error
      }
    }
    const { seq } = received.entry
    this.#core.logger.error('an entry was set aside', { seq, error: String(failure) })
    await this.#core.store.write((tx) => tx.quarantine(this.conversationId, seq, received.frame, String(failure).slice(0, 500), this.#core.clock.now()))
    return this.#skip(session, seq)
  }

  async #gone(session: Session, upTo: number): Promise<void> {
    this.#acknowledge(session, await this.#skip(session, upTo))
  }

  #skip(session: Session, upTo: number): Promise<Received> {
    return this.#core.store.write(
      (tx) => receiveGone(tx, this.#core, this.conversationId, session.hello.epoch, upTo),
      (received) => this.#show(session, received),
    )
  }

  #sent(entries: readonly OutboxEntry[]): void {
    for (const { seq, messageId, kind } of entries) {
      if (kind !== 'text') continue
      const message = this.#inFlight.sent(seq, messageId) ?? this.#core.store.read.message(this.conversationId, messageId)
      if (message?.state === 'sent') emit(this.#core, { type: 'message', message })
      else if (message?.state === 'queued') emit(this.#core, { type: 'message', message: { ...message, state: 'sent' } })
    }
  }

  #acknowledged(seq: number): void {
    this.#theirs = seq
    this.#tellDelivered()
  }

  /** Delivered is what is on both disks. */
  #tellDelivered(): void {
    const seq = Math.min(this.#stored, this.#theirs)
    if (seq <= this.#told) return
    this.#told = seq
    // Told before the outbox is cleared: should we fall in between, it is sent again, and acknowledged again as a duplicate.
    const told = this.#inFlight.delivered(seq)
    for (const message of told) emit(this.#core, { type: 'message', message })
    const cleared = this.#core.store.tidy((tx) => tx.acknowledge(this.conversationId, seq, told.length))
    cleared.then(
      (ids) => {
        if (ids.length > told.length) this.#emitMessages(ids)
        if (this.#core.isOpen()) this.#conversations.touch(this.conversationId)
      },
      (thrown) => this.#core.logger.warn('the outbox was not cleared', { error: String(thrown) }),
    )
  }

  async #readByThem(messageId: string): Promise<void> {
    const message = this.#core.store.read.message(this.conversationId, messageId)
    if (message?.from !== 'me') return
    this.#emitMessages(await this.#core.store.write((tx) => tx.markReadByThem(this.conversationId, message.order)))
  }

  #emitMessages(ids: readonly string[]): void {
    if (ids.length === 0 || !this.#core.isOpen()) return
    for (const message of this.#core.store.read.messages(this.conversationId, ids)) emit(this.#core, { type: 'message', message })
  }

  #sendReadMark(session: Session): void {
    const { readUpTo } = this.#conversations.get(this.conversationId)
    if (readUpTo !== null) this.sendRead(readUpTo, session)
  }

  /** Tells them the last of their messages that I have read, unless the settings say no; someone unknown once they are accepted. */
  sendRead(upTo: string, session = this.#session): void {
    if (!session || !this.#core.settings().sendReadMarks) return
    this.#heldRead = this.#conversations.peek(this.conversationId).request
    if (this.#heldRead) return
    const { messages } = this.#core.store.read.page(this.conversationId, { type: 'before', order: `${upTo}~` }, 50)
    const last = messages.findLast((m) => m.from === 'them')
    if (last) session.sendRead(last.id)
  }

  #closed(session: Session, { error }: Closed): void {
    if (this.#session !== session || this.#stopped) return
    const told = this.#told
    this.#detach()
    this.#core.passive.ended(this.conversationId)
    this.#core.links.update(this.conversationId, { state: 'offline', attempts: [], rttMs: null, error })
    this.#waitAgain(told)
    if (this.#core.isOpen()) void this.#conversations.patch(this.conversationId, { lastSeenAt: this.#core.clock.now() }).catch(() => {})
    this.#backoff = ended(this.#backoff, this.#core.clock.monotonic() - session.openedAt).backoff
    if (this.#wanted()) this.#retryLater(error)
  }

  /** What was on its way when the connection ended waits again, and says so. */
  #waitAgain(told: number): void {
    if (!this.#core.isOpen()) return
    const waiting = this.#core.store.read.outbox(this.conversationId, told, limits.inFlightEntries)
    this.#emitMessages(waiting.filter((entry) => entry.kind === 'text').map((entry) => entry.messageId))
  }

  #detach(): void {
    this.#delivery?.stop()
    this.#delivery = null
    this.#pictures = null
    this.#inFlight.reset()
    this.#theirs = 0
    this.#told = 0
    this.#session = null
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

/** What they have of my log is its beginning: the same entries, as far as that can still be told. */
function continues(tx: StoreTx, conversationId: ConversationId, log: LogState, { haveSeq, haveHash }: Hello): boolean {
  if (haveSeq > log.mySeq) return false
  if (haveSeq === 0 || haveHash === null) return true
  if (haveSeq === log.mySeq) return log.myHash === null || Buffer.compare(haveHash, log.myHash) === 0
  const next = tx.read.outbox(conversationId, haveSeq, 1)[0]
  const prev = next?.seq === haveSeq + 1 ? decodeEntry(next.frame).prev : null
  return prev === null || Buffer.compare(haveHash, prev) === 0
}
