import { printable } from '../core/text.ts'
import { diagnosticLimits as limits } from './limits.ts'

/** What is kept of a message for its row: what fits into a packet as it is, of a larger one a copy of its beginning, so that it can go. */
export function beginning(bytes: Buffer): Buffer {
  return bytes.length <= limits.keptBytes ? bytes : Buffer.from(bytes.subarray(0, limits.previewBytes))
}

/** The beginning of a message, on one line, harmless. */
export function preview(bytes: Buffer | null, wholeBytes = bytes?.length ?? 0): string {
  if (!bytes) return ''
  const text = bytes
    .subarray(0, limits.previewBytes)
    .toString()
    .replace(/[\r\n]+$/, '')
  const shown = printable(text).slice(0, limits.previewCharacters)
  return shown.length < text.length || wholeBytes > limits.previewBytes ? `${shown}…` : shown
}
