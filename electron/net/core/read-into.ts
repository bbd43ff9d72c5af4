import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Of every socket whose bytes go into memory of its owner's. Answers false: no more for now. */
type Took = (bytes: number) => boolean

interface Fields {
  readonly memory: symbol
  readonly took: symbol
  readonly nextMemory: symbol
}

interface Handle {
  readonly useUserBuffer?: (memory: Uint8Array) => void
}

/** What `onread` sets on a socket. Node takes the option only for sockets that it connects itself, none of which is TLS over one that is there. */
function fieldsOf(): Fields | null {
  const example = new Socket({ onread: { buffer: Buffer.alloc(1), callback: () => true } } as object)
  const named = new Map(Object.getOwnPropertySymbols(example).map((symbol) => [symbol.description, symbol]))
  const [memory, took, nextMemory] = ['kBuffer', 'kBufferCb', 'kBufferGen'].map((name) => named.get(name))
  return memory && took && nextMemory ? { memory, took, nextMemory } : null
}

let fields: Fields | null | undefined

/**
 * Reads a socket for good, always into the same memory: whoever takes the bytes is done with them when it returns. For one that brings a great deal:
 * memory of its own for each read is collected more dearly than it is read. A stream that is no socket, or one of which somebody else hears what
 * comes, brings its bytes as it likes.
 */
export function readInto(socket: Duplex, memory: Buffer, take: (bytes: Buffer) => void): void {
  socket.on('data', take)
  fields ??= fieldsOf()
  const handle = (socket as { readonly _handle?: Handle | null })._handle
  if (!fields || !(socket instanceof Socket) || !handle?.useUserBuffer) return
  const took: Took = (bytes) => {
    const came = memory.subarray(0, bytes)
    // Somebody stands before the stream's own way, to hear.
    if (Object.hasOwn(socket, 'push') || socket.isPaused()) return socket.push(Buffer.from(came))
    take(came)
    return true
  }
  Object.assign(socket, { [fields.memory]: memory, [fields.took]: took, [fields.nextMemory]: null })
  // biome-ignore lint/correctness/useHookAtTopLevel: Node's name for it; no hook
  handle.useUserBuffer(memory)
}
