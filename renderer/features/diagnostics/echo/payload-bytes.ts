import { encodeUtf8 } from '../../../../shared/bytes/index.ts'
import type { Payload } from '../../../../shared/model/diagnostics.ts'

/** Of each message. */
export function payloadBytes(payload: Payload): number {
  if (payload.type === 'size') return payload.bytes
  if (payload.type === 'text') return encodeUtf8(payload.text).length
  return payload.type === 'hex' ? payload.hex.length / 2 : Math.floor((payload.base64.length * 3) / 4)
}
