import type { RemoteInfo, Socket } from 'node:dgram'
import type { Address } from '../../../../shared/model/address.ts'
import type { EchoServerOptions, SenderRow, ServerTotals } from '../../../../shared/model/diagnostics.ts'
import { systemClock } from '../../core/clock.ts'
import type { Clock } from '../../core/types.ts'
import { checkAnswer, upperCase } from '../answer.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { Batches } from '../measure/batches.ts'
import { beginning } from '../preview.ts'
import type { ServerHooks } from '../tcp-echo/server.ts'
import { type Bound, bindAt } from './bind.ts'
import { isFreshProbe, isReflectedProbe, reflect, sessionOf } from './packet.ts'
import { Sender } from './sender.ts'

/** Echo, daytime, quote of the day, character generator: they answer anything, so two of them never stop (RFC 862, 864, 865, 867). */
const answeringPorts: ReadonlySet<number> = new Set([7, 13, 17, 19])
/** What became of a send costs a turn of the event loop: it is asked for the first ones of each sender, then for one in so many (a mask). */
const alwaysAsked = 64
const askedOneIn = 15
/** Those silent for longest make room for others, so many at once. */
const makesRoomFor = 256

export interface UdpEchoServer {
  readonly address: Address
  readonly totals: ServerTotals
  /** By number. */
  readonly rows: readonly SenderRow[]
  readonly stop: () => Promise<void>
}

/** Rejects `AppError`: see `listenAt`; `bad-argument`. */
export async function startUdpEchoServer(options: EchoServerOptions, hooks: ServerHooks<SenderRow> = {}): Promise<UdpEchoServer> {
  checkAnswer(options.answer)
  const bound = await bindAt(options)
  const reflector = new Reflector(options, hooks, bound)
  return {
    address: bound.address,
    get totals() {
      return reflector.totals
    },
    get rows() {
      return reflector.rows
    },
    stop: () => reflector.stop(),
  }
}

