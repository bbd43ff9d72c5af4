import { AppError, type ErrorDetails, isErrorCode, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { Message } from '../../../../shared/model/message.ts'
import { FileConnection } from '../../protocols/files/index.ts'
import type { GetRequest, Source } from '../../protocols/files/types.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import { emit } from '../core.ts'
import { Redial } from '../redial.ts'
import type { Way } from '../rooms/member-way.ts'
import { Bringing, type BringingDeps } from './bringing.ts'
import { Meter } from './meter.ts'
import { Offers, type Walks } from './offer.ts'
import { isWanted } from './state.ts'

/** Dialled again after this long, doubling; closed after this long without work. ms */
const retryFirstMs = 1_000
const retryMostMs = 30_000
const idleMs = 10_000
/** Whoever has not answered for this long is called, beside being dialled; and comes at most once in it. ms */
const callMs = 1_500

export interface PeerDeps extends Pick<BringingDeps, 'core' | 'downloads' | 'say'> {
  /** The way to them; null: they come here, or nobody can be reached now. */
  readonly way: () => Way | null
  /** Says to them, by another way, to come here (null), or why I could not come. */
  readonly call?: (code: string | null) => void
  readonly nameOf?: () => string
  /** What was accepted and is not done, of theirs and mine. */
  readonly onTheirWay: () => readonly Message[]
  /** A file of mine may go there now. Throws `AppError` transfer-unknown, transfer-paused. */
  readonly mayGive: (message: Message) => void
  readonly isWelcome: () => boolean
  /** They have all of one of mine; where nothing is said of it otherwise. */
  readonly onGiven?: (id: string) => void
  /** One of mine goes to many: how far each is, is not shown. */
  readonly isOneOfMany?: boolean
  /** Of all who take. */
  readonly walks: Walks
}

/** The files of one person, in one conversation, on one connection while there is something to bring. What is to be done is read from the store each time: it is what both sides said. */
export class FilePeer {
  readonly #id: ConversationId
  readonly #deps: PeerDeps
  #connection: FileConnection | null = null
  #cancelIdle: (() => void) | null = null
  readonly #redial: Redial
  #retryMs = retryFirstMs
  readonly #bringing: Bringing
  /** Of what I send. */
  readonly #meters = new Map<string, Meter>()
  readonly #offers: Offers
  /** They were dialled last, and could not be reached, at this address. */
  #unreached: Address | null = null
  #cameAt = Number.NEGATIVE_INFINITY
  #stopped = false
  #following: NodeJS.Immediate | null = null

  constructor(id: ConversationId, deps: PeerDeps) {
    this.#id = id
    this.#deps = deps
    this.#offers = new Offers(deps.walks)
    this.#redial = new Redial(deps.core.clock)
    const onProgress = () => {
      this.#retryMs = retryFirstMs
    }
    this.#bringing = new Bringing(id, { ...deps, onProgress, onFree: () => this.follow() })
  }

  /** After anything that may change what is to be done: an answer, a pause, a connection. Once for all of one turn: a hundred answers come in one. */
  follow(): void {
    this.#following ??= setImmediate(() => {
      this.#following = null
      this.#follow()
    })
  }

  #follow(): void {
    const { core } = this.#deps
    if (this.#stopped || !core.isOpen()) return
    const isWelcome = this.#deps.isWelcome()
    const wanted = isWelcome ? this.#deps.onTheirWay().filter(({ file }) => file && isWanted(file)) : []
    this.#connection?.withdraw((id) => isWelcome && this.#mayGive(id))
    if (!isWelcome) this.#connection?.close()
    this.#bringing.keepOnly(wanted)
    for (const [id, meter] of this.#meters) if (!wanted.some((message) => message.id === id)) this.#rest(id, meter)
    if (wanted.length === 0) return void this.#rests()
    this.#cancelIdle?.()
    this.#cancelIdle = null
    if (!this.#connection) return void this.#connect()
    for (const message of wanted) if (message.from === 'them') this.#bringing.start(this.#connection, message)
  }

  /** They dialled. The newest holds. */
  attach({ socket }: Stream): void {
    if (this.#stopped) return void socket.destroy()
    const old = this.#connection
    this.#redial.giveUp()
    this.#unreached = null
    const connection: FileConnection = new FileConnection({
      socket,
      clock: this.#deps.core.clock,
      serve: (get) => this.#serve(get),
      onServed: ({ transfer, what }, at) => what === 'content' && !this.#deps.isOneOfMany && this.#meter(transfer).moved(at),
      onGiven: ({ transfer, what }) => what === 'content' && this.#deps.onGiven?.(transfer),
      onRefused: ({ transfer }, error) => this.#deps.core.logger.info('a file was not given', { transfer, error: error.toData() }),
      onClosed: (error) => this.#closed(connection, error),
    })
    this.#connection = connection
    old?.close()
    this.follow()
  }

  /** The computer slept: what was open leads nowhere, perhaps. */
  wake(): void {
    this.#retryMs = retryFirstMs
    this.#connection?.close()
    this.follow()
  }

  /** Bytes of a transfer as last counted. */
  at(id: string): number | null {
    return this.#bringing.at(id) ?? this.#meters.get(id)?.at ?? null
  }

  /** There is nothing to wait for. */
  get isOver(): boolean {
    return !this.#connection && !this.#redial.isRunning && this.#bringing.isIdle && !this.#deps.onTheirWay().some(({ file }) => file && isWanted(file))
  }

  isBringing(id: string): boolean {
    return this.#bringing.has(id)
  }

  /** Fulfils when nothing is written any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelIdle?.()
    this.#redial.cancel()
    const stopped = this.#bringing.stop()
    this.#connection?.close()
    await stopped
  }

  #rests(): void {
    this.#redial.stopWaiting()
    this.#cancelIdle ??= this.#deps.core.clock.after(idleMs, () => {
      this.#cancelIdle = null
      if (this.#connection?.isIdle) this.#connection.close()
    })
  }

  /** They asked: whoever receives does not reach me. Once; they ask again. */
  come(): void {
    const now = this.#deps.core.clock.monotonic()
    const isBusy = this.#stopped || this.#connection !== null || this.#redial.isRunning || now - this.#cameAt < callMs
    const way = isBusy ? null : this.#deps.way()
    if (!way) return
    this.#cameAt = now
    this.#dial(way, (thrown) => this.#deps.call?.(toErrorData(thrown).code))
  }

  /** I do not reach them, and they don't reach me. */
  couldNotCome(code: string): void {
    if (!this.#connection && this.#unreached) this.#tellStuck('neither-reached', this.#unreached, { theirs: isErrorCode(code) ? code : 'internal' })
  }

  #connect(): void {
    const way = this.#redial.isRunning || this.#redial.isWaiting ? null : this.#deps.way()
    if (!way) return
    const { call, core } = this.#deps
    const cancelCall = call ? core.clock.after(callMs, () => call(null)) : () => {}
    this.#dial(
      way,
      (thrown) => {
        if (call && !this.#unreached) this.#tellStuck('author-unreached', way.address, { cause: toErrorData(thrown).code })
        this.#unreached = way.address
        call?.(null)
        this.#retryLater()
      },
      cancelCall,
    )
  }

  /** What the other way was faster than is no failure. */
  #dial({ dial }: Way, onFailed: (thrown: unknown) => void, onEnd: () => void = () => {}): void {
    const signal = this.#redial.begin()
    dial(signal)
      .then((stream) => {
        this.#redial.ends(signal)
        if (signal.aborted) stream.socket.destroy()
        else this.attach(stream)
      })
      .catch((thrown) => {
        this.#redial.ends(signal)
        if (signal.aborted) return
        this.#deps.core.logger.info('no connection for files', { error: toErrorData(thrown) })
        onFailed(thrown)
      })
      .finally(onEnd)
  }

  #tellStuck(code: 'author-unreached' | 'neither-reached', { host, port }: Address, more: ErrorDetails): void {
    const { core, nameOf, onTheirWay } = this.#deps
    if (!core.isOpen()) return
    const stuck = { code, details: { name: nameOf?.() ?? '', host, port, ...more } }
    for (const { id, conversationId, from, file } of onTheirWay()) {
      if (from !== 'them' || !file || !isWanted(file)) continue
      emit(core, { type: 'transfer', transfer: { conversationId, id, at: this.at(id) ?? file.at, rate: null, moving: false, stuck } })
    }
  }

  #retryLater(): void {
    if (this.#stopped) return
    this.#redial.later(this.#retryMs, () => this.follow())
    this.#retryMs = Math.min(retryMostMs, 2 * this.#retryMs)
  }

  #closed(connection: FileConnection, error: AppError | null): void {
    if (this.#connection !== connection) return
    this.#connection = null
    this.#offers.forget()
    for (const [id, meter] of this.#meters) this.#rest(id, meter)
    if (error) this.#deps.core.logger.info('a connection for files ended', { error: error.toData() })
    this.#retryLater()
  }

  async #serve({ transfer, what }: GetRequest): Promise<Source> {
    const { core } = this.#deps
    const message = core.isOpen() && this.#deps.isWelcome() ? core.store.read.message(this.#id, transfer) : null
    const place = message?.file && core.store.read.transfer(this.#id, transfer)
    if (!message?.file || !place || message.from !== 'me') throw new AppError('transfer-unknown')
    this.#deps.mayGive(message)
    this.#retryMs = retryFirstMs
    return this.#offers.source(what, message.file, place)
  }

  #mayGive(id: string): boolean {
    const message = this.#deps.core.store.read.message(this.#id, id)
    try {
      if (message?.file) this.#deps.mayGive(message)
      return message?.file !== undefined
    } catch {
      return false
    }
  }

  #meter(id: string): Meter {
    const known = this.#meters.get(id)
    if (known) return known
    const meter = new Meter(this.#deps.core, this.#id, id)
    this.#meters.set(id, meter)
    return meter
  }

  #rest(id: string, meter: Meter): void {
    this.#meters.delete(id)
    meter.stopped()
    meter.keep()
  }
}
