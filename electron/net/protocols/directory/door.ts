import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../core/types.ts'
import {
  acceptFirstMs,
  connectionsMax,
  connectionsPerAddress,
  handshakeMs,
  handshakeMuteMs,
  handshakeStalledMs,
  handshakesMax,
  handshakesOpen,
  handshakeTurnMs,
} from './constants.ts'
import { FairQueue } from './fair-queue.ts'
import { originOf } from './origin.ts'

type Take = (socket: Socket) => void

interface Waiting {
  readonly socket: Socket
  /** Stops the clock that cuts it. */
  readonly late: () => void
}

/**
 * Stands in front of an HTTP or HTTPS server: counts connections by origin, and lets a few handshakes in at a time. Thousands that come
 * at once wait there, and not in front of those who are in already. The system's own queue knows no fairness and gives Node one
 * connection a turn, so those who come are taken out of it first.
 */
export class Door {
  readonly #clock: Clock
  readonly #take: Take
  readonly #secure: boolean
  readonly #open = new Map<string, number>()
  readonly #sockets = new Set<Socket>()
  readonly #queue = new FairQueue<Waiting>()
  readonly #shaking = new Set<string>()
  /** The oldest first. */
  readonly #unfinished = new Map<string, { readonly socket: Socket; readonly since: number }>()
  #evicting = false
  #pumping = false
  #cameNow = false
  #shookAt = 0
  refused = 0

  constructor(server: Server, { clock, secure }: { readonly clock: Clock; readonly secure: boolean }) {
    this.#clock = clock
    this.#secure = secure
    const takers = server.listeners('connection') as Take[]
    server.removeAllListeners('connection')
    this.#take = (socket) => {
      for (const take of takers) take.call(server, socket)
    }
    server.on('connection', (socket: Socket) => this.#came(socket))
    if (!secure) return
    server.on('secureConnection', (socket: TLSSocket) => this.#shaken(peerOf(socket)))
  }

  get connections(): number {
    return this.#sockets.size
  }

  /** Handshakes that wait their turn. */
  get waiting(): number {
    return this.#queue.size
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #came(socket: Socket): void {
    const origin = originOf(socket.remoteAddress ?? '')
    const open = this.#open.get(origin) ?? 0
    if (this.#sockets.size >= connectionsMax || open >= connectionsPerAddress) {
      this.refused++
      socket.on('error', () => {}).destroy()
      return
    }
    this.#open.set(origin, open + 1)
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.once('close', () => this.#gone(socket, origin))
    if (!this.#secure) return void this.#take(socket)
    const late = this.#clock.after(handshakeMs, () => socket.destroy())
    this.#queue.push(origin, { socket, late })
    this.#cameNow = true
    this.#later()
  }

  #gone(socket: Socket, origin: string): void {
    this.#sockets.delete(socket)
    const open = this.#open.get(origin) ?? 0
    if (open > 1) this.#open.set(origin, open - 1)
    else this.#open.delete(origin)
  }

  /** In a turn of its own, and of the event loop's turns in which somebody came only now and then one. */
  #later(): void {
    if (this.#pumping || this.#queue.size === 0) return
    this.#pumping = true
    setImmediate(() => {
      this.#pumping = false
      const now = this.#clock.monotonic()
      if (!this.#cameNow || now - this.#shookAt >= acceptFirstMs) {
        this.#shookAt = now
        this.#shake()
      }
      this.#cameNow = false
      if (this.#mayShake()) this.#later()
      else this.#evict()
    })
  }

  #shake(): void {
    while (this.#mayShake()) {
      const next = this.#queue.next()
      if (!next) return
      next.late()
      if (next.socket.destroyed) continue
      this.#begin(next.socket)
    }
  }

  /** While others wait, who says nothing gives way soon, and who is slow later. */
  #evict(): void {
    if (this.#queue.size === 0 || this.#evicting || this.#unfinished.size < handshakesOpen) return
    const now = this.#clock.monotonic()
    let nextMs = handshakeStalledMs
    for (const { socket, since } of [...this.#unfinished.values()]) {
      const left = since + (socket.bytesRead === 0 ? handshakeMuteMs : handshakeStalledMs) - now
      if (left <= 0) socket.destroy()
      else nextMs = Math.min(nextMs, left)
    }
    this.#evicting = true
    this.#clock.after(nextMs, () => {
      this.#evicting = false
      this.#later()
    })
  }

  #mayShake(): boolean {
    return this.#shaking.size < handshakesMax && this.#unfinished.size < handshakesOpen
  }

  #begin(socket: Socket): void {
    const peer = peerOf(socket)
    this.#shaking.add(peer)
    this.#unfinished.set(peer, { socket, since: this.#clock.monotonic() })
    const cancel = this.#clock.after(handshakeTurnMs, () => {
      this.#shaking.delete(peer)
      this.#later()
    })
    socket.once('close', () => {
      cancel()
      this.#shaken(peer)
    })
    this.#take(socket)
  }

  #shaken(peer: string): void {
    this.#shaking.delete(peer)
    if (this.#unfinished.delete(peer)) this.#later()
  }
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
