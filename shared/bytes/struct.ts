import { byteLimits } from './constants.ts'
import { toHex } from './dump.ts'
import { type ByteOrder, floatAt, integerAt, numberOrWord } from './numbers.ts'
import { checkUtf8, decodeUtf8 } from './utf8.ts'

export type StructProblem = 'bad-format' | 'too-short' | 'too-many'

export interface Field {
  /** Of the values, from 0; null: padding. */
  readonly index: number | null
  readonly code: string
  readonly offset: number
  readonly length: number
  /** `s`, `p`, `c`: as hex beside the text. 64-bit integers are strings. */
  readonly value: string | number | boolean | null
  readonly hex: string
}

/** `at`: the character of the format, or the byte, where it ends. `fields`: those before. */
export type Unpacked =
  | { readonly ok: true; readonly fields: readonly Field[]; readonly size: number }
  | { readonly ok: false; readonly problem: StructProblem; readonly at: number; readonly fields: readonly Field[] }

const standard: Readonly<Record<string, number>> = { b: 1, B: 1, h: 2, H: 2, i: 4, I: 4, l: 4, L: 4, q: 8, Q: 8, e: 2, f: 4, d: 8, '?': 1, c: 1 }
/** A 64-bit Unix, which is what Python's own `@` means on the machines of our users, Windows' `l` apart. */
const native: Readonly<Record<string, number>> = { ...standard, l: 8, L: 8, n: 8, N: 8, P: 8 }

interface Item {
  readonly count: number
  readonly counted: boolean
  readonly code: string
}

/** Python's `struct.unpack_from`: `@=<>!`, counts, white space, `x c b B ? h H i I l L q Q n N e f d s p P`. Never throws. */
export function unpack(format: string, bytes: Uint8Array, offset = 0): Unpacked {
  const fields: Field[] = []
  const failed = (problem: StructProblem, at: number): Unpacked => ({ ok: false, problem, at, fields })
  if (format.length > byteLimits.structFormat) return failed('too-many', byteLimits.structFormat)
  const prefix = /^[@=<>!]/.exec(format)?.[0] ?? ''
  const isNative = prefix === '' || prefix === '@'
  const order: ByteOrder = prefix === '>' || prefix === '!' ? 'big' : 'little'
  const items = readItems(format, prefix.length, isNative ? native : standard)
  if (typeof items === 'number') return failed('bad-format', items)
  const start = Math.max(0, Math.trunc(offset))
  let at = start
  let index = 0
  for (const { count, counted, code } of items) {
    const asOne = code === 's' || code === 'p' || code === 'x'
    const size = asOne ? 1 : ((isNative ? native : standard)[code] ?? 1)
    if (isNative && (at - start) % size !== 0) {
      const gap = size - ((at - start) % size)
      if (at + gap > bytes.length) return failed('too-short', at)
      fields.push({ index: null, code: 'x', offset: at, length: gap, value: null, hex: toHex(bytes.subarray(at, at + gap)) })
      at += gap
    }
    for (let left = asOne ? 1 : count; left > 0; left--) {
      const length = asOne ? (counted ? count : 1) : size
      if (at + length > bytes.length) return failed('too-short', at)
      if (fields.length >= byteLimits.structFields) return failed('too-many', at)
      const part = bytes.subarray(at, at + length)
      if (!(code === 'x' && length === 0))
        fields.push({ index: code === 'x' ? null : index++, code, offset: at, length, value: fieldValue(code, part, order), hex: toHex(part) })
      at += length
    }
  }
  return { ok: true, fields, size: at - start }
}

/** The items, or where the format is wrong. */
function readItems(format: string, from: number, sizes: Readonly<Record<string, number>>): readonly Item[] | number {
  const items: Item[] = []
  const next = /\s*(\d*)(\S)\s*/y
  next.lastIndex = from
  while (next.lastIndex < format.trimEnd().length) {
    const start = next.lastIndex
    const match = next.exec(format)
    const code = match?.[2] ?? ''
    const digits = match?.[1] ?? ''
    if (!match || digits.length > 8 || !(code in sizes || code === 's' || code === 'p' || code === 'x')) return start
    items.push({ count: digits === '' ? 1 : Number(digits), counted: digits !== '', code })
  }
  return items
}

function fieldValue(code: string, bytes: Uint8Array, order: ByteOrder): Field['value'] {
  switch (code) {
    case 'x':
      return null
    case 'c':
    case 's':
      return textOf(bytes)
    case 'p':
      return textOf(bytes.subarray(1, 1 + (bytes[0] ?? 0)))
    case '?':
      return bytes[0] !== 0
    case 'e':
      return numberOrWord(floatAt(bytes, 2, order))
    case 'f':
      return numberOrWord(floatAt(bytes, 4, order))
    case 'd':
      return numberOrWord(floatAt(bytes, 8, order))
    case 'P':
      return `0x${integerAt(bytes, 8, false, order).toString(16)}`
    default: {
      const value = integerAt(bytes, bytes.length, code === code.toLowerCase(), order)
      return bytes.length === 8 ? String(value) : Number(value)
    }
  }
}

/** null: not UTF-8; the hex says what it is. */
function textOf(bytes: Uint8Array): string | null {
  return checkUtf8(bytes).valid ? decodeUtf8(bytes) : null
}
