import type { TLSSocket } from 'node:tls'
import { AppError, toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId, PictureId, Profile } from '../../../../shared/model/person.ts'
import { localOf, remoteOf } from '../../core/addresses.ts'
import type { Closed, Logger } from '../../core/types.ts'
import { type AtOnce, arrange, type InTurn, isBatch, type Step } from './arrange.ts'
import { Checks } from './checks.ts'
import { goodbyeMs, protocolVersion } from './constants.ts'
import type { FrameSplitter } from './frame-splitter.ts'
import { FrameWriter } from './frame-writer.ts'
import { profileOf, writeFrame } from './frames.ts'
import { Keepalive } from './keepalive.ts'
import { Pings } from './pings.ts'
import { connectionError, theirRefusal } from './refusal.ts'
import type { Check, Checked, Dialled, GivenPicture, Hello, ReceivedEntry, SecureOptions, Session, SessionHandlers } from './types.ts'

export interface OpenConnection {
  readonly socket: TLSSocket
  readonly splitter: FrameSplitter
  /** What came in one read with their hello. */
  readonly early: readonly Uint8Array[]
  readonly earlyError: AppError | null
  readonly personId: PersonId
  readonly hello: Hello
  readonly said: Hello
  readonly aheadMs: number
  readonly outbound: boolean
  readonly dial: Dialled
}

/** An open session: see `Session`. */
export class PeerSession implements Session {
  readonly personId: PersonId
  readonly hello: Hello
  readonly said: Hello
  readonly aheadMs: number
  readonly outbound: boolean
  readonly dial: Dialled
  readonly remote: Address
  readonly local: Address
  readonly openedAt: number
  readonly #socket: TLSSocket
  readonly #splitter: FrameSplitter
  readonly #options: SecureOptions
  readonly #logger: Logger
  readonly #writer: FrameWriter
  readonly #keepalive: Keepalive
  readonly #pings: Pings
  readonly #checks: Checks
  #early: Pick<OpenConnection, 'early' | 'earlyError'> | null
  #handlers: SessionHandlers | null = null
  #closed: Closed | null = null
  #isTold = false
  #isBusy = false
  #acknowledged = 0

