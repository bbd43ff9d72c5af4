export interface DumpRow {
  readonly offset: number
  readonly bytes: Uint8Array
  /** Two digits each, a wider gap in the middle. */
  readonly hex: string
  /** A dot for what is not printable ASCII. */
  readonly ascii: string
}

export const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')

export function toHex(bytes: Uint8Array, delimiter = ''): string {
  return Array.from(bytes, hexOf).join(delimiter)
}

/** Rows of `width` bytes; only those that begin in `from` to `to`, so that a window need not make them all. */
export function* dumpRows(bytes: Uint8Array, { width = 16, from = 0, to = bytes.length } = {}): Generator<DumpRow> {
  for (let offset = from - (from % width); offset < Math.min(to, bytes.length); offset += width) {
    const row = bytes.subarray(offset, offset + width)
    const half = Math.ceil(width / 2)
    const hex = [row.subarray(0, half), row.subarray(half)].map((part) => toHex(part, ' ')).join('  ')
    yield { offset, bytes: row, hex: hex.trimEnd(), ascii: Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('') }
  }
}

/** `offset | hex | ascii`, as `hexdump -C` prints it. */
export function dumpLine({ offset, hex, ascii }: DumpRow, width = 16): string {
  return `${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(width * 3)} |${ascii}|`
}
