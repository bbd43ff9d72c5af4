import { hash } from 'node:crypto'
import { Encoder } from 'cbor-x/index-no-eval'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { isPlainCbor } from './cbor-guard.ts'
import { prefixBytes } from './constants.ts'

/** Plain maps only. The import without eval is also the one without the native part. */
const cbor = new Encoder({ useRecords: false, mapsAsObjects: true, structuredClone: false, pack: false, tagUint8Array: false, variableMapSize: true })

/** One frame ready to write: 4 bytes of length (big-endian), then CBOR. Throws `AppError` message-too-long. */
export function encodeFrame(value: object): Buffer {
  const body = cbor.encode(value)
  if (body.length > limits.frameBytes) throw new AppError('message-too-long', { bytes: body.length, limit: limits.frameBytes })
  const frame = Buffer.allocUnsafe(prefixBytes + body.length)
  frame.writeUInt32BE(body.length, 0)
  body.copy(frame, prefixBytes)
  return frame
}

/** What a whole frame says, not yet checked by schema: plain objects, arrays, strings, numbers, bytes. Throws `AppError` protocol-error. */
export function decodeFrame(frame: Uint8Array): unknown {
  const body = frame.subarray(prefixBytes)
  if (!isPlainCbor(body)) throw new AppError('protocol-error', { problem: 'not plain CBOR' })
  try {
    return cbor.decode(body) as unknown
  } catch (error) {
    throw new AppError('protocol-error', { problem: 'not CBOR' }, { cause: error })
  }
}

/** SHA-256 over a whole frame, length prefix included: the link of the chain. */
export function hashEntry(frame: Uint8Array): Uint8Array {
  return hash('sha256', frame, 'buffer')
}
