import { randomFillSync } from 'node:crypto'
import type { Socket } from 'node:net'
import { throughputLimits as limits } from './constants.ts'

let chunk: Buffer | null = null

/** Nothing that a line could compress. Made once. */
const bytes = (): Buffer => {
  chunk ??= randomFillSync(Buffer.allocUnsafe(limits.chunkBytes))
  return chunk
}

/** Writes as much as the system takes, until `more` says no. `onWritten` is told of each piece. Answers a function that stops it. */
export function pump(socket: Socket, more: () => boolean, onWritten: (bytes: number) => void): () => void {
  let stopped = false
  const go = () => {
    while (!stopped && !socket.destroyed && more()) {
      onWritten(limits.chunkBytes)
      if (!socket.write(bytes())) return
    }
  }
  socket.on('drain', go)
  go()
  return () => {
    stopped = true
    socket.off('drain', go)
  }
}
