import type { Socket } from 'node:net'
import type { ErrorCode } from '../../../../shared/errors.ts'
import { fromNodeError } from '../../core/errors.ts'
import type { Clock } from '../../core/types.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { type Reply, ReplyReader } from './reply-reader.ts'

/** Our end is closed this long after theirs should have been. ms */
const farewellMs = 500

interface TalkOptions {
  readonly replyTimeoutMs: number
  /** Each message in two writes. */
  readonly split: boolean
}

export interface TalkEvents {
  readonly onReply: (reply: Reply, atMs: number) => void
  /** Nobody answered this one in time; it may still. */
  readonly onTimeout: (seq: number) => void
  /** Nothing more comes. `code`: how they cut it; null: they ended it in order. */
  readonly onEnd: (code: ErrorCode | null) => void
}

interface Sent {
  readonly seq: number
  readonly atMs: number
  readonly bytes: number
  timedOut: boolean
}

/** One connection: what was sent on it, the answers as they become whole, and the time each has. */
export class Talk {
  readonly socket: Socket
  readonly reader = new ReplyReader()
  ended = false
  readonly #clock: Clock
  readonly #options: TalkOptions
  readonly #events: TalkEvents
  readonly #sent: Sent[] = []
  #bytes = 0
  #cancelSilence: (() => void) | null = null
  #cancelTimeout: (() => void) | null = null
  #code: ErrorCode | null = null
  /** The second half of a split message. */
  #rest: Buffer | null = null
  #cancelRest: (() => void) | null = null

  constructor(socket: Socket, clock: Clock, options: TalkOptions, events: TalkEvents) {
    this.socket = socket
    this.#clock = clock
    this.#options = options
    this.#events = events
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('end', () => this.#over())
    socket.on('error', (error) => {
      this.#code = fromNodeError(error).code
    })
    socket.on('close', () => this.#over())
  }

  /** Messages without an answer yet. */
  get waiting(): number {
    return this.#sent.length
  }

  /** Messages whose time is not over yet. */
  get hopeful(): number {
    return this.#sent.reduce((n, each) => n + Number(!each.timedOut), 0)
  }

  /** Answers when it went out; null: too much is on its way, or nobody is there any more. */
  send(seq: number, bytes: Buffer): number | null {
    if (this.ended || this.#sent.length >= limits.outstanding || this.#bytes + bytes.length > limits.outstandingBytes) return null
    this.#writeRest()
    this.reader.expect(seq, bytes)
    const atMs = this.#clock.monotonic()
    if (this.#options.split && bytes.length > 1) this.#writeHalf(bytes)
    else this.socket.write(bytes)
    this.#sent.push({ seq, atMs, bytes: bytes.length, timedOut: false })
    this.#bytes += bytes.length
    if (this.#cancelTimeout === null) this.#awaitNext()
    return atMs
  }

  /** Says FIN, and goes on listening. */
  halfClose(): void {
    this.#writeRest()
    this.socket.end()
  }

  /** Cuts it: what they still have to say is refused. */
  reset(): void {
    this.#writeRest()
    this.#code = 'cancelled'
    this.socket.resetAndDestroy()
  }

  /** Ends it in order; their last words are heard out, not for long. */
  close(): void {
    this.#writeRest()
    this.#stopTimers()
    this.ended = true
    this.socket.end()
    this.socket.resume()
    const cancel = this.#clock.after(farewellMs, () => this.socket.destroy())
    this.socket.once('close', cancel)
  }

  #writeHalf(bytes: Buffer): void {
    const half = Math.ceil(bytes.length / 2)
    this.socket.write(bytes.subarray(0, half))
    this.#rest = bytes.subarray(half)
    this.#cancelRest = this.#clock.after(limits.splitPauseMs, () => this.#writeRest())
  }

  #writeRest(): void {
    this.#cancelRest?.()
    this.#cancelRest = null
    const rest = this.#rest
    this.#rest = null
    if (rest && !this.ended) this.socket.write(rest)
  }

  #read(chunk: Buffer): void {
    const atMs = this.#clock.monotonic()
    if (this.ended) return
    for (const reply of this.reader.push(chunk)) this.#answered(reply, atMs)
    this.#cancelSilence?.()
    this.#cancelSilence = this.reader.undecided && this.waiting > 0 ? this.#clock.after(limits.replySilenceMs, () => this.#silent(atMs)) : null
  }

  /** The answer was whole when its last piece came, not when the silence had lasted. */
  #silent(lastMs: number): void {
    this.#cancelSilence = null
    const reply = this.reader.settle()
    if (reply) this.#answered(reply, lastMs)
  }

  #answered(reply: Reply, atMs: number): void {
    const sent = this.#sent.shift()
    this.#bytes -= sent?.bytes ?? 0
    this.#cancelTimeout?.()
    this.#cancelTimeout = null
    this.#awaitNext()
    this.#events.onReply(reply, atMs)
  }

  #awaitNext(): void {
    const next = this.#sent.find((each) => !each.timedOut)
    if (!next) {
      this.#cancelTimeout = null
      return
    }
    this.#cancelTimeout = this.#clock.after(Math.max(0, next.atMs + this.#options.replyTimeoutMs - this.#clock.monotonic()), () => {
      next.timedOut = true
      this.#awaitNext()
      this.#events.onTimeout(next.seq)
    })
  }

  #over(): void {
    if (this.ended) return
    this.ended = true
    const atMs = this.#clock.monotonic()
    const half = this.waiting > 0 ? this.reader.settle() : null
    this.#stopTimers()
    if (half) this.#answered(half, atMs)
    this.#stopTimers()
    this.socket.end()
    this.#events.onEnd(this.#code)
  }

  #stopTimers(): void {
    this.#cancelSilence?.()
    this.#cancelTimeout?.()
    this.#cancelRest?.()
    this.#cancelRest = null
    this.#cancelSilence = null
    this.#cancelTimeout = null
  }
}
