import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import type { WireRole, WireSocket } from '../../../../shared/model/wire.ts'
import { normaliseHost } from '../../core/addresses.ts'
import type { SocketNews } from '../../core/sockets.ts'
import { type DatagramCounts, tap, tapDatagrams } from './tap.ts'

export type HeardPiece = (entry: Entry, direction: 'in' | 'out', bytes: Uint8Array, peer: Address | null) => void

const addressOf = (host: string | undefined, port: number | undefined): Address | null => (host ? { host: normaliseHost(host), port: port ?? 0 } : null)

/** One socket that is known, and what is left of it when it is gone. */
export class Entry {
  readonly id: number
  readonly since = Date.now()
  closedAt: number | null = null
  readonly #heard: HeardPiece
  #news: SocketNews | null
  #role: WireRole
  readonly #transport: 'tcp' | 'udp'
  readonly #counts: DatagramCounts = { bytesIn: 0, bytesOut: 0 }
  #untap: (() => void) | null = null
  #local: Address | null = null
  #remote: Address | null = null
  #encrypted = false
  #raw: Socket | null
  /** What was told last, to see what has changed. */
  told = ''

  constructor(id: number, role: WireRole, news: SocketNews, heard: HeardPiece) {
    this.id = id
    this.#role = role
    this.#news = news
    this.#transport = news.transport
    this.#heard = heard
    this.#encrypted = news.inside !== undefined
    if (news.transport === 'tcp' && news.inside === undefined && news.to) this.#remote = news.to
    this.#raw = news.transport === 'tcp' && !(news.socket instanceof Server) ? (news.inside ?? (news.socket as Socket)) : null
    // Both addresses are there now, or once it is connected or listens; afterwards they are gone with the handle.
    const begun = (this.#raw ?? news.socket) as NodeJS.EventEmitter
    for (const event of ['connect', 'listening']) begun.once(event, () => this.#look())
    this.#look()
    if (news.transport === 'udp')
      tapDatagrams(news.socket, this.#counts, (direction, bytes, host, port) => {
        this.#heard(this, direction, bytes, host === null || port === null ? this.#remote : { host: normaliseHost(host), port })
      })
  }

  /** TLS has taken the connection over. */
  secure(news: Extract<SocketNews, { readonly inside: Socket | null }>): void {
    const recording = this.#untap !== null
    this.record(false)
    this.#news = news
    this.#encrypted = true
    if (news.role !== null) this.#role = news.role
    this.record(recording)
  }

  record(on: boolean): void {
    if (!on) this.#untap?.()
    if (!on) this.#untap = null
    const news = this.#news
    if (!on || this.#untap || news?.transport !== 'tcp' || news.socket instanceof Server) return
    this.#untap = tap(news.socket, (direction, bytes) => this.#heard(this, direction, bytes, null))
  }

  /** It is over: the numbers stay, the socket goes. */
  close(): void {
    this.#look()
    this.record(false)
    this.closedAt = Date.now()
    if (this.#raw) Object.assign(this.#counts, { bytesIn: this.#raw.bytesRead, bytesOut: this.#raw.bytesWritten })
    this.#news = null
    this.#raw = null
  }

  get socket(): WireSocket {
    this.#look()
    const { bytesIn, bytesOut } = this.#raw ? { bytesIn: this.#raw.bytesRead, bytesOut: this.#raw.bytesWritten } : this.#counts
    return {
      id: this.id,
      role: this.#role,
      transport: this.#transport,
      family: (this.#local ?? this.#remote)?.host.includes(':') ? 6 : 4,
      local: this.#local,
      remote: this.#remote,
      state: this.#state,
      bytesIn,
      bytesOut,
      encrypted: this.#encrypted,
      since: this.since,
      closedAt: this.closedAt,
      conversationId: null,
      runId: null,
    }
  }

  get #state(): WireSocket['state'] {
    if (this.#news === null) return 'closed'
    if (this.#raw === null) return this.#remote ? 'open' : 'listening'
    if (this.#raw.connecting) return 'connecting'
    return this.#raw.readableEnded || this.#raw.writableEnded ? 'half-closed' : 'open'
  }

  #look(): void {
    const raw = this.#raw
    if (raw) {
      this.#local = addressOf(raw.localAddress, raw.localPort) ?? this.#local
      this.#remote = addressOf(raw.remoteAddress, raw.remotePort) ?? this.#remote
      return
    }
    const bound = this.#news?.socket as { address?: () => AddressInfo | string | null; remoteAddress?: () => AddressInfo } | undefined
    this.#local = attempt(() => bound?.address?.()) ?? this.#local
    if (this.#transport === 'udp') this.#remote = attempt(() => bound?.remoteAddress?.()) ?? this.#remote
  }
}

/** A socket that is not bound, not connected or closed throws, or has none. */
function attempt(read: () => AddressInfo | string | null | undefined): Address | null {
  try {
    const found = read()
    return found && typeof found === 'object' ? addressOf(found.address, found.port) : null
  } catch {
    return null
  }
}
