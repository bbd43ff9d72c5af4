import { byteLimits } from './constants.ts'

/**
 * Why bytes are not UTF-8 (RFC 3629): `stray` a continuation without a beginning; `truncated` a beginning without its continuations;
 * `overlong` a longer form than needed; `surrogate` half of a UTF-16 pair; `beyond` above U+10FFFF; `never` a byte that UTF-8 does not have.
 */
export type BadReason = 'stray' | 'truncated' | 'overlong' | 'surrogate' | 'beyond' | 'never'

export interface CodePoint {
  readonly offset: number
  readonly length: number
  /** null: not UTF-8. */
  readonly value: number | null
  readonly bad: BadReason | null
}

export interface BadRun {
  readonly offset: number
  readonly length: number
  readonly reason: BadReason
}

export interface Utf8Report {
  readonly valid: boolean
  /** Characters, without the bad ones. */
  readonly characters: number
  readonly badBytes: number
  /** The first `byteLimits.badRuns`. */
  readonly bad: readonly BadRun[]
}

const least = [0, 0, 0x80, 0x800, 0x1_0000] as const

/** The character, or the bad bytes, that begin at `offset`, which is inside `bytes`. */
export function codePointAt(bytes: Uint8Array, offset: number): CodePoint {
  const first = bytes[offset] ?? 0
  if (first < 0x80) return { offset, length: 1, value: first, bad: null }
  if (first < 0xc0) return wrong(offset, 1, 'stray')
  if (first > 0xf7) return wrong(offset, 1, 'never')
  const wanted = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  let value = first & (0x7f >> wanted)
  let length = 1
  for (; length < wanted; length++) {
    const next = bytes[offset + length]
    if (next === undefined || (next & 0xc0) !== 0x80) return wrong(offset, length, 'truncated')
    value = (value << 6) | (next & 0x3f)
  }
  if (value < (least[wanted] ?? 0)) return wrong(offset, length, 'overlong')
  if (value > 0x10_ffff) return wrong(offset, length, 'beyond')
  if (value >= 0xd800 && value <= 0xdfff) return wrong(offset, length, 'surrogate')
  return { offset, length, value, bad: null }
}

function wrong(offset: number, length: number, bad: BadReason): CodePoint {
  return { offset, length, value: null, bad }
}

/** All that begin in `from` to `to`; a `from` inside a character begins with its stray rest. */
export function* codePoints(bytes: Uint8Array, from = 0, to = bytes.length): Generator<CodePoint> {
  for (let offset = from; offset < Math.min(to, bytes.length); ) {
    const point = codePointAt(bytes, offset)
    yield point
    offset += point.length
  }
}

export function checkUtf8(bytes: Uint8Array): Utf8Report {
  const bad: BadRun[] = []
  let [characters, badBytes] = [0, 0]
  for (let offset = 0; offset < bytes.length; ) {
    if ((bytes[offset] ?? 0) < 0x80) {
      characters++
      offset++
      continue
    }
    const point = codePointAt(bytes, offset)
    if (point.bad === null) characters++
    else {
      badBytes += point.length
      if (bad.length < byteLimits.badRuns) bad.push({ offset, length: point.length, reason: point.bad })
    }
    offset += point.length
  }
  return { valid: badBytes === 0, characters, badBytes, bad }
}

/** Text, one U+FFFD for each bad run. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = []
  let part = ''
  for (const { value } of codePoints(bytes)) {
    part += String.fromCodePoint(value ?? 0xfffd)
    if (part.length > 8_192) {
      parts.push(part)
      part = ''
    }
  }
  return parts.join('') + part
}

/** UTF-8; a lone surrogate becomes U+FFFD. (The platform's encoder is not among what `shared` may use.) */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (const character of text) {
    const raw = character.codePointAt(0) ?? 0
    const value = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw
    if (value < 0x80) bytes[at++] = value
    else {
      const rest = value < 0x800 ? 1 : value < 0x1_0000 ? 2 : 3
      bytes[at++] = ((0xf00 >> (rest + 1)) & 0xff) | (value >> (6 * rest))
      for (let left = rest - 1; left >= 0; left--) bytes[at++] = 0x80 | ((value >> (6 * left)) & 0x3f)
    }
  }
  return bytes.slice(0, at)
}