class Reflector {
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #onProgress: ServerHooks<SenderRow>['onProgress']
  readonly #type: EchoServerOptions['answer']['type']
  readonly #text: Buffer
  readonly #delayMs: number
  readonly #ownPort: number
  readonly #batches: Batches
  readonly #senders = new Map<string, Map<number, Sender>>()
  #known = 0
  #number = 0
  #lastSender: Sender | null = null
  #changed: Sender[] = []
  #windowMs = Number.NEGATIVE_INFINITY
  #farInWindow = 0
  #delayedBytes = 0
  #stopped = false
  readonly #totals = { refused: 0, bytesIn: 0, bytesOut: 0, chunksIn: 0, chunksOut: 0, sendErrors: 0 }
  readonly #sent = (error: Error | null) => {
    if (error) this.#totals.sendErrors++
  }

  constructor({ answer }: EchoServerOptions, { onProgress, clock = systemClock }: ServerHooks<SenderRow>, { socket, address }: Bound) {
    this.#socket = socket
    this.#clock = clock
    this.#onProgress = onProgress
    this.#type = answer.type
    this.#text = Buffer.from(answer.type === 'prefix' || answer.type === 'text' ? answer.text : '')
    this.#delayMs = answer.type === 'delay' ? answer.ms : 0
    this.#ownPort = address.port
    this.#batches = new Batches(clock, () => this.#tell())
    socket.on('error', (error) => this.#sent(error))
    socket.on('message', (bytes, from) => this.#heard(bytes, from))
  }

  get totals(): ServerTotals {
    return { clients: this.#number, open: this.#known, ...this.#totals }
  }

  get rows(): readonly SenderRow[] {
    return this.#all()
      .sort((a, b) => a.number - b.number)
      .map((sender) => sender.row)
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    await new Promise<void>((closed) => this.#socket.close(closed))
    while (this.#changed.length > 0) this.#tell()
    this.#batches.flush()
  }

  #heard(bytes: Buffer, from: RemoteInfo): void {
    const nowMs = this.#clock.monotonic()
    const totals = this.#totals
    const sender = this.#senderOf(from)
    totals.chunksIn++
    totals.bytesIn += bytes.length
    sender.datagramsIn++
    sender.bytesIn += bytes.length
    sender.lastMs = nowMs
    if (bytes.length > sender.largest) sender.largest = bytes.length
    sender.last = beginning(bytes)
    if (this.#onProgress && !sender.told) this.#touch(sender)
    if (this.#mayAnswer(sender, bytes, nowMs)) this.#answer(sender, bytes, nowMs)
    else this.#holdBack(sender)
  }

  #mayAnswer(sender: Sender, bytes: Buffer, nowMs: number): boolean {
    if (sender.port === this.#ownPort || sender.port === 0 || answeringPorts.has(sender.port) || isReflectedProbe(bytes)) return false
    if (!sender.admits(bytes, nowMs, this.#type === 'prefix' && this.#beginsLikeOurs(bytes))) return false
    if (sender.near) return true
    if (nowMs - this.#windowMs >= 1_000) {
      this.#windowMs = nowMs
      this.#farInWindow = 0
    }
    return ++this.#farInWindow <= limits.repliesInAll
  }

  /** With a prefix, what goes in a circle grows, and is never the same twice. */
  #beginsLikeOurs(bytes: Buffer): boolean {
    return bytes.length >= this.#text.length && bytes.subarray(0, this.#text.length).equals(this.#text)
  }

  #answer(sender: Sender, bytes: Buffer, nowMs: number): void {
    switch (this.#type) {
      case 'echo':
        if (isFreshProbe(bytes)) reflect(bytes, nowMs, sender.nextReflected(sessionOf(bytes)), () => this.#clock.monotonic())
        return void this.#send(sender, bytes)
      case 'prefix':
        return void this.#send(sender, Buffer.concat([this.#text, bytes]))
      case 'text':
        return void this.#send(sender, this.#text)
      case 'upper':
        return void this.#send(sender, upperCase(bytes))
      case 'delay':
        return void this.#delay(sender, bytes, nowMs)
      case 'discard':
        return
    }
  }

  #holdBack(sender: Sender): void {
    sender.heldBack++
    this.#totals.refused++
  }

  #delay(sender: Sender, bytes: Buffer, nowMs: number): void {
    if (this.#delayedBytes + bytes.length > limits.delayedBytes) {
      this.#holdBack(sender)
      return
    }
    this.#delayedBytes += bytes.length
    this.#clock.after(this.#delayMs, () => {
      this.#delayedBytes -= bytes.length
      if (this.#stopped) return
      if (isFreshProbe(bytes)) reflect(bytes, nowMs, sender.nextReflected(sessionOf(bytes)), () => this.#clock.monotonic())
      this.#send(sender, bytes)
    })
  }

  #send(sender: Sender, bytes: Buffer): void {
    sender.datagramsOut++
    sender.bytesOut += bytes.length
    this.#totals.chunksOut++
    this.#totals.bytesOut += bytes.length
    // Without offset and length: Node would make another buffer of each.
    if (sender.datagramsOut > alwaysAsked && (sender.datagramsOut & askedOneIn) !== 0) this.#socket.send(bytes, sender.port, sender.address)
    else this.#socket.send(bytes, sender.port, sender.address, this.#sent)
  }

  #senderOf({ address, port }: RemoteInfo): Sender {
    const last = this.#lastSender
    if (last !== null && last.port === port && last.address === address) return last
    const sender = this.#senders.get(address)?.get(port) ?? this.#newSender(address, port)
    this.#lastSender = sender
    return sender
  }

  #newSender(address: string, port: number): Sender {
    if (this.#known >= limits.senders) this.#makeRoom()
    const sender = new Sender(++this.#number, address, port, this.#clock)
    const ports = this.#senders.get(address) ?? new Map<number, Sender>()
    this.#senders.set(address, ports.set(port, sender))
    this.#known++
    return sender
  }

  #makeRoom(): void {
    const silent = this.#all().sort((a, b) => a.lastMs - b.lastMs)
    for (const { address, port } of silent.slice(0, makesRoomFor)) {
      const ports = this.#senders.get(address)
      ports?.delete(port)
      if (ports?.size === 0) this.#senders.delete(address)
      this.#known--
    }
    this.#lastSender = null
  }

  #all(): Sender[] {
    return [...this.#senders.values()].flatMap((ports) => [...ports.values()])
  }

  #touch(sender: Sender): void {
    sender.told = true
    this.#changed.push(sender)
    this.#batches.touch()
  }

  #tell(): void {
    const senders = this.#changed.splice(0, limits.rowsPerBatch)
    for (const sender of senders) sender.told = false
    this.#onProgress?.({ rows: senders.map((sender) => sender.row), totals: this.totals })
    if (this.#changed.length > 0 && !this.#stopped) this.#batches.touch()
  }
}
