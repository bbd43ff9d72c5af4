import { createServer, type Server, type Socket } from 'node:net'
import { normaliseHost } from '../../core/addresses.ts'
import { keepAliveMs } from '../../core/dial.ts'
import { fromNodeError } from '../../core/errors.ts'
import { announce } from '../../core/sockets.ts'
import { Admission } from './admission.ts'
import { bind } from './bind.ts'
import { Refusals } from './refusals.ts'
import { sniff } from './sniff.ts'
import type { Listen, Listener, ListenerOptions } from './types.ts'

/** One port for both families: greets, looks at the first byte, hands the socket on. See `Listen`. */
export const listen: Listen = async (options) => {
  const door = new Door(options)
  const address = await bind(door.server, options)
  door.open()
  return { address, stop: () => door.stop() } satisfies Listener
}

class Door {
  /** A high-water mark of 0: nothing is read ahead of its owner, so a reset by the other side destroys nothing that had arrived. */
  readonly server: Server = createServer({ allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs, noDelay: true, highWaterMark: 0 })
  readonly #options: ListenerOptions
  readonly #admission = new Admission()
  readonly #refusals: Refusals
  /** Admitted and still open. */
  readonly #sockets = new Set<Socket>()
  readonly #handedOn = new WeakSet<Socket>()
  #stopped = false

  constructor(options: ListenerOptions) {
    this.#options = options
    this.#refusals = new Refusals(options.onRefused)
  }

  open(): void {
    announce(this.server, 'listener')
    this.server.on('connection', (socket) => this.#accept(socket))
    this.server.on('error', (error) => this.#refusals.tell('', fromNodeError(error).toData()))
  }

  #accept(socket: Socket): void {
    const from = normaliseHost(socket.remoteAddress ?? '')
    announce(socket, 'inbound')
    socket.on('error', () => {})
    if (this.#stopped || from === '') return void socket.destroy()
    if (!this.#admission.admit(from)) return void this.#refusals.refuse(socket, from)
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#admission.release(from)
    })
    socket.write(this.#options.banner)
    void sniff(socket).then((sniffed) => this.#handOn(socket, sniffed))
  }

  #handOn(socket: Socket, sniffed: Awaited<ReturnType<typeof sniff>>): void {
    if (sniffed === 'gone' || this.#stopped) return void socket.destroy()
    this.#handedOn.add(socket)
    if (sniffed !== 'secure') return void this.#options.onPlain(socket, sniffed === 'silent')
    socket.allowHalfOpen = false
    this.#options.onSecure(socket)
  }

  /** What was handed on is its owner's to close, unless the owner never listened to it. */
  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#refusals.stop()
    for (const socket of this.#sockets) if (!this.#handedOn.has(socket) || !isTaken(socket)) socket.destroy()
    await new Promise<void>((closed) => {
      this.server.close(() => closed())
      if (this.#sockets.size > 0) setImmediate(() => setImmediate(closed))
    })
  }
}

/** Someone reads it, or TLS has taken its handle over. */
function isTaken(socket: Socket): boolean {
  return socket.listenerCount('data') > 0 || !socket.allowHalfOpen
}
