import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ThroughputServerTotals } from '../../../../shared/model/runs.ts'
import type { ThroughputGuest, ThroughputServerOptions } from '../../../../shared/model/throughput.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { systemClock } from '../../core/clock.ts'
import { announce } from '../../core/sockets.ts'
import type { Clock } from '../../core/types.ts'
import { listenAt } from '../listen-at.ts'
import { Batches } from '../measure/batches.ts'
import { bindAt } from '../udp-echo/bind.ts'
import { isFreshProbe, reflect } from '../udp-echo/packet.ts'
import { greeting, throughputLimits as limits } from './constants.ts'
import { Guest } from './guest.ts'
import { Lines } from './lines.ts'

/** With any port, TCP and UDP have to agree on one. */
const tries = 8

export interface ThroughputServerHooks {
  /** New or changed, at most ten times a second. */
  readonly onProgress?: (progress: { readonly rows: readonly ThroughputGuest[]; readonly totals: ThroughputServerTotals }) => void
  readonly clock?: Clock
}

export interface ThroughputServer {
  readonly address: Address
  /** Those that are here, and the last that left; by number. */
  readonly rows: readonly ThroughputGuest[]
  readonly totals: ThroughputServerTotals
  readonly stop: () => Promise<void>
}

/** The other end of a test: whoever starts it, accepts that others fill this line for a while. Rejects `AppError`: see `listenAt`. */
export async function startThroughputServer({ host, port }: ThroughputServerOptions, hooks: ThroughputServerHooks = {}): Promise<ThroughputServer> {
  for (let attempt = 1; ; attempt++) {
    const inn = new Inn(hooks)
    const address = await listenAt(inn.server, { host, port })
    try {
      inn.open((await bindAt(address)).socket)
      return {
        address,
        get rows() {
          return inn.rows
        },
        get totals() {
          return inn.totals
        },
        stop: () => inn.stop(),
      }
    } catch (thrown) {
      await inn.stop()
      if (port !== 0 || attempt >= tries || !(thrown instanceof AppError) || thrown.code !== 'EADDRINUSE') throw thrown
    }
  }
}

class Inn {
  readonly server = createServer({ noDelay: true, highWaterMark: limits.chunkBytes })
  readonly #clock: Clock
  readonly #batches: Batches
  readonly #onProgress: ThroughputServerHooks['onProgress']
  readonly #guests: Guest[] = []
  readonly #changed = new Set<Guest>()
  readonly #sockets = new Set<Socket>()
  #udp: UdpSocket | null = null
  #number = 0

  constructor({ onProgress, clock = systemClock }: ThroughputServerHooks) {
    this.#clock = clock
    this.#onProgress = onProgress
    this.#batches = new Batches(clock, () => this.#tell())
    this.server.maxConnections = limits.guests * (limits.connectionsMost + 2)
    announce(this.server, 'test-server')
    this.server.on('connection', (socket) => this.#accept(announce(socket, 'test-server-client')))
  }

  open(udp: UdpSocket): void {
    this.#udp = udp
    udp.on('error', () => {})
    udp.on('message', (bytes, from) => this.#reflect(udp, bytes, from))
  }

  get rows(): readonly ThroughputGuest[] {
    return this.#guests.map(({ row }) => row)
  }

  get totals(): ThroughputServerTotals {
    const sum = (of: (row: ThroughputGuest) => number) => this.rows.reduce((total, row) => total + of(row), 0)
    const open = this.#guests.filter(({ isOver }) => !isOver).length
    return { clients: this.#number, open, bytesIn: sum(({ bytesIn }) => bytesIn), bytesOut: sum(({ bytesOut }) => bytesOut) }
  }

  async stop(): Promise<void> {
    for (const guest of this.#guests) guest.end()
    for (const socket of this.#sockets) socket.destroy()
    this.#udp?.close()
    this.#udp = null
    await new Promise<void>((closed) => this.server.close(() => closed()))
    this.#batches.flush()
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    const cancel = this.#clock.after(limits.firstLineMs, () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => {
      cancel()
      this.#sockets.delete(socket)
    })
    const lines: Lines = new Lines(socket, (line) => {
      cancel()
      this.#welcome(socket, lines, line)
    })
  }

  #welcome(socket: Socket, lines: Lines, line: string): void {
    if (line === greeting) {
      this.#receive(socket, lines)
      return
    }
    const token = /^DATA ([0-9a-f]{32})$/.exec(line)?.[1]
    const guest = token === undefined ? undefined : this.#guests.find((each) => each.token === token && !each.isOver)
    if (guest) guest.attach(socket, lines)
    else socket.destroy()
  }

  #receive(socket: Socket, lines: Lines): void {
    if (this.#guests.filter(({ isOver }) => !isOver).length >= limits.guests) {
      socket.end('BUSY\n')
      // Nobody keeps a place by not going.
      return void socket.once(
        'close',
        this.#clock.after(limits.answerMs, () => socket.destroy()),
      )
    }
    const guest: Guest = new Guest(++this.#number, socket, lines, this.#clock, () => this.#touch(guest))
    this.#guests.push(guest)
    if (this.#guests.length > limits.guestRows) {
      const oldest = this.#guests.findIndex(({ isOver }) => isOver)
      if (oldest !== -1) this.#guests.splice(oldest, 1)
    }
    this.#touch(guest)
  }

  #touch(guest: Guest | undefined): void {
    if (!guest) return
    this.#changed.add(guest)
    if (this.#onProgress) this.#batches.touch()
  }

  #reflect(udp: UdpSocket, bytes: Buffer, from: RemoteInfo): void {
    const arrivedMs = this.#clock.monotonic()
    const host = normaliseHost(from.address)
    const guest = this.#guests.find((each) => !each.isOver && each.host === host)
    if (!guest || bytes.length > limits.reflectedBytes || !isFreshProbe(bytes) || !guest.mayReflect()) return
    reflect(bytes, arrivedMs, 0, () => this.#clock.monotonic())
    udp.send(bytes, from.port, from.address, () => {})
  }

  #tell(): void {
    const rows = [...this.#changed].map(({ row }) => row)
    this.#changed.clear()
    if (rows.length > 0) this.#onProgress?.({ rows, totals: this.totals })
  }
}
