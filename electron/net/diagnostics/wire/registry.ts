import { wireLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { WireChange, WireRecording, WireRole, WireSocket } from '../../../../shared/model/wire.ts'
import { type SocketNews, socketChannel } from '../../core/sockets.ts'
import { Entry } from './entry.ts'
import { type Piece, Ring } from './ring.ts'

/** How often changes are looked for while someone watches. ms */
const lookMs = 200

export interface RegistryOptions {
  /** Numbers begin after it. */
  readonly idsAfter: number
  /** Of the thread, so that no two pieces have the same `seq`. */
  readonly parity: 0 | 1
  /** What connections that this thread dials are there for. */
  readonly dialled: WireRole
}

/** Every socket of one thread: announced by those who open them, told of while someone watches, recorded while someone wants it. */
export class WireRegistry {
  /** Adds what else is known of them. */
  complete: (sockets: readonly WireSocket[]) => readonly WireSocket[] = (sockets) => sockets
  onChange: (change: WireChange) => void = () => {}
  readonly #options: RegistryOptions
  readonly #entries = new Map<number, Entry>()
  readonly #bySocket = new WeakMap<object, Entry>()
  readonly #ring: Ring
  #id: number
  #removed: number[] = []
  #closed: number[] = []
  #timer: NodeJS.Timeout | null = null
  #recordingSince: number | null = null
  #isRecording = false
  readonly #onNews = (news: unknown) => this.#announced(news as SocketNews)

  constructor(options: RegistryOptions) {
    this.#options = options
    this.#id = options.idsAfter
    this.#ring = new Ring(options.parity)
    socketChannel.subscribe(this.#onNews)
  }

  get sockets(): readonly WireSocket[] {
    return this.complete([...this.#entries.values()].map((entry) => entry.socket))
  }

  get recording(): WireRecording {
    return { on: this.#isRecording, since: this.#recordingSince, ...this.#ring.counts }
  }

  watch(on: boolean): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    if (!on) return
    for (const socket of this.sockets) this.#isNews(socket)
    this.#removed = []
    this.#timer = setInterval(() => this.#look(), lookMs).unref()
  }

  record(on: boolean): WireRecording {
    if (on && !this.#isRecording) {
      this.#ring.clear()
      this.#recordingSince = Date.now()
    }
    this.#isRecording = on
    for (const entry of this.#entries.values()) entry.record(on)
    return this.recording
  }

  pieces(socket: number | null, after: number, most: number, mostBytes: number): readonly Piece[] {
    return this.#ring.after(socket, after, most, mostBytes)
  }

  stop(): void {
    socketChannel.unsubscribe(this.#onNews)
    this.watch(false)
    this.record(false)
  }

  #announced(news: SocketNews): void {
    const known = news.inside ? this.#bySocket.get(news.inside) : undefined
    if (known && news.inside) {
      known.secure(news)
      this.#bySocket.set(news.socket, known)
      return
    }
    if (this.#entries.size >= limits.sockets && !this.#makeRoom()) return
    const role = news.role === 'outbound' || news.role === null ? this.#options.dialled : news.role
    const entry = new Entry(++this.#id, role, news, (from, direction, bytes, peer) => {
      if (this.#isRecording) this.#ring.add({ socket: from.id, direction, peer }, bytes)
    })
    this.#entries.set(entry.id, entry)
    this.#bySocket.set(news.socket, entry)
    // A socket that fails has an owner who hears of it; here only its end matters.
    ;(news.socket as NodeJS.EventEmitter).once('close', () => this.#gone(entry))
    if (this.#isRecording) entry.record(true)
  }

  #gone(entry: Entry): void {
    entry.close()
    this.#closed.push(entry.id)
    if (this.#closed.length > limits.closed) this.#makeRoom()
  }

  /** false: none is closed. */
  #makeRoom(): boolean {
    const oldest = this.#closed.shift()
    if (oldest === undefined) return false
    this.#entries.delete(oldest)
    if (this.#timer) this.#removed.push(oldest)
    return true
  }

  #look(): void {
    const sockets: WireSocket[] = []
    for (const socket of this.sockets) {
      if (sockets.length >= limits.batch) break
      if (this.#isNews(socket)) sockets.push(socket)
    }
    if (sockets.length === 0 && this.#removed.length === 0 && !this.#isRecording) return
    this.onChange({ sockets, removed: this.#removed.splice(0), recording: this.recording })
  }

  #isNews(socket: WireSocket): boolean {
    const entry = this.#entries.get(socket.id)
    const told = JSON.stringify(socket)
    if (!entry || entry.told === told) return false
    entry.told = told
    return true
  }
}
