import { httpLimits } from './constants.ts'

/** `whole`: no range, or one that need not be obeyed (RFC 9110 section 14.2). `end` is included. */
export type Ranged = { readonly type: 'whole' } | { readonly type: 'part'; readonly start: number; readonly end: number } | { readonly type: 'refused' }

const whole: Ranged = { type: 'whole' }

/** What a Range header asks of `size` bytes. Refused: nothing of it is there, or too many at once. */
export function readRange(header: string | undefined, size: number): Ranged {
  const match = /^bytes=(.*)$/i.exec(header?.trim() ?? '')
  if (!match) return whole
  const ranges = (match[1] ?? '').split(',', httpLimits.ranges + 1)
  if (ranges.length > httpLimits.ranges) return { type: 'refused' }
  if (ranges.length > 1) return whole
  const [, first = '', last = ''] = /^\s*(\d*)-(\d*)\s*$/.exec(ranges[0] ?? '') ?? []
  if (first === '' && last === '') return whole
  if (first === '') return Number(last) === 0 || size === 0 ? { type: 'refused' } : { type: 'part', start: Math.max(0, size - Number(last)), end: size - 1 }
  const [start, end] = [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)]
  if (last !== '' && Number(last) < start) return whole
  return start >= size ? { type: 'refused' } : { type: 'part', start, end }
}
