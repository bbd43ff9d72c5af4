import { byteLimits } from './constants.ts'
import { hexOf, toHex } from './dump.ts'

export type ByteOrder = 'little' | 'big'

/** 64-bit integers are strings: they do not fit a number. */
export interface Reading {
  readonly type: string
  /** null: one byte, or the same in both. */
  readonly order: ByteOrder | null
  readonly length: number
  readonly value: string | number
}

const integerSizes = [1, 2, 4, 8] as const
const orders = ['little', 'big'] as const

/** All that the bytes at `offset` could be. */
export function readingsAt(bytes: Uint8Array, offset: number): readonly Reading[] {
  const rest = bytes.subarray(Math.max(0, offset))
  if (rest.length === 0) return []
  return [...integers(rest), ...floats(rest), ...varints(rest), ...addresses(rest), ...times(rest), bits(rest)]
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function ordersOf(size: number): readonly (ByteOrder | null)[] {
  return size === 1 ? [null] : orders
}

function integers(rest: Uint8Array): Reading[] {
  return integerSizes
    .filter((size) => size <= rest.length)
    .flatMap((size) =>
      ordersOf(size).flatMap((order) =>
        [false, true].map((signed) => ({
          type: `${signed ? 'i' : 'u'}${size * 8}`,
          order,
          length: size,
          value: asValue(integerAt(rest, size, signed, order ?? 'little'), size),
        })),
      ),
    )
}

const asValue = (integer: bigint, size: number): string | number => (size === 8 ? String(integer) : Number(integer))

/** `bytes` has at least `size` of them. */
export function integerAt(bytes: Uint8Array, size: number, signed: boolean, order: ByteOrder): bigint {
  let value = 0n
  for (let at = 0; at < size; at++) value = (value << 8n) | BigInt(bytes[order === 'big' ? at : size - 1 - at] ?? 0)
  return signed ? BigInt.asIntN(size * 8, value) : value
}

function floats(rest: Uint8Array): Reading[] {
  return ([2, 4, 8] as const)
    .filter((size) => size <= rest.length)
    .flatMap((size) => orders.map((order) => ({ type: `f${size * 8}`, order, length: size, value: numberOrWord(floatAt(rest, size, order)) })))
}

/** JSON has no such numbers. */
export function numberOrWord(value: number): string | number {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value)
}

export function floatAt(bytes: Uint8Array, size: 2 | 4 | 8, order: ByteOrder): number {
  const little = order === 'little'
  if (size === 4) return view(bytes).getFloat32(0, little)
  if (size === 8) return view(bytes).getFloat64(0, little)
  const half = Number(integerAt(bytes, 2, false, order))
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 0x1f, half & 0x3ff]
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** LEB128, plain and zigzag; none when it does not end or has more than 64 bits. */
function varints(rest: Uint8Array): Reading[] {
  let value = 0n
  for (let at = 0; at < Math.min(rest.length, byteLimits.varint); at++) {
    const byte = rest[at] ?? 0
    value |= BigInt(byte & 0x7f) << BigInt(at * 7)
    if (byte < 0x80) {
      if (value >> 64n) return []
      const zigzag = (value >> 1n) ^ -(value & 1n)
      return [
        { type: 'varint', order: null, length: at + 1, value: String(value) },
        { type: 'zigzag', order: null, length: at + 1, value: String(zigzag) },
      ]
    }
  }
  return []
}

function addresses(rest: Uint8Array): Reading[] {
  const found: Reading[] = []
  if (rest.length >= 4) found.push({ type: 'ipv4', order: null, length: 4, value: rest.subarray(0, 4).join('.') })
  if (rest.length >= 6) found.push({ type: 'mac', order: null, length: 6, value: toHex(rest.subarray(0, 6), ':') })
  if (rest.length >= 16) found.push({ type: 'ipv6', order: null, length: 16, value: ipv6(rest) })
  return found
}

/** RFC 5952: the longest run of zeros, the first of them, becomes `::`. */
function ipv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) => (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16))
  let [from, length] = [0, 0]
  for (let at = 0; at < 8; at++) {
    let run = 0
    while (groups[at + run] === '0') run++
    if (run > length) [from, length] = [at, run]
  }
  return length < 2 ? groups.join(':') : `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`
}

const lastDate = 8_640_000_000_000_000n

function times(rest: Uint8Array): Reading[] {
  return orders.flatMap((order) => {
    const found: Reading[] = []
    const tell = (type: string, length: number, ms: bigint) => {
      if (ms >= -lastDate && ms <= lastDate) found.push({ type, order, length, value: new Date(Number(ms)).toISOString() })
    }
    if (rest.length >= 4) tell('unix-s32', 4, integerAt(rest, 4, false, order) * 1_000n)
    if (rest.length >= 8) tell('unix-s64', 8, integerAt(rest, 8, true, order) * 1_000n)
    if (rest.length >= 8) tell('unix-ms64', 8, integerAt(rest, 8, true, order))
    return found
  })
}

function bits(rest: Uint8Array): Reading {
  const byte = rest[0] ?? 0
  return { type: `bits of ${hexOf(byte)}`, order: null, length: 1, value: byte.toString(2).padStart(8, '0') }
}
