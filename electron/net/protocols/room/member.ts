import type { Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import { remoteOf } from '../../core/addresses.ts'
import type { Clock } from '../../core/types.ts'
import { memberBytes, tlsHandshake } from './constants.ts'
import { LineIntake } from './line-intake.ts'
import { afterSilence } from './silence.ts'

export interface MemberEvents {
  readonly onLine: (member: Member, line: string) => void
  /** They left, or were dropped. Once. */
  readonly onGone: (member: Member) => void
  /** Its first byte begins a TLS record, and it has said no pseudonym: the socket is given back as it was, and this member is over. */
  readonly onSecure: (member: Member, socket: Socket) => void
}

/** A raw-socket program in the room. */
export class Member {
  /** Empty: has not said it yet. */
  name = ''
  /** What the room's log calls it; made once, since every line asks for it. */
  key = ''
  readonly remote: Address
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #events: MemberEvents
  readonly #intake = new LineIntake()
  #cancelSilence: (() => void) | null = null
  #isGone = false
  #isPaused = false
  #hasEnded = false
  /** Read, and not yet said. */
  #waiting: readonly string[] = []
  /** It did not read what was said to it. */
  wasSlow = false

  constructor(socket: Socket, clock: Clock, events: MemberEvents) {
    this.#socket = socket
    this.#clock = clock
    this.#events = events
    this.remote = remoteOf(socket)
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('error', () => {})
    socket.on('end', this.#onEnd)
    socket.on('close', () => this.#closed())
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Little waits for it. */
  get isFree(): boolean {
    return this.#socket.writableLength < memberBytes / 8
  }

  write(bytes: Buffer | string): void {
    if (this.#isGone) return
    this.#socket.write(bytes)
    if (this.#socket.writableLength <= memberBytes) return
    this.wasSlow = true
    this.#gone()
    this.#socket.destroy()
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    if (this.#isGone) return
    this.#isPaused = false
    const waiting = this.#waiting
    this.#waiting = []
    this.#take(waiting)
    if (this.#isPaused) return
    if (this.#hasEnded) this.#finished()
    else this.#socket.resume()
  }

  /** In order: what was written before still goes out. */
  leave(): void {
    this.#gone()
    this.#socket.end()
    this.#socket.resume()
    const cancel = this.#clock.after(goodbyeMs, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
  }

  readonly #onEnd = (): void => {
    this.#hasEnded = true
    if (!this.#isPaused) this.#finished()
  }

  /** A last line needs no end. */
  #finished(): void {
    this.#take(this.#intake.end())
    this.leave()
  }

  #hear(chunk: Buffer): void {
    if (this.name === '' && chunk[0] === tlsHandshake && !this.#intake.pending) return void this.#giveBack(chunk)
    this.#cancelSilence?.()
    this.#cancelSilence = null
    this.#take(this.#intake.push(chunk))
    if (!this.#intake.pending || this.#isGone) return
    this.#cancelSilence = afterSilence(
      this.#clock,
      () => !this.#isPaused,
      () => this.#take(this.#intake.silence()),
    )
  }

  #giveBack(chunk: Buffer): void {
    this.#isGone = true
    for (const event of ['data', 'close'] as const) this.#socket.removeAllListeners(event)
    this.#socket.off('end', this.#onEnd)
    this.#socket.pause()
    this.#socket.unshift(chunk)
    this.#socket.allowHalfOpen = false
    this.#events.onSecure(this, this.#socket)
  }

  #take(lines: readonly string[]): void {
    for (let at = 0; at < lines.length && !this.#isGone; at++) {
      if (this.#isPaused) {
        this.#waiting = [...this.#waiting, ...lines.slice(at)]
        return
      }
      this.#events.onLine(this, lines[at] ?? '')
    }
  }

  /** Also without an end, as by a reset: what had come of a last line is said, as it is at an end. */
  #closed(): void {
    if (this.name !== '') this.#take(this.#intake.end())
    this.#gone()
  }

  #gone(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#cancelSilence?.()
    this.#events.onGone(this)
  }
}

/** For the other side to take the last words, ms. */
const goodbyeMs = 1_000
