import type { Socket } from 'node:net'
import { limits } from '../../../../shared/limits.ts'
import { TLS_HANDSHAKE } from './constants.ts'

/** secure: a TLS record begins. plain: anything else, or they ended. silent: nothing for `limits.sniffSilenceMs`. gone: closed meanwhile. */
export type Sniffed = 'secure' | 'plain' | 'silent' | 'gone'

/** Looks at the first byte without taking it. Leaves the socket paused. */
export function sniff(socket: Socket): Promise<Sniffed> {
  return new Promise((fulfil) => {
    const settle = (sniffed: Sniffed) => {
      clearTimeout(timer)
      socket.off('readable', look).off('close', gone)
      socket.pause()
      fulfil(sniffed)
    }
    const look = () => settle(firstByte(socket) === TLS_HANDSHAKE ? 'secure' : 'plain')
    const gone = () => settle('gone')
    const timer = setTimeout(() => settle('silent'), limits.sniffSilenceMs)
    socket.on('readable', look).on('close', gone)
  })
}

/** null: the stream has ended. Nothing is read then, so that its `end` is still to come. */
function firstByte(socket: Socket): number | null {
  if (socket.readableLength === 0) return null
  const bytes: Buffer = socket.read()
  socket.unshift(bytes)
  return bytes[0] ?? null
}
