import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'

/** A program of someone who knows nothing of Palabre: a socket and what came out of it. */
export interface PlainPeer {
  readonly socket: Socket
  /** Resolves once all that was received matches. */
  readonly received: (what: RegExp | string) => Promise<string>
  /** Resolves when the other side has said it has nothing more to send. */
  readonly ended: Promise<string>
  readonly close: () => void
}

export function plainPeer(socket: Socket): PlainPeer {
  let text = ''
  const waiting = new Set<() => void>()
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
    for (const look of waiting) look()
  })
  socket.on('error', () => {})
  return {
    socket,
    received: (what) =>
      new Promise((resolve) => {
        const look = () => {
          if (typeof what === 'string' ? !text.includes(what) : !what.test(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        look()
      }),
    ended: once(socket, 'end').then(() => text),
    close: () => socket.destroy(),
  }
}

/** Connects as a raw program would. */
export async function dialPlain(port: number): Promise<PlainPeer> {
  const socket = new Socket({ allowHalfOpen: true })
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return plainPeer(socket)
}

export interface PlainServer {
  readonly port: number
  /** The next program that connects. */
  readonly next: () => Promise<PlainPeer>
  readonly close: () => Promise<void>
}

/** Listens as a raw program would, and greets everyone with `greeting`. */
export async function plainServer(greeting = ''): Promise<PlainServer> {
  const arrived: PlainPeer[] = []
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    arrived.push(plainPeer(socket))
    if (greeting) socket.write(greeting)
    server.emit('peer')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    next: async () => {
      while (arrived.length === 0) await once(server, 'peer')
      return arrived.shift() as PlainPeer
    },
    close: async () => {
      for (const peer of arrived) peer.close()
      server.close()
    },
  }
}
