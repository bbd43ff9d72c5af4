import { openSession } from './handshake.ts'
import { wrapAccepted } from './tls.ts'
import type { AcceptSecure } from './types.ts'

/** See `AcceptSecure`. The socket's first byte is 0x16; it may be paused, with bytes put back. */
export const acceptSecure: AcceptSecure = async (socket, options) => {
  socket.setNoDelay?.(true)
  return openSession(wrapAccepted(socket, options.identity), { dial: null, expected: null }, options)
}
