import type { Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import type { ClientRow, CloseReason } from '../../../../shared/model/diagnostics.ts'
import { normaliseHost } from '../../core/addresses.ts'
import type { Clock } from '../../core/types.ts'
import { upperCase } from '../answer.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { beginning, preview } from '../preview.ts'
import { finAt, finMayBeginAt } from './fin.ts'
import { RecentTimes } from './recent-times.ts'

/** How all connections of one server are answered. */
export interface House {
  /** Where all of them arrive; null: at any address, so each is asked for its own. */
  local: Address | null
  readonly clock: Clock
  readonly type: 'echo' | 'prefix' | 'text' | 'upper' | 'delay' | 'discard'
  /** Of `prefix` and `text`. */
  readonly text: Buffer
  readonly delayMs: number
  readonly once: boolean
  readonly untilFin: boolean
  readonly idleMs: number
  readonly onChange: (link: ClientLink) => void
  readonly onClosed: (link: ClientLink) => void
}

const goodbye = Buffer.from('Au revoir')
/** A piece that may become FIN waits this long for the rest, ms. */
const finWaitMs = 50
/** A look at the clock is dear beside a small answer: it is taken for the first ones, then for one in so many (a mask). */
const alwaysTimed = 64
const timedOneIn = 15

interface Delayed {
  readonly dueMs: number
  readonly arrivedMs: number
  readonly bytes: Buffer
}

const link = Symbol('link')
type Linked = Socket & { [link]: ClientLink }
const linked = (socket: Socket): Linked => socket as Linked

/** Shared by all connections: functions of their own would be a good part of what an idle one costs. */
function onData(this: Socket, chunk: Buffer): void {
  linked(this)[link].read(chunk)
}
function onEnd(this: Socket): void {
  linked(this)[link].ended()
}
function onError(this: Socket): void {
  linked(this)[link].reset()
}
function onClose(this: Socket): void {
  linked(this)[link].over()
}
function onDrain(this: Socket): void {
  linked(this)[link].drained()
}

/** The same few hosts again and again: one string each. */
let [lastRaw, lastHost] = ['', '']
function hostOf(raw = ''): string {
  if (raw !== lastRaw) [lastRaw, lastHost] = [raw, normaliseHost(raw)]
  return lastHost
}

/** One connection to the server, from its first byte to its last. What was read is what is written: no copy, and nothing is allocated per piece. */
export class ClientLink {
  readonly number: number
  bytesIn = 0
  bytesOut = 0
  chunksIn = 0
  chunksOut = 0
  /** In the next batch already. */
  told = false
  readonly #house: House
  readonly #socket: Socket
  readonly #openedAt: number
  readonly #remoteHost: string
  readonly #remotePort: number
  readonly #localHost: string
  readonly #localPort: number
  #times: RecentTimes | null = null
  /** As the last sweep found it: what came since is told by the pieces that were counted then. */
  #lastMs: number
  #chunksAtSweep = 0
  #lastChunk: Buffer | null = null
  #lastBytes = 0
  #blockedAtMs = 0
  #blocked = false
  #hearsDrain = false
  #finishing: CloseReason | null = null
  #theyEnded = false
  #closedAt: number | null = null
  #delayed: Delayed[] | null = null
  #delayedBytes = 0
  #held: Buffer | null = null
  #cancelTimer: (() => void) | null = null

  constructor(number: number, socket: Socket, house: House) {
    this.number = number
    this.#house = house
    this.#socket = socket
    this.#openedAt = house.clock.now()
    this.#lastMs = house.clock.monotonic()
    this.#remoteHost = hostOf(socket.remoteAddress)
    this.#remotePort = socket.remotePort ?? 0
    this.#localHost = house.local?.host ?? hostOf(socket.localAddress)
    this.#localPort = house.local?.port ?? socket.localPort ?? 0
    linked(socket)[link] = this
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  }

  get open(): boolean {
    return this.#closedAt === null
  }

  get row(): ClientRow {
    return {
      number: this.number,
      remote: { host: this.#remoteHost, port: this.#remotePort },
      local: { host: this.#localHost, port: this.#localPort },
      openedAt: this.#openedAt,
      closedAt: this.#closedAt,
      closeReason: this.#closedAt === null ? null : (this.#finishing ?? 'left'),
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      chunksIn: this.chunksIn,
      chunksOut: this.chunksOut,
      lastChunkBytes: this.#lastBytes,
      lastMessage: preview(this.#lastChunk, this.#lastBytes),
      echoP50Ms: this.#times?.p50 ?? null,
      slow: this.#blocked,
    }
  }

  /** Cuts the connection now. */
  cut(reason: CloseReason): void {
    if (!this.open) return
    this.#finishing ??= reason
    this.#socket.destroy()
  }

  /** Called about once a second. */
  sweep(nowMs: number): void {
    if (this.#finishing !== null) {
      if (nowMs - this.#lastMs >= limits.lingerMs) this.#socket.destroy()
    } else if (this.chunksIn !== this.#chunksAtSweep) {
      this.#chunksAtSweep = this.chunksIn
      this.#lastMs = nowMs
    } else if (this.#blocked) {
      if (nowMs - this.#blockedAtMs >= this.#house.idleMs) this.#giveUp('not-reading')
    } else if (this.#delayed === null && nowMs - this.#lastMs >= this.#house.idleMs) this.#giveUp('idle')
  }

  /** A reset: what it never reads need not wait in the system either. */
  #giveUp(reason: CloseReason): void {
    this.#finishing = reason
    this.#socket.resetAndDestroy()
  }

  read(chunk: Buffer): void {
    if (this.#finishing !== null) return
    const { length } = chunk
    this.bytesIn += length
    this.chunksIn++
    this.#lastBytes = length
    this.#lastChunk = beginning(chunk)
    if (this.#house.untilFin) this.#readUntilFin(chunk)
    else this.#answer(chunk)
    if (!this.told) this.#house.onChange(this)
  }

  #readUntilFin(piece: Buffer): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const bytes = this.#held ? Buffer.concat([this.#held, piece]) : piece
    this.#held = null
    const fin = finAt(bytes)
    if (fin !== -1) {
      if (fin > 0) this.#answer(bytes.subarray(0, fin))
      this.#flushDelayed()
      this.#write(goodbye)
      return void this.#finish('fin')
    }
    const may = finMayBeginAt(bytes)
    if (may > 0) this.#answer(bytes.subarray(0, may))
    if (may === -1) return void this.#answer(bytes)
    this.#held = bytes.subarray(may)
    this.#cancelTimer = this.#house.clock.after(finWaitMs, () => this.#release())
  }

  /** It did not become FIN. */
  #release(): void {
    this.#cancelTimer = null
    const held = this.#held
    this.#held = null
    if (held && this.#finishing === null && this.open) this.#answer(held)
  }

  #answer(chunk: Buffer): void {
    const { type, text, once, delayMs, clock } = this.#house
    const timed = type === 'delay' || this.chunksIn <= alwaysTimed || (this.chunksIn & timedOneIn) === 0
    const nowMs = timed ? clock.monotonic() : 0
    switch (type) {
      case 'echo':
        this.#write(chunk)
        break
      case 'prefix':
        this.#writeBoth(text, chunk)
        break
      case 'text':
        this.#write(text)
        break
      case 'upper':
        this.#write(upperCase(chunk))
        break
      case 'delay':
        return void this.#delay({ dueMs: nowMs + delayMs, arrivedMs: nowMs, bytes: chunk })
      case 'discard':
        break
    }
    if (timed && type !== 'discard') this.#took(clock.monotonic() - nowMs)
    if (once) this.#finish('once')
  }

  #write(bytes: Buffer): void {
    this.bytesOut += bytes.length
    this.chunksOut++
    if (!this.#socket.write(bytes)) this.#pause()
  }

  /** In one segment, as far as it fits. */
  #writeBoth(head: Buffer, bytes: Buffer): void {
    this.bytesOut += head.length + bytes.length
    this.chunksOut++
    this.#socket.cork()
    this.#socket.write(head)
    const below = this.#socket.write(bytes)
    this.#socket.uncork()
    if (!below) this.#pause()
  }

  /** Reads no further until what was written is out. Only what the system did not take at once says that they are slow. */
  #pause(): void {
    this.#socket.pause()
    if (this.#socket.writableLength > 0 && !this.#blocked) {
      this.#blocked = true
      this.#blockedAtMs = this.#house.clock.monotonic()
    }
    if (this.#hearsDrain) return
    this.#hearsDrain = true
    this.#socket.on('drain', onDrain)
  }

  drained(): void {
    if (this.#delayedBytes < limits.delayedBytes) this.#socket.resume()
    if (!this.#blocked) return
    this.#blocked = false
    this.#lastMs = this.#house.clock.monotonic()
    this.#house.onChange(this)
  }

  #took(ms: number): void {
    this.#times ??= new RecentTimes()
    this.#times.add(ms)
  }

  #delay(delayed: Delayed): void {
    this.#delayed ??= []
    this.#delayed.push(delayed)
    this.#delayedBytes += delayed.bytes.length
    if (this.#delayedBytes >= limits.delayedBytes) this.#socket.pause()
    if (this.#delayed.length === 1) this.#waitForDelayed()
  }

  #waitForDelayed(): void {
    const next = this.#delayed?.[0]
    if (next) this.#house.clock.after(Math.max(0, next.dueMs - this.#house.clock.monotonic()), () => this.#sendDelayed())
  }

  #sendDelayed(): void {
    const next = this.#delayed?.shift()
    if (!next || !this.open) return
    this.#delayedBytes -= next.bytes.length
    this.#lastMs = this.#house.clock.monotonic()
    this.#write(next.bytes)
    this.#took(this.#lastMs - next.arrivedMs)
    this.#house.onChange(this)
    if (this.#house.once) return void this.#finish('once')
    if (this.#delayed?.length === 0) this.#delayed = null
    else this.#waitForDelayed()
    if (this.#delayedBytes < limits.delayedBytes && !this.#blocked) this.#socket.resume()
    if (this.#theyEnded && this.#delayed === null) this.#socket.end()
  }

  #flushDelayed(): void {
    for (const { bytes } of this.#delayed ?? []) this.#write(bytes)
    this.#delayed = null
    this.#delayedBytes = 0
  }

  /** Our last word is said. What they still send is read and dropped: unread bytes would make the system cut off our answer. */
  #finish(reason: CloseReason): void {
    this.#finishing = reason
    this.#delayed = null
    this.#lastMs = this.#house.clock.monotonic()
    this.#socket.end()
    this.#socket.resume()
  }

  ended(): void {
    this.#theyEnded = true
    this.#cancelTimer?.()
    this.#release()
    if (this.#delayed === null) this.#socket.end()
  }

  reset(): void {
    this.#finishing ??= 'reset'
  }

  /** The connection is gone. */
  over(): void {
    if (this.#closedAt !== null) return
    this.#closedAt = this.#house.clock.now()
    this.#blocked = false
    this.#cancelTimer?.()
    this.#delayed = null
    this.#held = null
    this.#house.onClosed(this)
  }
}
