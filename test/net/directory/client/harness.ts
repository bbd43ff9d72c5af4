import { once } from 'node:events'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../../../electron/net/core/clock.ts'
import { dial } from '../../../../electron/net/core/dial.ts'
import { silentLogger } from '../../../../electron/net/core/logger.ts'
import { createDirectoryClient, type DirectoryClient, type DirectoryClientOptions } from '../../../../electron/net/protocols/directory/client/index.ts'
import { protocolVersion } from '../../../../electron/net/protocols/directory/constants.ts'
import type { Directory } from '../../../../electron/net/protocols/directory/create-directory.ts'
import { readRequest } from '../../../../electron/net/protocols/directory/messages.ts'
import type { DirectoryPerson, DirectoryRequest } from '../../../../electron/net/protocols/directory/types.ts'
import type { Identity } from '../../../../electron/net/protocols/secure-peer/types.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { DirectoryStatus, FoundPerson } from '../../../../shared/model/directory.ts'
import { atEnd, someone } from '../harness.ts'

export const home: Address = { host: '192.0.2.1', port: 3000 }

/** What happens, to be waited for. */
export class Waiter<T> {
  readonly all: T[] = []
  readonly #waiting = new Set<() => void>()

  add(each: T): void {
    this.all.push(each)
    for (const look of [...this.#waiting]) look()
  }

  /** The first, past or future, that matches. */
  until(match: (each: T) => boolean): Promise<T> {
    return new Promise((fulfil) => {
      const look = () => {
        const found = this.all.find(match)
        if (found === undefined) return
        this.#waiting.delete(look)
        fulfil(found)
      }
      this.#waiting.add(look)
      look()
    })
  }
}

export interface Subject {
  readonly client: DirectoryClient
  readonly people: Waiter<FoundPerson>
  readonly pinned: string[]
  name: string
  addresses: readonly Address[]
  watched: readonly string[]
  /** Now or later. */
  until(match: (status: DirectoryStatus) => boolean): Promise<DirectoryStatus>
  readonly online: Promise<DirectoryStatus>
}

type Where = { readonly address: Address; readonly plain?: boolean; readonly pinned?: string | null }

/** A started client that is stopped when the test ends. */
export function join(
  where: Where,
  identity: Identity,
  name: string,
  more: Partial<DirectoryClientOptions> & { readonly watched?: () => readonly string[] } = {},
): Subject {
  const people = new Waiter<FoundPerson>()
  const looks = new Set<() => void>()
  const pinned: string[] = []
  const until = (match: (status: DirectoryStatus) => boolean) =>
    new Promise<DirectoryStatus>((fulfil) => {
      const look = () => {
        const status = client.status()
        if (!match(status)) return
        looks.delete(look)
        fulfil(status)
      }
      looks.add(look)
      look()
    })
  const client = createDirectoryClient({
    address: where.address,
    plain: where.plain ?? false,
    pinned: where.pinned ?? null,
    identity,
    clock: systemClock,
    logger: silentLogger,
    dial,
    name: () => subject.name,
    addresses: () => subject.addresses,
    watched: () => subject.watched,
    onPinned: (id) => pinned.push(id),
    onChange: () => {
      for (const look of [...looks]) look()
    },
    onPerson: (found) => people.add(found),
    random: () => 0.01,
    ...more,
  })
  const subject: Subject = {
    client,
    people,
    pinned,
    name,
    addresses: [home],
    watched: more.watched?.() ?? [],
    until,
    get online() {
      return until(({ state }) => state === 'online')
    },
  }
  client.start()
  atEnd(() => client.stop())
  return subject
}

export const plainly = ({ address }: Pick<Directory, 'address'>): Where => ({ address, plain: true })

type Reply = (request: DirectoryRequest, socket: WebSocket) => unknown

export interface Fake {
  readonly address: Address
  readonly id: string
  /** All that clients asked. */
  readonly asked: Waiter<DirectoryRequest>
  readonly sockets: Waiter<WebSocket>
  stop(): Promise<void>
}

interface FakeOptions {
  readonly identity?: Identity
  readonly reply?: Reply
  readonly greet?: (socket: WebSocket, challenge: object) => void
  readonly port?: number
}

/** A directory that says what a test tells it to, over TLS. A reply that is an object is sent with the number of the request. */
export async function fake({ identity, reply = () => undefined, greet, port = 0 }: FakeOptions = {}): Promise<Fake> {
  const { id, keyPem, certPem } = identity ?? (await someone())
  const server = https.createServer({ key: keyPem, cert: certPem })
  const socketServer = new WebSocketServer({ server })
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const asked = new Waiter<DirectoryRequest>()
  const sockets = new Waiter<WebSocket>()
  socketServer.on('connection', (socket, request) => {
    const observed = { host: request.socket.remoteAddress ?? '', port: request.socket.remotePort ?? 1 }
    const challenge = { type: 'challenge', version: protocolVersion, nonce: 'n'.repeat(22), directory: id, observed, now: Date.now() }
    socket.on('error', () => {})
    if (greet) greet(socket, challenge)
    else socket.send(JSON.stringify(challenge))
    sockets.add(socket)
    socket.on('message', (data) => {
      const { request: read } = readRequest(String(data))
      if (!read) return
      asked.add(read)
      const answer = reply(read, socket) || claimed(read)
      if (answer) socket.send(JSON.stringify({ n: read.n, ...(answer as object) }))
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    // Also those in the middle of a TLS handshake, of which neither HTTP nor WebSocket knows.
    for (const socket of open) socket.destroy()
    if (server.listening) await new Promise((fulfil) => server.close(fulfil))
  }
  atEnd(stop)
  return { address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, id, asked, sockets, stop }
}

/** What an honest directory says to a claim. */
function claimed(request: DirectoryRequest): object | null {
  if (request.type !== 'claim' && request.type !== 'update') return null
  const [, body = ''] = request.record.split('.')
  const { id, name } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { id: string; name: string }
  return { type: 'claimed', person: personOf(id, name, request.record) }
}

export function personOf(id: string, name: string, record: string, state: DirectoryPerson['state'] = 'online'): DirectoryPerson {
  return { id, name, state, seenAt: Date.now(), record }
}

/** A TLS server that is no directory. */
export async function stranger(onSecure: (socket: import('node:tls').TLSSocket) => void, identity?: Identity): Promise<Address> {
  const { keyPem, certPem } = identity ?? (await someone())
  const open = new Set<import('node:tls').TLSSocket>()
  const server = createSecureServer({ key: keyPem, cert: certPem }, (socket) => {
    open.add(socket)
    socket.on('error', () => {})
    onSecure(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((fulfil) => server.close(fulfil))
  })
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}
