import { AppError, type ErrorDetails, isErrorCode, toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../../shared/model/file.ts'
import type { Message } from '../../../../shared/model/message.ts'
import { FileConnection } from '../../protocols/files/index.ts'
import type { GetRequest, Source } from '../../protocols/files/types.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import { type Core, emit, emitStored } from '../core.ts'
import type { Way } from '../rooms/member-way.ts'
import { Meter } from './meter.ts'
import { Offers, type Walks } from './offer.ts'
import { dropPart, receive, savedName } from './receive.ts'
import { isWanted, type Said } from './state.ts'

/** Dialled again after this long, doubling; closed after this long without work. ms */
const retryFirstMs = 1_000
const retryMostMs = 30_000
const idleMs = 10_000
/** Asked again after this long when they were not ready, ms. */
const holdMs = 1_000
/** Whoever has not answered for this long is called, beside being dialled; and comes at most once in it. ms */
const callMs = 1_500

export interface PeerDeps {
  readonly core: Core
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
  readonly downloads: () => string
  /** Of all who take. */
  readonly walks: Walks
  /** Into the log, to them. */
  readonly say: (message: Message, said: Said, more?: Partial<FileInfo>) => Promise<void>
}

interface Job {
  readonly stop: AbortController
  readonly meter: Meter
  /** Whatever became of it. */
  ended: Promise<void>
}

/** The files of one person, in one conversation, on one connection while there is something to bring. What is to be done is read from the store each time: it is what both sides said. */
export class FilePeer {
  readonly #id: ConversationId
  readonly #deps: PeerDeps
  #connection: FileConnection | null = null
  #dialling: AbortController | null = null
  #cancelRetry: (() => void) | null = null
  #cancelIdle: (() => void) | null = null
  #retryMs = retryFirstMs
  readonly #jobs = new Map<string, Job>()
  /** They are not ready for these; what they say of it is still on its way. */
  readonly #held = new Set<string>()
  /** Of what I send. */
  readonly #meters = new Map<string, Meter>()
  readonly #offers: Offers
  /** They were dialled last, and could not be reached, at this address. */
  #unreached: Address | null = null
  #cameAt = Number.NEGATIVE_INFINITY
  #stopped = false

  constructor(id: ConversationId, deps: PeerDeps) {
    this.#id = id
    this.#deps = deps
    this.#offers = new Offers(deps.walks)
  }

  /** After anything that may change what is to be done: an answer, a pause, a connection. */
  follow(): void {
    const { core } = this.#deps
    if (this.#stopped || !core.isOpen()) return
    const isWelcome = this.#deps.isWelcome()
    const wanted = isWelcome ? this.#deps.onTheirWay().filter(({ file }) => file && isWanted(file)) : []
    this.#connection?.withdraw((id) => isWelcome && this.#mayGive(id))
    if (!isWelcome) this.#connection?.close()
    for (const [id, { stop }] of this.#jobs) if (!wanted.some((message) => message.id === id)) stop.abort()
    for (const [id, meter] of this.#meters) if (!wanted.some((message) => message.id === id)) this.#rest(id, meter)
    if (wanted.length === 0) return void this.#rests()
    this.#cancelIdle?.()
    this.#cancelIdle = null
    if (!this.#connection) return void this.#connect()
    for (const message of wanted) if (message.from === 'them' && !this.#held.has(message.id)) this.#start(this.#connection, message)
  }

  /** They dialled. The newest holds. */
  attach({ socket }: Stream): void {
    if (this.#stopped) return void socket.destroy()
    const old = this.#connection
    this.#dialling?.abort()
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
    return this.#jobs.get(id)?.meter.at ?? this.#meters.get(id)?.at ?? null
  }

  /** There is nothing to wait for. */
  get isOver(): boolean {
    return !this.#connection && !this.#dialling && this.#jobs.size === 0 && !this.#deps.onTheirWay().some(({ file }) => file && isWanted(file))
  }

  isBringing(id: string): boolean {
    return this.#jobs.has(id)
  }

  /** Fulfils when nothing is written any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelRetry?.()
    this.#cancelIdle?.()
    this.#dialling?.abort()
    for (const { stop } of this.#jobs.values()) stop.abort()
    this.#connection?.close()
    await Promise.all([...this.#jobs.values()].map(({ ended }) => ended))
  }

  #rests(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#cancelIdle ??= this.#deps.core.clock.after(idleMs, () => {
      this.#cancelIdle = null
      if (this.#connection?.isIdle) this.#connection.close()
    })
  }

  /** They asked: whoever receives does not reach me. Once; they ask again. */
  come(): void {
    const now = this.#deps.core.clock.monotonic()
    const isBusy = this.#stopped || this.#connection !== null || this.#dialling !== null || now - this.#cameAt < callMs
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
    const way = this.#dialling || this.#cancelRetry ? null : this.#deps.way()
    if (!way) return
    const { call, core } = { ...this.#deps }
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
    const dialling = new AbortController()
    this.#dialling = dialling
    dial(dialling.signal)
      .then((stream) => {
        this.#dialling = null
        if (dialling.signal.aborted) stream.socket.destroy()
        else this.attach(stream)
      })
      .catch((thrown) => {
        this.#dialling = null
        if (dialling.signal.aborted) return
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
    this.#cancelRetry?.()
    this.#cancelRetry = this.#deps.core.clock.after(this.#retryMs, () => {
      this.#cancelRetry = null
      this.follow()
    })
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
    this.#remember(id, meter.at)
  }

  #start(connection: FileConnection, message: Message): void {
    const { core, downloads } = this.#deps
    const place = core.store.read.transfer(this.#id, message.id)
    if (!message.file || !place || this.#jobs.has(message.id) || this.#jobs.size >= limits.transfersAtOnce) return
    const job: Job = { stop: new AbortController(), meter: new Meter(core, this.#id, message.id), ended: Promise.resolve() }
    this.#jobs.set(message.id, job)
    job.ended = receive({
      connection,
      id: message.id,
      name: message.text,
      file: message.file,
      place,
      folder: downloads,
      keep: (place) => core.store.write((tx) => tx.setTransfer(this.#id, message.id, place)),
      isPart: (path) => core.store.read.isPart(path),
      onProgress: (at) => {
        this.#retryMs = retryFirstMs
        job.meter.moved(at)
      },
      signal: job.stop.signal,
    })
      .then((path) => this.#deps.say(message, { change: 'done', code: null }, { savedAs: savedName(path) }))
      .catch((thrown) => this.#broke(message, job, thrown))
      .catch((thrown) => {
        core.logger.warn('a file’s end was not stored', { error: String(thrown) })
        this.#hold(message.id)
      })
      .finally(() => {
        this.#jobs.delete(message.id)
        job.meter.stopped()
        this.follow()
      })
  }

  /** A connection that ended is no failure: it goes on with the next one. */
  async #broke(message: Message, { meter }: Job, thrown: unknown): Promise<void> {
    const { core } = this.#deps
    const { code } = toErrorData(thrown)
    this.#remember(message.id, meter.at)
    if (code === 'transfer-paused') this.#hold(message.id)
    if (code === 'not-connected' || code === 'cancelled' || code === 'transfer-paused' || code === 'peer-silent') return this.#dropIfOver(message.id)
    core.logger.info('a file failed', { error: toErrorData(thrown), cause: String((thrown as Error | null)?.cause ?? '') })
    await this.#deps.say(message, { change: 'fail', code }, { at: meter.at })
  }

  #hold(id: string): void {
    this.#held.add(id)
    this.#deps.core.clock.after(holdMs, () => {
      this.#held.delete(id)
      this.follow()
    })
  }

  /** Called off or forgotten: nothing of it stays. Paused: all of it does. */
  async #dropIfOver(id: string): Promise<void> {
    const { store, isOpen } = this.#deps.core
    if (!isOpen() || store.read.message(this.#id, id)?.file?.state === 'accepted') return
    const place = store.read.transfer(this.#id, id)
    if (place?.part && !store.read.isPart(place.part)) await dropPart(place)
  }

  #remember(id: string, at: number): void {
    const { core } = this.#deps
    if (!core.isOpen() || at === 0) return
    core.store
      .tidy((tx) => {
        const file = tx.read.message(this.#id, id)?.file
        if (file?.state === 'accepted') tx.setFile(this.#id, id, { ...file, at })
      })
      .then(
        () => emitStored(core, this.#id, [id]),
        (thrown) => core.logger.warn('progress was not stored', { error: String(thrown) }),
      )
  }
}
