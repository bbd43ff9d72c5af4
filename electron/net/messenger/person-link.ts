import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Profile } from '../../../shared/model/person.ts'
import type { OutboxEntry } from '../../store/types.ts'
import { errorAt } from '../core/errors.ts'
import type { Closed } from '../core/types.ts'
import { keep } from '../protocols/secure-peer/index.ts'
import type { CheckAsked, Checked, Session } from '../protocols/secure-peer/types.ts'
import { alignLog } from './align-log.ts'
import type { Conversations } from './conversations.ts'
import { type Core, emit } from './core.ts'
import { Delivery } from './delivery.ts'
import { PersonDialling, type ReachPerson } from './person-dialling.ts'
import { Pictures } from './pictures.ts'
import { Progress } from './progress.ts'
import { ReadMarks } from './read-marks.ts'
import { Receiving } from './receiving.ts'
import { RoundTrips, roundTripsKept } from './round-trips.ts'

/** One person's connection, kept alive: settles on one session when both dial, delivers the outbox, stores what arrives, and is dialled again. */
export class PersonLink {
  readonly conversationId: ConversationId
  readonly #core: Core
  readonly #conversations: Conversations
  readonly #dialling: PersonDialling
  readonly #progress: Progress
  readonly #receiving: Receiving
  readonly #readMarks: ReadMarks
  #session: Session | null = null
  #delivery: Delivery | null = null
  #pictures: Pictures | null = null
  /** The person left the conversation: no dialling until something is sent or reconnected. */
  #left = false
  #stopped = false

  constructor(core: Core, conversations: Conversations, conversationId: ConversationId, reach: ReachPerson) {
    this.#core = core
    this.#conversations = conversations
    this.conversationId = conversationId
    this.#dialling = new PersonDialling({
      core,
      id: conversationId,
      reach,
      mayDial: () => !this.#stopped && !this.#left && !this.#session,
      onSession: (session) => void this.#reached(session),
    })
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
    this.#dialling.forgetFailures()
    if (this.#core.links.get(this.conversationId).state === 'key-changed') return
    this.#dialling.dial()
  }

  /** The network or the computer came back. */
  wake(): void {
    if (this.#session) this.#session.probe()
    else if (!this.#left && this.#dialling.isWanted) this.reconnect()
  }

  /** They were noticed, perhaps at another address: no more waiting, and a connection to where they no longer are is not waited for either. */
  noticed(): void {
    const { state } = this.#core.links.get(this.conversationId)
    if (this.#session) this.#session.probe()
    else if ((state === 'waiting' || state === 'offline') && this.#dialling.isWanted) this.#dialling.dial()
  }

  /** At start: only people that one knows, or owes something, are dialled. */
  startUp(): void {
    if (this.#dialling.isWanted) this.#dialling.dial()
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
    else if (this.#core.links.get(this.conversationId).state === 'offline') this.#dialling.dial()
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
      this.#detach()()
      if (!this.#stopped) this.#dialling.failed(errorAt(session.remote, thrown).toData())
    }
  }

  async #attach(session: Session): Promise<void> {
    const current = this.#session
    if (current && keep(this.#core.identity.id, current, session) === 'existing') {
      // Who dials although it is open may have lost their end of it.
      current.probe()
      return session.close('replaced')
    }
    this.#detach()
    current?.close('replaced')
    this.#dialling.cancel()
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
      missedAt: null,
      error: null,
      offeredId: null,
    })
    // Also what earlier runs wrote and could not deliver.
    this.stored(mySeq)
    if (from > 0) this.#progress.acknowledged(from)
    this.#readMarks.tell(session)
    delivery.pump()
    pictures.follow()
    void measure(session)
  }

  #listen(session: Session, delivery: Delivery, pictures: Pictures): void {
    const roundTrips = new RoundTrips()
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
          this.#core.links.update(this.conversationId, { rttMs: roundTrips.lowest(rttMs) })
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
    this.#dialling.ended(this.#core.clock.monotonic() - session.openedAt)
    if (this.#dialling.isWanted) this.#dialling.later(error)
  }

  /** Answers what shows that what was on its way waits again. */
  #detach(): () => void {
    this.#delivery?.stop()
    this.#delivery = null
    this.#pictures = null
    this.#session = null
    return this.#progress.ended()
  }

  async #reached(session: Session): Promise<void> {
    if (this.#stopped || this.#left) return session.close('quit')
    await this.attach(session)
    if (this.#session === session) await this.#learn(session, session.hello.profile)
  }

  #halt(reason: 'quit' | 'blocked' | 'replaced' = 'quit'): void {
    this.#dialling.cancel()
    const session = this.#session
    const waitAgain = this.#detach()
    session?.close(reason)
    if (!this.#stopped) waitAgain()
  }
}

/** One ping would measure how busy both are with a connection that opens. */
async function measure(session: Session): Promise<void> {
  try {
    for (let sent = 0; sent < roundTripsKept; sent++) await session.ping()
  } catch {
    // It has closed, or is silent: the connection tells.
  }
}
