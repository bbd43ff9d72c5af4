import { openConnection, openSession } from './handshake.ts'
import { wrapAccepted } from './tls.ts'
import type { AcceptAny, AcceptSecure } from './types.ts'

/** See `AcceptSecure`. The socket's first byte is 0x16; it may be paused, with bytes put back. */
export const acceptSecure: AcceptSecure = async (socket, options) => {
  socket.setNoDelay?.(true)
  return openSession(wrapAccepted(socket, options.identity), { dial: null, expected: null }, options)
}

/** See `AcceptAny`. */
export const acceptAny: AcceptAny = async (socket, protocols, options) => {
  socket.setNoDelay?.(true)
  return openConnection(wrapAccepted(socket, options.identity, protocols), { dial: null, expected: null }, options)
}
