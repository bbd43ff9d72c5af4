import { hexOf, toHex } from './dump.ts'

export type Language = 'hex' | 'c' | 'python' | 'javascript'

const printableAscii = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x27

/** The bytes as a line of a program. */
export function asSource(bytes: Uint8Array, language: Language): string {
  const list = Array.from(bytes, (byte) => `0x${hexOf(byte)}`).join(', ')
  switch (language) {
    case 'hex':
      return toHex(bytes, ' ')
    case 'c':
      return `const unsigned char bytes[${bytes.length}] = { ${list} };`
    case 'python':
      return `b'${Array.from(bytes, (byte) => (printableAscii(byte) ? String.fromCharCode(byte) : `\\x${hexOf(byte)}`)).join('')}'`
    case 'javascript':
      return `new Uint8Array([${list}])`
  }
}
