import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { LineEnd } from '../../../../shared/model/conversation.ts'
import { fromNodeError } from '../../core/errors.ts'
import { isFin } from './constants.ts'

const ends: Readonly<Record<LineEnd, string>> = { lf: '\n', crlf: '\r\n', none: '' }

/** A message as bytes. Pure. The lines inside it end the same way; `FIN` goes alone. */
export function encodeLine(text: string, lineEnd: LineEnd): Buffer {
  if (isFin(text)) return Buffer.from(text.trim())
  const end = ends[lineEnd]
  return Buffer.from(text.replace(/\r?\n/g, end === '' ? '\n' : end) + end)
}

/** Fulfils when the system has the bytes. Rejects `peer-silent` without writing when too much waits already, EPIPE after the end. */
export function writeLine(stream: Duplex, bytes: Buffer): Promise<void> {
  if (!stream.writable) return Promise.reject(new AppError('EPIPE'))
  if (stream.writableLength + bytes.length > limits.sendBufferBytes) return Promise.reject(new AppError('peer-silent', { waiting: stream.writableLength }))
  return new Promise((fulfil, reject) => {
    stream.write(bytes, (error) => (error ? reject(fromNodeError(error)) : fulfil()))
  })
}
