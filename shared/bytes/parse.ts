import { byteLimits } from './constants.ts'
import { encodeUtf8 } from './utf8.ts'

export type ParseProblem = 'bad-digit' | 'odd-digits' | 'bad-base64' | 'short-base64' | 'bad-escape' | 'too-long'

/** `at`: the character of the input where it went wrong. */
export type Parsed = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: ParseProblem; readonly at: number }

export type Notation = 'text' | 'hex' | 'base64' | 'escapes'

const fail = (problem: ParseProblem, at: number): Parsed => ({ ok: false, problem, at })

/** Bytes as people write them. Never throws. */
export function parseBytes(input: string, notation: Notation): Parsed {
  if (input.length > byteLimits.input * byteLimits.textFactor) return fail('too-long', input.length)
  const parsed = readers[notation](input)
  return parsed.ok && parsed.bytes.length > byteLimits.input ? fail('too-long', input.length) : parsed
}

const readers: Readonly<Record<Notation, (input: string) => Parsed>> = {
  text: (input) => ({ ok: true, bytes: encodeUtf8(input) }),
  hex: parseHex,
  base64: parseBase64,
  escapes: parseEscapes,
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const isWord = (code: number): boolean => (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)
const letterX = 0x78

/** Digits with any delimiters, `0x` and `\x`; a digit that stands alone is a byte. */
function parseHex(input: string): Parsed {
  const bytes = new Uint8Array(Math.ceil(input.length / 2) + 1)
  let length = 0
  for (let at = 0; at < input.length; ) {
    if (!isWord(input.charCodeAt(at))) {
      at++
      continue
    }
    const start = skipPrefix(input, at)
    let end = start
    while (end < input.length && hexDigit(input.charCodeAt(end)) >= 0) {
      if (end > start && (end - start) % 2 === 0 && skipPrefix(input, end) > end) break
      end++
    }
    if (end === start || (end < input.length && isWord(input.charCodeAt(end)) && skipPrefix(input, end) === end)) return fail('bad-digit', end)
    const odd = (end - start) % 2 === 1
    if (odd && end - start > 1) return fail('odd-digits', start)
    if (odd) bytes[length++] = hexDigit(input.charCodeAt(start))
    else for (let digit = start; digit < end; digit += 2) bytes[length++] = (hexDigit(input.charCodeAt(digit)) << 4) | hexDigit(input.charCodeAt(digit + 1))
    at = end
  }
  return { ok: true, bytes: bytes.slice(0, length) }
}

/** Past `0x`, or the `x` of `\x`. */
function skipPrefix(input: string, at: number): number {
  if (input[at] === '0' && (input.charCodeAt(at + 1) | 0x20) === letterX) return at + 2
  return (input.charCodeAt(at) | 0x20) === letterX && input[at - 1] === '\\' ? at + 1 : at
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64Digit(character: string): number {
  if (character === '-') return 62
  return character === '_' ? 63 : base64Digits.indexOf(character)
}

/** RFC 4648, both alphabets; white space is skipped, padding may be missing. */
function parseBase64(input: string): Parsed {
  const bytes = new Uint8Array(Math.ceil((input.length * 3) / 4))
  let [length, held, bits, digits, padding] = [0, 0, 0, 0, 0]
  for (let at = 0; at < input.length; at++) {
    const character = input[at] ?? ''
    if (/\s/.test(character)) continue
    if (character === '=') {
      if (++padding > 2 || digits % 4 < 2) return fail('bad-base64', at)
      continue
    }
    const digit = base64Digit(character)
    if (digit < 0 || padding > 0) return fail('bad-base64', at)
    digits++
    held = ((held << 6) | digit) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (held >> bits) & 0xff
    }
  }
  if (digits % 4 === 1) return fail('short-base64', input.length)
  return { ok: true, bytes: bytes.slice(0, length) }
}

const single: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11, e: 27, '\\': 92, "'": 39, '"': 34 }
const numbered = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|U([\da-fA-F]{8})|([0-7]{1,3}))/

/** Text with the escapes of C, Python and JavaScript: `\n`, `\xNN` and octal are bytes, `\uNNNN` a character. */
function parseEscapes(input: string): Parsed {
  const parts: Uint8Array[] = []
  let text = ''
  let at = 0
  const flush = () => {
    if (text) parts.push(encodeUtf8(text))
    text = ''
  }
  while (at < input.length) {
    const next = input.indexOf('\\', at)
    text += input.slice(at, next === -1 ? undefined : next)
    if (next === -1) break
    const named = single[input[next + 1] ?? '']
    if (named !== undefined) {
      text += String.fromCharCode(named)
      at = next + 2
      continue
    }
    const match = numbered.exec(input.slice(next + 1, next + 12))
    if (!match) return fail('bad-escape', next)
    const [whole, byte, short, braced, long, octal] = match
    at = next + 1 + whole.length
    if (byte !== undefined || octal !== undefined) {
      const value = byte !== undefined ? Number.parseInt(byte, 16) : Number.parseInt(octal ?? '', 8)
      if (value > 0xff) return fail('bad-escape', next)
      flush()
      parts.push(Uint8Array.of(value))
    } else {
      const value = Number.parseInt(short ?? braced ?? long ?? '', 16)
      if (value > 0x10_ffff) return fail('bad-escape', next)
      text += String.fromCodePoint(value)
    }
  }
  flush()
  return { ok: true, bytes: joined(parts) }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
