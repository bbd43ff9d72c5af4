import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { fromNodeError } from '../../core/errors.ts'
import { BANNER_BYTES, BANNER_MARK } from './constants.ts'
import type { Probe } from './types.ts'

const LF = 0x0a

/** What answers at an address that was dialled. Rejects `AppError` when the connection breaks meanwhile. See `Probe`. */
export const probe: Probe = (socket) =>
  new Promise((fulfil, reject) => {
    let seen = 0
    const stop = () => {
      clearTimeout(timer)
      socket.off('readable', look).off('error', broken).off('close', closed)
      socket.pause()
    }
    const decide = (kind: 'secure' | 'plain') => {
      stop()
      if (kind === 'secure') {
        putBack(socket, afterLine(socket.read()))
        socket.allowHalfOpen = false
      }
      fulfil(kind)
    }
    /** Everything stays in the stream, so that an end is not told before someone listens. */
    const look = () => {
      if (socket.readableLength === 0) return decide('plain')
      if (socket.readableLength === seen) return
      seen = socket.readableLength
      const kind = kindOf(peek(socket))
      if (kind) decide(kind)
    }
    const broken = (error: Error) => {
      stop()
      reject(fromNodeError(error))
    }
    const closed = () => broken(new AppError('ECONNRESET'))
    const timer = setTimeout(() => decide('plain'), limits.bannerWaitMs)
    if (socket.destroyed) return closed()
    socket.on('readable', look).on('error', broken).on('close', closed)
  })

/** By the first line; null: it is not complete yet. Pure. */
export function kindOf(bytes: Buffer): 'secure' | 'plain' | null {
  const end = bytes.indexOf(LF)
  if (end === -1) return bytes.length > BANNER_BYTES ? 'plain' : null
  return end <= BANNER_BYTES && bytes.subarray(0, end).includes(BANNER_MARK) ? 'secure' : 'plain'
}

function peek(socket: Socket): Buffer {
  const bytes: Buffer = socket.read()
  socket.unshift(bytes)
  return bytes
}

function putBack(socket: Socket, bytes: Buffer): void {
  if (bytes.length > 0) socket.unshift(bytes)
}

const afterLine = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf(LF) + 1)
