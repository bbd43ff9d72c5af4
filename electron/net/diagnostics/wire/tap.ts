import type { Socket as DatagramSocket, RemoteInfo } from 'node:dgram'
import type { Socket } from 'node:net'

type Heard = (direction: 'in' | 'out', bytes: Uint8Array) => void

interface Methods {
  push: (chunk: unknown, encoding?: unknown) => boolean
  write: (...args: unknown[]) => boolean
  end: (...args: unknown[]) => unknown
}

/**
 * Hears what a connection reads and writes, decrypted where it is TLS, without touching the state of its stream: its own methods stand before
 * those of its class, and `untap` takes them away again. Answers `untap`.
 */
export function tap(socket: Socket, heard: Heard): () => void {
  const methods = socket as unknown as Methods
  const { push, write, end } = methods
  const own = {
    push(chunk: unknown, encoding?: unknown) {
      if (chunk instanceof Uint8Array && chunk.length > 0) heard('in', chunk)
      return push.call(socket, chunk, encoding)
    },
    write(...args: unknown[]) {
      hearWritten(args, heard)
      return write.apply(socket, args)
    },
    end(...args: unknown[]) {
      hearWritten(args, heard)
      return end.apply(socket, args)
    },
  }
  Object.assign(methods, own)
  readsItself(socket)
  return () => {
    for (const name of ['push', 'write', 'end'] as const) if (methods[name] === own[name]) Reflect.deleteProperty(methods, name)
  }
}

function hearWritten([chunk, encoding]: readonly unknown[], heard: Heard): void {
  if (chunk instanceof Uint8Array) {
    if (chunk.length > 0) heard('out', chunk)
  } else if (typeof chunk === 'string' && chunk !== '') heard('out', Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'))
}

/** Node's HTTP servers read past the stream, straight from the handle, until somebody wants the bytes. */
function readsItself(socket: Socket): void {
  // By what only they have: their modules need not be loaded for it.
  const { server } = socket as { readonly server?: { readonly headersTimeout?: unknown } }
  if (typeof server?.headersTimeout === 'number') socket.on('data', () => {})
}

export interface DatagramCounts {
  bytesIn: number
  bytesOut: number
}

type HeardDatagram = (direction: 'in' | 'out', bytes: Uint8Array, host: string | null, port: number | null) => void

/** Counts the bytes of a socket for datagrams, which Node does not, and hands them on. */
export function tapDatagrams(socket: DatagramSocket, counts: DatagramCounts, heard: HeardDatagram): void {
  socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
    counts.bytesIn += bytes.length
    heard('in', bytes, from.address, from.port)
  })
  const methods = socket as unknown as { send: (...args: unknown[]) => unknown }
  const { send } = methods
  methods.send = (...args) => {
    const [bytes, offset, length] = args
    // (bytes, offset, length, port?, address?) or (bytes, port?, address?), each with a callback behind.
    const ranged = typeof offset === 'number' && typeof length === 'number'
    const whole = typeof bytes === 'string' ? Buffer.from(bytes) : (bytes as Uint8Array)
    const sent = ranged ? whole.subarray(offset, offset + length) : whole
    if (sent instanceof Uint8Array) {
      const [port, host] = ranged ? [args[3], args[4]] : [args[1], args[2]]
      counts.bytesOut += sent.length
      heard('out', sent, typeof host === 'string' ? host : null, typeof port === 'number' ? port : null)
    }
    return send.apply(socket, args)
  }
}
