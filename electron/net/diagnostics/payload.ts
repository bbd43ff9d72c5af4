import { AppError } from '../../../shared/errors.ts'
import type { Payload } from '../../../shared/model/diagnostics.ts'
import { diagnosticLimits as limits } from './limits.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The bytes of the message with this number. Generated ones are readable, since a program of the course may decode them, and all differ. */
export function payloadMaker(payload: Payload): (seq: number) => Buffer {
  if (payload.type === 'size') {
    const bytes = inRange(payload.bytes)
    return (seq) => numbered(seq, bytes)
  }
  const fixed = bytesOf(payload)
  inRange(fixed.length)
  return () => fixed
}

function bytesOf(payload: Exclude<Payload, { readonly type: 'size' }>): Buffer {
  switch (payload.type) {
    case 'text':
      return Buffer.from(payload.text)
    case 'hex':
      return Buffer.from(payload.hex, 'hex')
    case 'base64':
      return Buffer.from(payload.base64, 'base64')
  }
}

function inRange(bytes: number): number {
  if (!(bytes >= 1 && bytes <= limits.payloadBytes)) throw new AppError('bad-argument', { argument: 'payload' })
  return bytes
}

function numbered(seq: number, bytes: number): Buffer {
  const head = `palabre ${String(seq).padStart(6, '0')} `
  if (bytes < head.length) return Buffer.from(String(seq).padStart(bytes, letters).slice(-bytes))
  const whole = Buffer.alloc(bytes, letters)
  whole.write(head)
  return whole
}
