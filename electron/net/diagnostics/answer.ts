import { isAscii, isUtf8 } from 'node:buffer'
import { AppError } from '../../../shared/errors.ts'
import type { Answer } from '../../../shared/model/diagnostics.ts'
import { diagnosticLimits as limits } from './limits.ts'

/** `echo`, `prefix:TEXT`, `text:TEXT`, `upper`, `delay:MS`, `discard`; null for anything else. */
export function parseAnswer(text: string): Answer | null {
  const colon = text.indexOf(':')
  const [type, rest] = colon === -1 ? [text, null] : [text.slice(0, colon), text.slice(colon + 1)]
  if (rest === null) return type === 'echo' || type === 'upper' || type === 'discard' ? { type } : null
  if (type === 'prefix' || type === 'text') return rest !== '' && Buffer.byteLength(rest) <= limits.answerText ? { type, text: rest } : null
  return type === 'delay' && /^\d{1,5}$/.test(rest) && Number(rest) <= limits.delayMs ? { type, ms: Number(rest) } : null
}

/** Throws `bad-argument` for what could not have come from `parseAnswer`. */
export function checkAnswer(answer: Answer): void {
  const text = answer.type === 'prefix' || answer.type === 'text' ? Buffer.byteLength(answer.text) : 1
  const ms = answer.type === 'delay' ? answer.ms : 0
  if (text < 1 || text > limits.answerText || !(ms >= 0 && ms <= limits.delayMs)) throw new AppError('bad-argument', { argument: 'answer' })
}

/** In capitals: text where it is text, single bytes a to z otherwise (a piece may end inside a character). A copy: what was heard is shown as it came. */
export function upperCase(bytes: Buffer): Buffer {
  if (!isAscii(bytes) && isUtf8(bytes)) return Buffer.from(bytes.toString().toUpperCase())
  const upper = Buffer.from(bytes)
  for (let i = 0; i < upper.length; i++) {
    const byte = upper[i] ?? 0
    if (byte >= 0x61 && byte <= 0x7a) upper[i] = byte - 0x20
  }
  return upper
}
