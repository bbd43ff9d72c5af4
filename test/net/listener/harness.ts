import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { banner, listen } from '../../../electron/net/protocols/listener/index.ts'
import type { Listener, ListenerOptions } from '../../../electron/net/protocols/listener/types.ts'

export interface Arrival {
  readonly kind: 'secure' | 'plain' | 'silent'
  readonly socket: Socket
}

/** A listener on a free port of 127.0.0.1, with who arrived. */
export async function openDoor(overrides: Partial<ListenerOptions> = {}) {
  const arrivals: Arrival[] = []
  const refused: string[] = []
  const waiting: ((arrival: Arrival) => void)[] = []
  const arrive = (arrival: Arrival) => {
    arrivals.push(arrival)
    waiting.shift()?.(arrival)
  }
  const listener: Listener = await listen({
    host: '127.0.0.1',
    port: 0,
    banner,
    onSecure: (socket) => arrive({ kind: 'secure', socket }),
    onPlain: (socket, silent) => arrive({ kind: silent ? 'silent' : 'plain', socket }),
    onRefused: (from, error) => refused.push(`${from} ${error.code}`),
    ...overrides,
  })
  const nextArrival = () => new Promise<Arrival>((resolve) => waiting.push(resolve))
  const close = async () => {
    for (const { socket } of arrivals) socket.destroy()
    await listener.stop()
  }
  return { listener, arrivals, refused, nextArrival, close, port: listener.address.port }
}

/** A raw-socket client. */
export async function rawClient(port: number, host = '127.0.0.1', localAddress = host): Promise<Socket> {
  const socket = connect({ port, host, localAddress, allowHalfOpen: true }).on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything until the other side ends. */
export async function hear(socket: Socket): Promise<string> {
  let heard = ''
  socket.on('data', (part) => {
    heard += part
  })
  if (!socket.closed) await Promise.race([once(socket, 'end'), once(socket, 'close')])
  return heard
}
