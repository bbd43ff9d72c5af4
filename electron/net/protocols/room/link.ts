import type { TLSSocket } from 'node:tls'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { remoteOf } from '../../core/addresses.ts'
import { fromNodeError } from '../../core/errors.ts'
import type { Clock } from '../../core/types.ts'
import { FrameSplitter } from '../secure-peer/frame-splitter.ts'
import { memberBytes, mostPings, pingMs, silentMs } from './constants.ts'
import { type RoomFrame, readFrame, writeFrame } from './frames.ts'

export interface LinkEvents {
  readonly onFrame: (frame: RoomFrame) => void
  /** Once. null: in order. */
  readonly onClosed: (error: AppError | null) => void
}

/** For the other side to take the last words, ms. */
const goodbyeMs = 1_000

/** Frames over one TLS socket: both sides of a room use it. Bounded: past `memberBytes` waiting, it is closed with `peer-silent`. */
export class RoomLink {
  readonly remote: Address
  readonly #socket: TLSSocket
  readonly #clock: Clock
  readonly #events: LinkEvents
  readonly #splitter = new FrameSplitter()
  /** Under way, oldest first: answers come in the order of what they answer. */
  readonly #pings: { readonly sentAt: number; readonly answered: (rttMs: number | AppError) => void }[] = []
  #closed = false
  #heardAt: number
  #cancel: () => void = () => {}

  constructor(socket: TLSSocket, clock: Clock, events: LinkEvents) {
    this.#socket = socket
    this.#clock = clock
    this.#events = events
    this.#heardAt = clock.monotonic()
    this.remote = remoteOf(socket)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#close(fromNodeError(error)))
    socket.on('close', () => this.#close(new AppError('ECONNRESET')))
    socket.on('end', () => this.#close(new AppError('ECONNRESET')))
    this.#watch()
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Nothing waits to be sent that would be worth waiting for. */
  get isFree(): boolean {
    return this.#socket.writableLength < memberBytes / 8
  }

  onceFree(then: () => void): void {
    if (this.isFree) setImmediate(then)
    else this.#socket.once('drain', then)
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return
    this.#socket.write(bytes)
    if (this.#socket.writableLength > memberBytes) this.fail(new AppError('peer-silent', { waiting: this.#socket.writableLength }))
  }

  send(frame: RoomFrame): void {
    this.write(writeFrame(frame))
  }

  /** The round trip, ms. Rejects `AppError` queue-full, not-connected. */
  ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new AppError('not-connected'))
      if (this.#pings.length >= mostPings) return reject(new AppError('queue-full'))
      const answered = (result: number | AppError) => (typeof result === 'number' ? resolve(result) : reject(result))
      this.#pings.push({ sentAt: this.#clock.monotonic(), answered })
      this.send({ type: 'ping' })
    })
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#closed) this.#socket.resume()
  }

  /** In order, after what waits. */
  end(reason: string): void {
    if (this.#closed) return
    this.#socket.end(writeFrame({ type: 'bye', reason }))
    this.#close(null)
  }

  fail(error: AppError): void {
    this.#close(error)
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#heardAt = this.#clock.monotonic()
    const { frames, error } = this.#splitter.push(chunk)
    try {
      for (const bytes of frames) {
        if (this.#closed) return
        const frame = readFrame(bytes)
        if (frame.type === 'ping') this.send({ type: 'pong' })
        else if (frame.type === 'pong') this.#answered()
        else if (frame.type !== 'ignored') this.#events.onFrame(frame)
      }
      if (error) throw error
    } catch (thrown) {
      this.fail(thrown instanceof AppError ? thrown : new AppError('internal', {}, { cause: thrown }))
    }
  }

  #answered(): void {
    const ping = this.#pings.shift()
    ping?.answered(this.#clock.monotonic() - ping.sentAt)
  }

  #watch(): void {
    this.#cancel = this.#clock.after(pingMs, () => {
      const silence = this.#clock.monotonic() - this.#heardAt
      if (silence >= silentMs) return this.fail(new AppError('peer-silent'))
      if (silence >= pingMs / 2) this.ping().catch(() => {})
      this.#watch()
    })
  }

  #close(error: AppError | null): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancel()
    for (const { answered } of this.#pings.splice(0)) answered(new AppError('not-connected'))
    this.#socket.removeAllListeners('data')
    this.#socket.resume()
    const cancel = this.#clock.after(goodbyeMs, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
    this.#events.onClosed(error)
  }
}
