import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** What one direction does to its datagrams; chances from 0 to 1. */
export interface BadLine {
  readonly drop?: number
  readonly duplicate?: number
  /** Held back until this many others have passed. */
  readonly reorder?: number
  readonly delayMs?: number
  readonly jitterMs?: number
}

export interface RelayCounts {
  passed: number
  dropped: number
  duplicated: number
  reordered: number
}

/** A bad network between one client and a server on this computer, the same every time for a seed (mulberry32). */
export class UdpRelay {
  readonly up: RelayCounts = { passed: 0, dropped: 0, duplicated: 0, reordered: 0 }
  readonly down: RelayCounts = { passed: 0, dropped: 0, duplicated: 0, reordered: 0 }
  port = 0
  readonly #front = createSocket('udp4')
  readonly #back = createSocket('udp4')
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #lines: { readonly up: BadLine; readonly down: BadLine }
  readonly #server: number
  #client: { readonly address: string; readonly port: number } | null = null
  #state: number
  #held: { readonly up: (() => void)[]; readonly down: (() => void)[] } = { up: [], down: [] }

  private constructor(server: number, lines: { readonly up?: BadLine; readonly down?: BadLine }, seed: number) {
    this.#server = server
    this.#lines = { up: lines.up ?? {}, down: lines.down ?? {} }
    this.#state = seed
  }

  static async to(server: number, lines: { readonly up?: BadLine; readonly down?: BadLine }, seed = 1): Promise<UdpRelay> {
    const relay = new UdpRelay(server, lines, seed)
    await relay.#open()
    return relay
  }

  async #open(): Promise<void> {
    const ready = Promise.all([once(this.#front, 'listening'), once(this.#back, 'listening')])
    this.#front.bind(0, '127.0.0.1')
    this.#back.bind(0, '127.0.0.1')
    await ready
    this.port = this.#front.address().port
    this.#front.on('message', (bytes, from) => {
      this.#client = from
      this.#pass('up', () => this.#send(this.#back, bytes, this.#server, '127.0.0.1'))
    })
    this.#back.on('message', (bytes) => {
      const to = this.#client
      if (to) this.#pass('down', () => this.#send(this.#front, bytes, to.port, to.address))
    })
    for (const socket of [this.#front, this.#back]) socket.on('error', () => {})
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#front.close()
    this.#back.close()
  }

  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  #pass(way: 'up' | 'down', send: () => void): void {
    const { drop = 0, duplicate = 0, reorder = 0, delayMs = 0, jitterMs = 0 } = this.#lines[way]
    const [dropped, twice, later, jitter] = [this.#random() < drop, this.#random() < duplicate, this.#random() < reorder, this.#random() * jitterMs]
    const counts = this[way]
    if (dropped) return void counts.dropped++
    counts.passed++
    if (twice) counts.duplicated++
    const go = () => {
      send()
      if (twice) send()
    }
    if (later) {
      counts.reordered++
      this.#held[way].push(go)
      return
    }
    const held = this.#held[way].splice(0)
    const ms = delayMs + jitter
    const all = () => [go, ...held].forEach((each) => void each())
    if (ms === 0) return void all()
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      all()
    }, ms)
    this.#timers.add(timer)
  }

  #send(socket: Socket, bytes: Buffer, port: number, address: string): void {
    try {
      socket.send(bytes, port, address)
    } catch {
      // closed in between
    }
  }
}
