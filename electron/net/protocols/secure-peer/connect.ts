import { randomBytes } from 'node:crypto'
import { openSession, openStream } from './handshake.ts'
import { wrapDialled } from './tls.ts'
import type { ConnectSecure, ConnectStream } from './types.ts'

/** This process, among those that hold the same identity one after the other. */
let run: string | null = null

/** See `ConnectSecure`. The banner has been taken off; the socket may be paused, with bytes put back. */
export const connectSecure: ConnectSecure = async (socket, options) => {
  run ??= randomBytes(8).toString('hex')
  socket.setNoDelay?.(true)
  const dial = { run, at: options.clock.monotonic() }
  return openSession(wrapDialled(socket, options.identity), { dial, expected: options.expected }, options)
}

/** See `ConnectStream`. */
export const connectStream: ConnectStream = async (socket, protocol, { expected, ...options }) => {
  socket.setNoDelay?.(true)
  return openStream(wrapDialled(socket, options.identity, protocol), expected, options)
}