  constructor(open: OpenConnection, options: SecureOptions) {
    this.personId = open.personId
    this.hello = open.hello
    this.said = open.said
    this.aheadMs = open.aheadMs
    this.outbound = open.outbound
    this.dial = open.dial
    this.remote = remoteOf(open.socket)
    this.local = localOf(open.socket)
    this.openedAt = options.clock.monotonic()
    this.#socket = open.socket
    this.#splitter = open.splitter
    this.#early = open
    this.#options = options
    this.#logger = options.logger.child('session')
    this.#writer = new FrameWriter(open.socket, options.clock, () => this.#fail(new AppError('peer-silent', { problem: 'does not read' })))
    this.#pings = new Pings(options.clock, (nonce) => this.#sendPing(nonce))
    this.#checks = new Checks(options.clock)
    this.#keepalive = new Keepalive(options.clock, {
      ping: () => this.#pings.ping().catch(({ code }: AppError) => code === 'no-answer' && this.#tell((h) => h.onUnanswered())),
      unstable: (unstable) => this.#tell((h) => h.onUnstable(unstable)),
      dead: () => this.#fail(new AppError('peer-silent')),
    })
    open.socket.on('error', (error) => this.#finish(connectionError(error)))
    open.socket.on('end', () => this.#finish(new AppError('ECONNRESET')))
    open.socket.on('close', () => this.#finish(new AppError('ECONNRESET')))
  }

  start(handlers: SessionHandlers): void {
    if (this.#handlers) return
    this.#handlers = handlers
    setImmediate(() => this.#begin())
  }

  sendEntries(frames: readonly Uint8Array[]): boolean {
    return this.#writer.inOrder(frames)
  }

  drained(): Promise<void> {
    return this.#writer.drained()
  }

  acknowledge(seq: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, seq)
    if (this.#acknowledged > 0) this.#writer.latest({ type: 'ack', seq: this.#acknowledged })
  }

  requestResend(from: number): void {
    this.#writer.latest({ type: 'resend', from })
  }

  sendGone(upTo: number): void {
    this.#writer.inOrder([writeFrame({ type: 'gone', upTo })])
  }

  sendRead(messageId: string): void {
    this.#writer.latest({ type: 'read', messageId })
  }

  sendTyping(typing: boolean): void {
    this.#writer.latest({ type: 'typing', typing })
  }

  sendProfile({ name, color, picture }: Profile): void {
    this.#writer.latest({ type: 'profile', profile: { name, color, picture } })
  }

  wantPicture(picture: PictureId): void {
    this.#writer.latest({ type: 'wanted', picture })
  }

  sendPicture({ id, bytes }: GivenPicture): void {
    this.#writer.latest({ type: 'picture', id, bytes })
  }

  ping(): Promise<number> {
    return this.#closed ? Promise.reject(new AppError('not-connected')) : this.#pings.ping()
  }

  check({ what, port, token }: Check): Promise<Checked> {
    if (this.#closed) return Promise.reject(new AppError('not-connected'))
    return this.#checks.ask((nonce) => this.#writer.latest({ type: 'check', nonce, what, port, token }))
  }

  probe(): void {
    this.ping().catch(() => {
      if (!this.#isBusy) this.#fail(new AppError('peer-silent'))
    })
  }

  close(reason?: 'replaced' | 'quit' | 'blocked'): void {
    if (this.#closed) return
    this.#writer.end({ type: 'bye', reason: reason === 'blocked' ? null : (reason ?? null) })
    this.#finish(null)
  }

  #begin(): void {
    if (this.#closed) {
      this.#tellClosed(this.#closed)
      return
    }
    this.#keepalive.start()
    this.#socket.on('readable', () => this.#read())
    const early = this.#early
    this.#early = null
    if (early) this.#take(early.early, early.earlyError)
    this.#read()
  }

  #read(): void {
    while (!this.#isBusy && !this.#closed) {
      const chunk = this.#socket.read() as Buffer | null
      if (chunk === null) return
      this.#keepalive.heard()
      const { frames, error } = this.#splitter.push(chunk)
      this.#take(frames, error)
    }
  }

  /** All that came in one read. */
  #take(frames: readonly Uint8Array[], splitError: AppError | null): void {
    const { atOnce, steps, error } = arrange(frames)
    for (const frame of atOnce) this.#answer(frame)
    const fault = error ?? splitError
    if (steps.length > 0) void this.#run(steps, fault)
    else if (fault) this.#fail(fault)
  }

  #answer(frame: AtOnce): void {
    if (frame.type === 'ack') this.#tell((h) => h.onAcknowledged(frame.seq))
    else if (frame.type === 'resend') this.#tell((h) => h.onResend(frame.from))
    else if (frame.type === 'ping') this.#writer.latest({ type: 'pong', nonce: frame.nonce })
    else if (frame.type === 'pong') this.#measured(this.#pings.answered(frame.nonce))
    else if (frame.type === 'checked') this.#checks.answered(frame.nonce, frame)
    else this.#doCheck(frame)
  }

  #doCheck({ nonce, what, port, token }: Extract<AtOnce, { type: 'check' }>): void {
    const answer = (checked: Checked | null) => void (checked && this.#writer.latest({ type: 'checked', nonce, ...checked }))
    this.#tell((h) => h.onCheck({ what, port, token }).then(answer))
  }

  /** In wire order; nothing more is read until it is done. */
  async #run(steps: readonly Step[], error: AppError | null): Promise<void> {
    this.#isBusy = true
    this.#keepalive.pause()
    for (const step of steps) {
      if (this.#closed) return
      if (isBatch(step)) await this.#handOver(step)
      else await this.#deliver(step)
    }
    this.#isBusy = false
    if (this.#closed) return
    if (error) {
      this.#fail(error)
      return
    }
    this.#keepalive.resume()
    this.#read()
  }

  async #handOver(entries: readonly ReceivedEntry[]): Promise<void> {
    try {
      await this.#handlers?.onEntries(entries)
    } catch (thrown) {
      this.#logger.error('entries not taken', { error: toErrorData(thrown) })
      this.#fail(new AppError('internal', { cause: 'entries not taken' }, { cause: thrown }))
    }
  }

  #deliver(step: InTurn): unknown {
    if (step.type === 'gone') return this.#tell((h) => h.onGone(step.upTo))
    if (step.type === 'read') return this.#tell((h) => h.onRead(step.messageId))
    if (step.type === 'profile') return this.#tell((h) => h.onProfile(profileOf(step.profile)))
    if (step.type === 'typing') this.#tell((h) => h.onTyping(step.typing))
    else if (step.type === 'wanted') this.#tell((h) => h.onWanted(step.picture))
    else if (step.type === 'picture') this.#tell((h) => h.onPicture({ id: step.id, bytes: step.bytes }))
    else this.#finishByThem(step.type === 'bye' ? null : theirRefusal(step))
    return undefined
  }

  /** In order, or because they found a fault. */
  #finishByThem(error: AppError | null): void {
    this.#writer.end(null)
    this.#finish(error)
  }

  #sendPing(nonce: number): void {
    this.#writer.latest({ type: 'ping', nonce })
    this.#writer.flush()
  }

  #measured(rtt: number | null): void {
    if (rtt !== null) this.#tell((h) => h.onRtt(rtt))
  }

  /** A fault of theirs: told to them, told to the owner. */
  #fail(error: AppError): void {
    if (this.#closed) return
    this.#writer.end({ type: 'error', code: error.code, version: protocolVersion })
    this.#finish(error)
  }

  /** Once. The socket gets `goodbyeMs` to say goodbye. */
  #finish(error: AppError | null): void {
    if (this.#closed) return
    this.#closed = { error: error?.toData() ?? null }
    this.#keepalive.stop()
    this.#pings.stop()
    this.#checks.stop()
    this.#writer.stop()
    this.#socket.removeAllListeners('readable')
    this.#socket.resume()
    if (error && !this.#socket.writableEnded) this.#socket.destroy()
    const cancel = this.#options.clock.after(goodbyeMs, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
    this.#logger.info('closed', { code: error?.code ?? null })
    this.#tellClosed(this.#closed)
  }

  #tellClosed(closed: Closed): void {
    if (!this.#handlers || this.#isTold) return
    this.#isTold = true
    this.#tell((h) => h.onClosed(closed))
  }

  /** A handler's fault stays out of the socket's callbacks. */
  #tell(call: (handlers: SessionHandlers) => unknown): unknown {
    if (!this.#handlers) return undefined
    const failed = (thrown: unknown) => this.#logger.error('handler failed', { error: toErrorData(thrown) })
    try {
      const told = call(this.#handlers)
      return told instanceof Promise ? told.catch(failed) : undefined
    } catch (thrown) {
      return failed(thrown)
    }
  }
}
