import { createServer, type Server, type Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ClientRow, ServerProgress, ServerTotals, TcpEchoServerOptions } from '../../../../shared/model/diagnostics.ts'
import { systemClock } from '../../core/clock.ts'
import type { Clock } from '../../core/types.ts'
import { checkAnswer } from '../answer.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { listenAt } from '../listen-at.ts'
import { Batches } from '../measure/batches.ts'
import { ClientLink, type House } from './client-link.ts'

const sweepMs = 1_000

export interface ServerHooks<Row> {
  readonly onProgress?: (progress: ServerProgress<Row>) => void
  readonly clock?: Clock
}

/** A server that answers what it hears, until `stop`. */
export interface TcpEchoServer {
  readonly address: Address
  readonly totals: ServerTotals
  /** Open ones, and the last that closed; by number. */
  readonly rows: readonly ClientRow[]
  /** false: there is no such connection any more. */
  readonly kick: (number: number) => boolean
  readonly stop: () => Promise<void>
}

/** Rejects `AppError`: see `listenAt`; `bad-argument`. */
export async function startTcpEchoServer(options: TcpEchoServerOptions, hooks: ServerHooks<ClientRow> = {}): Promise<TcpEchoServer> {
  const hall = new Hall(options, hooks)
  const address = await listenAt(hall.server, options)
  hall.open(address)
  return {
    address,
    get totals() {
      return hall.totals
    },
    get rows() {
      return hall.rows
    },
    kick: (number) => hall.kick(number),
    stop: () => hall.stop(),
  }
}

class Hall {
  readonly server: Server
  readonly #clock: Clock
  readonly #house: House
  readonly #onProgress: ServerHooks<ClientRow>['onProgress']
  readonly #batches: Batches
  readonly #open = new Map<number, ClientLink>()
  readonly #closed: ClientLink[] = []
  #changed: ClientLink[] = []
  #number = 0
  #refused = 0
  /** Of those that are closed. */
  readonly #gone = { bytesIn: 0, bytesOut: 0, chunksIn: 0, chunksOut: 0 }
  #cancelSweep: (() => void) | null = null
  #stopped = false

  constructor({ answer, once, untilFin, idleMs, maxClients }: TcpEchoServerOptions, { onProgress, clock = systemClock }: ServerHooks<ClientRow>) {
    checkAnswer(answer)
    if (!(idleMs >= 1_000) || !(maxClients >= 1 && maxClients <= limits.clientsMax)) throw new AppError('bad-argument', { argument: 'limit' })
    this.#clock = clock
    this.#onProgress = onProgress
    this.#batches = new Batches(clock, () => this.#tell())
    this.#house = {
      local: null,
      clock,
      type: answer.type,
      text: Buffer.from(answer.type === 'prefix' || answer.type === 'text' ? answer.text : ''),
      delayMs: answer.type === 'delay' ? answer.ms : 0,
      once,
      untilFin,
      idleMs,
      onChange: (link) => this.#onChange(link),
      onClosed: (link) => this.#onClosed(link),
    }
    this.server = createServer({ allowHalfOpen: true, noDelay: true })
    this.server.maxConnections = maxClients
  }

  open(address: Address): void {
    if (address.host !== '::' && address.host !== '0.0.0.0') this.#house.local = address
    this.server.on('connection', (socket) => this.#accept(socket))
    this.server.on('drop', () => this.#refuse())
    this.server.on('error', () => this.#refuse())
  }

  get totals(): ServerTotals {
    const totals = { clients: this.#number, open: this.#open.size, refused: this.#refused, sendErrors: 0, ...this.#gone }
    // Asked ten times a second: an iterator would make ten thousand objects each time.
    this.#open.forEach((link) => void add(totals, link))
    return totals
  }

  get rows(): readonly ClientRow[] {
    return [...this.#closed, ...this.#open.values()].sort((a, b) => a.number - b.number).map((link) => link.row)
  }

  kick(number: number): boolean {
    const link = this.#open.get(number)
    link?.cut('kicked')
    return link !== undefined
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#cancelSweep?.()
    const closed = new Promise<void>((fulfil) => this.server.close(() => fulfil()))
    for (const link of this.#open.values()) link.cut('stopped')
    await closed
    for (const link of this.#open.values()) link.over()
    while (this.#changed.length > 0) this.#tell()
    this.#batches.flush()
    this.#batches.stop()
  }

  #accept(socket: Socket): void {
    const link = new ClientLink(++this.#number, socket, this.#house)
    this.#open.set(link.number, link)
    if (this.#stopped) link.cut('stopped')
    this.#onChange(link)
    this.#cancelSweep ??= this.#clock.after(sweepMs, () => this.#sweep())
  }

  #refuse(): void {
    this.#refused++
    if (this.#onProgress) this.#batches.touch()
  }

  #sweep(): void {
    this.#cancelSweep = null
    const now = this.#clock.monotonic()
    this.#open.forEach((link) => void link.sweep(now))
    if (this.#open.size > 0 && !this.#stopped) this.#cancelSweep = this.#clock.after(sweepMs, () => this.#sweep())
  }

  #onChange(link: ClientLink): void {
    if (link.told || !this.#onProgress) return
    link.told = true
    this.#changed.push(link)
    this.#batches.touch()
  }

  #onClosed(link: ClientLink): void {
    this.#open.delete(link.number)
    add(this.#gone, link)
    this.#closed.push(link)
    if (this.#closed.length > limits.closedRows) this.#closed.shift()
    this.#onChange(link)
  }

  #tell(): void {
    const links = this.#changed.splice(0, limits.rowsPerBatch)
    for (const link of links) link.told = false
    this.#onProgress?.({ rows: links.map((link) => link.row), totals: this.totals })
    if (this.#changed.length > 0 && !this.#stopped) this.#batches.touch()
  }
}

type Counted = Pick<ServerTotals, 'bytesIn' | 'bytesOut' | 'chunksIn' | 'chunksOut'>

function add(totals: { -readonly [K in keyof Counted]: number }, link: Counted): void {
  totals.bytesIn += link.bytesIn
  totals.bytesOut += link.bytesOut
  totals.chunksIn += link.chunksIn
  totals.chunksOut += link.chunksOut
}
