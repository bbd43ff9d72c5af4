import { limits } from '../../../../shared/limits.ts'
import { uuidPattern } from '../../../../shared/uuid.ts'
import { maxCount, maxSeq, maxWall } from './constants.ts'
import type { Entry } from './types.ts'

/**
 * The entry of a text, nearly all that is ever read, checked by hand: the schemas take ten times as long. null: not such an entry, or not
 * one in order; then the schemas judge. It takes nothing that they refuse (fuzzed against them).
 */
export function quickText(value: object): Entry | null {
  const { type, seq, prev, wall, count, messageId, body } = value as Record<string, unknown>
  if (type !== 'entry' || typeof body !== 'object' || body === null) return null
  const { kind, text, replyTo } = body as Record<string, unknown>
  if (kind !== 'text' || typeof text !== 'string' || text.length === 0 || text.length > limits.messageText) return null
  if (!isHash(prev) || !isId(messageId) || !(replyTo === null || isId(replyTo))) return null
  if (!isWithin(seq, 1, maxSeq) || !isWithin(wall, 0, maxWall) || !isWithin(count, 0, maxCount)) return null
  return { seq, prev, wall, count, messageId, body: { kind, text, replyTo } }
}

const isId = (value: unknown): value is string => typeof value === 'string' && uuidPattern.test(value)
const isHash = (value: unknown): value is Uint8Array | null => value === null || (value instanceof Uint8Array && value.length === 32)
const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
