import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { ThroughputGuest } from '../../../../shared/model/throughput.ts'
import { normaliseHost } from '../../core/addresses.ts'
import type { Clock } from '../../core/types.ts'
import { greeting, throughputLimits as limits } from './constants.ts'
import { type Lines, readLine } from './lines.ts'
import { pump } from './pump.ts'

type Phase = 'none' | 'up' | 'down'

/** One test as its server sees it: a connection that says what is to happen, and those that carry the bytes. */
export class Guest {
  readonly token = randomBytes(16).toString('hex')
  readonly number: number
  readonly host: string
  readonly #control: Socket
  readonly #clock: Clock
  readonly #onChange: () => void
  readonly #startedAt: number
  readonly #data = new Set<Socket>()
  readonly #pumps: (() => void)[] = []
  #endedAt: number | null = null
  #phase: Phase = 'none'
  #phaseMs = 0
  #phaseBytes = 0
  #binMs = 0
  #binBytes = 0
  #cancelBin: () => void = () => {}
  #cancelEnd: () => void = () => {}
  #cancelIdle: () => void = () => {}
  #phases = 0
  #connections = 0
  #bytesIn = 0
  #bytesOut = 0
  #reflectedSecond = 0
  #reflected = 0

  constructor(number: number, control: Socket, lines: Lines, clock: Clock, onChange: () => void) {
    this.number = number
    this.host = normaliseHost(control.remoteAddress ?? '')
    this.#control = control
    this.#clock = clock
    this.#onChange = onChange
    this.#startedAt = clock.now()
    lines.onLine = (line) => this.#obey(line)
    control.on('close', () => this.end())
    control.write(`${greeting} ${this.token}\n`)
    this.#awaitWord()
  }

  get row(): ThroughputGuest {
    return {
      number: this.number,
      host: this.host,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      connections: this.#connections,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    }
  }

  get isOver(): boolean {
    return this.#endedAt !== null
  }

  /** A connection that has shown the token. */
  attach(socket: Socket, lines: Lines): void {
    if (this.isOver || this.#data.size >= limits.connectionsMost || normaliseHost(socket.remoteAddress ?? '') !== this.host) return void socket.destroy()
    this.#data.add(socket)
    this.#connections++
    socket.on('close', () => this.#data.delete(socket))
    lines.rest((bytes) => this.#count(bytes.length))
    if (this.#phase === 'down') this.#send(socket)
    this.#onChange()
  }

  /** May a datagram of theirs be answered? */
  mayReflect(): boolean {
    const second = Math.floor(this.#clock.monotonic() / 1_000)
    this.#reflected = second === this.#reflectedSecond ? this.#reflected + 1 : 1
    this.#reflectedSecond = second
    return !this.isOver && this.#reflected <= limits.reflections
  }

  end(): void {
    if (this.isOver) return
    this.#endedAt = this.#clock.now()
    this.#stopPhase()
    this.#cancelIdle()
    this.#control.destroy()
    this.#onChange()
  }

  #awaitWord(): void {
    this.#cancelIdle()
    this.#cancelIdle = this.#clock.after(limits.idleGuestMs, () => this.end())
  }

  #obey(line: string): void {
    const said = readLine(line)
    if (said?.word === 'UP') this.#begin('up', limits.secondsMost)
    else if (said?.word === 'DOWN') this.#begin('down', Math.min(said.numbers[0] ?? limits.seconds, limits.secondsMost))
    else if (said?.word === 'END') this.#finish()
    else this.end()
  }

  #begin(phase: 'up' | 'down', seconds: number): void {
    if (++this.#phases > limits.phases) return void this.end()
    // Only a load gives more time: there are two of them, and words without end.
    this.#awaitWord()
    if (this.#phase !== 'none') this.#stopPhase()
    this.#phase = phase
    this.#phaseMs = this.#clock.monotonic()
    this.#binMs = this.#phaseMs
    this.#phaseBytes = 0
    this.#binBytes = 0
    this.#cancelEnd = this.#clock.after(seconds * 1_000 + (phase === 'up' ? limits.binMs : 0), () => this.#finish())
    this.#control.write('READY\n')
    if (phase === 'up') this.#nextBin()
    else for (const socket of this.#data) this.#send(socket)
  }

  #nextBin(): void {
    const due = this.#binMs + limits.binMs
    this.#cancelBin = this.#clock.after(Math.max(1, due - this.#clock.monotonic()), () => {
      this.#tellBin()
      this.#nextBin()
    })
  }

  /** Where it begins within the phase, how long it is, and what came. */
  #tellBin(): void {
    const now = this.#clock.monotonic()
    if (now - this.#binMs < 1) return
    this.#control.write(`BIN ${Math.round(this.#binMs - this.#phaseMs)} ${Math.round(now - this.#binMs)} ${this.#binBytes}\n`)
    this.#binMs = now
    this.#binBytes = 0
    this.#onChange()
  }

  #count(bytes: number): void {
    this.#bytesIn += bytes
    if (this.#phase !== 'up') return
    this.#phaseBytes += bytes
    this.#binBytes += bytes
    if (this.#phaseBytes >= limits.bytes) this.#finish()
  }

  #send(socket: Socket): void {
    const more = () => this.#phase === 'down' && this.#phaseBytes < limits.bytes
    this.#pumps.push(
      pump(socket, more, (bytes) => {
        this.#phaseBytes += bytes
        this.#bytesOut += bytes
      }),
    )
  }

  #finish(): void {
    if (this.#phase === 'none') return
    if (this.#phase === 'up') this.#tellBin()
    this.#stopPhase()
    this.#control.write('DONE\n')
    this.#onChange()
  }

  #stopPhase(): void {
    this.#phase = 'none'
    this.#cancelBin()
    this.#cancelEnd()
    for (const stop of this.#pumps.splice(0)) stop()
    for (const socket of this.#data) socket.resetAndDestroy()
    this.#data.clear()
  }
}
