import { createSocket, type Socket } from 'node:dgram'
import type { ErrorData } from '../../../../shared/errors.ts'
import { fromNodeError } from '../../core/errors.ts'
import { announceDatagrams } from '../../core/sockets.ts'
import { type Link, linkOfSource } from './links.ts'

export interface UdpOptions {
  readonly port: number
  /** null: IPv4 goes out as broadcast. */
  readonly group4: string | null
  readonly group6: string
  /** Hops that it may go; others on the link see that it came from here (RFC 6762 section 11). */
  readonly ttl: number
  readonly maxBytes: number
  /** `link` undefined: from an address of none of ours. */
  readonly onDatagram: (bytes: Buffer, source: { readonly host: string; readonly port: number }, link: Link | undefined) => void
}

/** Datagrams to all who listen on our links, and from them. */
export interface Udp {
  /** Opens what is new or has failed before, closes what is gone. true: a way out has opened. */
  setLinks(links: readonly Link[]): Promise<boolean>
  /** Closes everything; the next `setLinks` opens it again. */
  reset(): Promise<void>
  /** To everybody on the link. null: it went out. */
  send(link: Link, bytes: Uint8Array): Promise<ErrorData | null>
  sendTo(link: Link, host: string, bytes: Uint8Array): Promise<ErrorData | null>
  /** Why nothing can be received; null: all is well. */
  readonly error: ErrorData | null
  close(): Promise<void>
}

export type OpenUdp = (options: UdpOptions) => Udp

/**
 * One socket per link to send from, so that it is certain where a datagram goes and which address it carries; one per family to receive, since
 * a socket bound to one address hears no broadcast.
 */
export const openUdp: OpenUdp = (options) => new RealUdp(options)

class RealUdp implements Udp {
  readonly #options: UdpOptions
  readonly #senders = new Map<string, Socket>()
  readonly #receivers = new Map<4 | 6, Socket>()
  readonly #joined = new Set<string>()
  #links: readonly Link[] = []
  #closed = false
  #busy: Promise<unknown> = Promise.resolve()
  error: ErrorData | null = null

  constructor(options: UdpOptions) {
    this.#options = options
  }

  setLinks(links: readonly Link[]): Promise<boolean> {
    const adopted = this.#busy.then(() => this.#adopt(links))
    this.#busy = adopted
    return adopted
  }

  async #adopt(links: readonly Link[]): Promise<boolean> {
    if (this.#closed) return false
    this.#links = links
    const keys = new Set(links.map((link) => link.key))
    for (const [key, socket] of this.#senders) if (!keys.has(key)) this.#drop(key, socket)
    for (const key of this.#joined) if (!keys.has(key)) this.#joined.delete(key)
    this.error = null
    for (const family of [4, 6] as const) if (links.some((link) => link.family === family)) await this.#receive(family)
    let opened = false
    for (const link of links) {
      if (!this.#senders.has(link.key)) opened = (await this.#openSender(link)) || opened
      this.#join(link)
    }
    return opened
  }

  #drop(key: string, socket: Socket): void {
    this.#senders.delete(key)
    socket.close()
  }

  async #receive(family: 4 | 6): Promise<void> {
    if (this.#receivers.has(family)) return
    const bound = await this.#bind(family, family === 4 ? '0.0.0.0' : '::')
    if ('code' in bound) this.error = bound
    else
      this.#receivers.set(
        family,
        this.#listen(bound, () => this.#receivers.delete(family)),
      )
  }

  /** An IPv6 address that was just given can't be used for a second or two, while the system asks whether another has it. */
  async #openSender(link: Link): Promise<boolean> {
    const { group4, ttl } = this.#options
    const bound = await this.#bind(link.family, link.host)
    if ('code' in bound) return false
    const socket = this.#listen(bound, () => this.#senders.delete(link.key))
    try {
      if (link.family === 6 || group4) {
        socket.setMulticastInterface(link.family === 6 ? `::%${link.scope}` : link.host)
        socket.setMulticastTTL(ttl)
        socket.setMulticastLoopback(true)
      }
      if (link.family === 4) socket.setBroadcast(true)
      this.#senders.set(link.key, socket)
      return true
    } catch {
      // The interface went while it was opened; the next look at the interfaces tries again.
      socket.close()
      return false
    }
  }

  #bind(family: 4 | 6, address: string): Promise<Socket | ErrorData> {
    return new Promise((resolve) => {
      const socket = announceDatagrams(createSocket({ type: family === 4 ? 'udp4' : 'udp6', reuseAddr: true, ipv6Only: family === 6 }), 'discovery')
      const failed = (error: Error) => {
        socket.close()
        resolve(fromNodeError(error, { port: this.#options.port }).toData())
      }
      socket.once('error', failed)
      socket.bind({ address, port: this.#options.port, exclusive: true }, () => {
        socket.off('error', failed)
        if (!this.#closed) return resolve(socket)
        failed(new Error('closed meanwhile'))
      })
    })
  }

  #listen(socket: Socket, gone: () => void): Socket {
    const { maxBytes, onDatagram } = this.#options
    socket.on('message', (bytes, { address, port, size }) => {
      if (size <= maxBytes && !this.#closed) onDatagram(bytes, { host: address, port }, linkOfSource(this.#links, address))
    })
    socket.on('error', () => {
      gone()
      socket.close()
    })
    return socket
  }

  /** A membership outlives the interface being down, not its removal. */
  #join(link: Link): void {
    const group = link.family === 6 ? this.#options.group6 : this.#options.group4
    const receiver = this.#receivers.get(link.family)
    if (!group || !receiver || this.#joined.has(link.key)) return
    try {
      receiver.addMembership(group, link.family === 6 ? `::%${link.scope}` : link.host)
      this.#joined.add(link.key)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') this.#joined.add(link.key)
    }
  }

  send(link: Link, bytes: Uint8Array): Promise<ErrorData | null> {
    const { group4, group6 } = this.#options
    return this.sendTo(link, link.family === 6 ? `${group6}%${link.scope}` : (group4 ?? link.broadcast ?? ''), bytes)
  }

  sendTo(link: Link, host: string, bytes: Uint8Array): Promise<ErrorData | null> {
    const socket = this.#senders.get(link.key)
    if (!socket || this.#closed) return Promise.resolve({ code: 'EADDRNOTAVAIL', details: { host: link.host } })
    return new Promise((resolve) => {
      try {
        socket.send(bytes, this.#options.port, host, (error) => resolve(error ? fromNodeError(error, { host }).toData() : null))
      } catch (error) {
        resolve(fromNodeError(error, { host }).toData())
      }
    })
  }

  reset(): Promise<void> {
    const closed = this.#busy.then(() => this.#closeAll())
    this.#busy = closed
    return closed
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.reset()
  }

  async #closeAll(): Promise<void> {
    const sockets = [...this.#senders.values(), ...this.#receivers.values()]
    this.#senders.clear()
    this.#receivers.clear()
    this.#joined.clear()
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))))
  }
}
