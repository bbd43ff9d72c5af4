import { maxDepth } from './constants.ts'

const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Whether these bytes are one object of the plain part of CBOR (RFC 8949) that frames use: integers, floats, byte and text strings,
 * arrays, maps with text keys, false, true, null; definite lengths, at most `maxDepth` deep. No tags: the library gives them meanings
 * (classes, shared references, records) that a peer must never reach. Checked before the library sees a byte.
 */
export function isPlainCbor(bytes: Uint8Array): boolean {
  return endOfItem(bytes, 0, 0) === bytes.length
}

/** Where the item at `at` ends; -1: not plain, or cut off. */
function endOfItem(bytes: Uint8Array, at: number, depth: number): number {
  const first = bytes[at]
  if (first === undefined || depth > maxDepth) return -1
  const kind = first >> 5
  if (kind === major.simple) return endOfSimple(bytes, at, first)
  const start = endOfHead(bytes, at, first)
  if (start === -1) return -1
  if (kind <= major.negative) return start
  const argument = argumentOf(bytes, at, first)
  if (kind <= major.text) return start + argument <= bytes.length ? start + argument : -1
  if (kind === major.array) return endOfArray(bytes, start, argument, depth)
  return kind === major.map ? endOfMap(bytes, start, argument, depth) : -1
}

/** false, true, null, or a float of 2, 4 or 8 bytes. */
function endOfSimple(bytes: Uint8Array, at: number, first: number): number {
  const width = first >= 0xf4 && first <= 0xf6 ? 0 : first === 0xf9 ? 2 : first === 0xfa ? 4 : first === 0xfb ? 8 : -1
  return width === -1 || at + 1 + width > bytes.length ? -1 : at + 1 + width
}

/** Integers of 8 bytes would become bigint: ours travel as floats from 2^32 on. */
function endOfHead(bytes: Uint8Array, at: number, first: number): number {
  const info = first & 31
  const width = info < 24 ? 0 : info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : -1
  return width === -1 || at + 1 + width > bytes.length ? -1 : at + 1 + width
}

function argumentOf(bytes: Uint8Array, at: number, first: number): number {
  const info = first & 31
  if (info < 24) return info
  let value = 0
  for (let i = 0; i < 1 << (info - 24); i++) value = value * 256 + (bytes[at + 1 + i] ?? 0)
  return value
}

function endOfArray(bytes: Uint8Array, start: number, length: number, depth: number): number {
  let at = start
  for (let i = 0; i < length && at !== -1; i++) at = endOfItem(bytes, at, depth + 1)
  return at
}

function endOfMap(bytes: Uint8Array, start: number, length: number, depth: number): number {
  let at = start
  for (let i = 0; i < length && at !== -1; i++) {
    const key = endOfKey(bytes, at)
    at = key === -1 ? -1 : endOfItem(bytes, key, depth + 1)
  }
  return at
}

/** A short text (under 24 bytes), and none that could reach a prototype. */
function endOfKey(bytes: Uint8Array, at: number): number {
  const first = bytes[at]
  if (first === undefined || first < 0x60 || first > 0x77) return -1
  const end = at + 1 + (first & 31)
  if (end > bytes.length) return -1
  const length = first & 31
  return length >= 9 && length <= 11 && forbiddenKeys.has(Buffer.from(bytes.subarray(at + 1, end)).toString('latin1')) ? -1 : end
}
