import type { Socket } from 'node:net'
import { doctorLimits as limits } from './constants.ts'

/**
 * Nothing more is asked on it. A Palabre is let go by a reset: it takes nobody for a visitor then. Any other program in order, for to a simple one a
 * reset is an error that may end it: FIN, what still comes is read, and cut is only who does not end it too.
 */
export function letGo(socket: Socket, isPalabre: boolean): void {
  socket.on('error', () => {})
  if (isPalabre) return void socket.resetAndDestroy()
  socket.end()
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), limits.farewellMs)
  socket.once('close', () => clearTimeout(timer))
}
