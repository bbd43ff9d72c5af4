import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import { Encoder } from 'cbor-x/index-no-eval'
import type { Change } from './statements.ts'

/** One group of changes in the journal. `previous`: the tag of the block before it, of whatever file; the first of all has zeros there. */
export interface Block {
  readonly generation: number
  /** In its generation. */
  readonly index: number
  readonly previous: Buffer
  readonly tag: Buffer
  readonly changes: readonly Change[]
}

export const tagBytes = 16
const nonceBytes = 12
/** u32 length of all that follows, f64 generation, u32 index, tag of the block before, nonce. */
const headBytes = 4 + 8 + 4 + tagBytes + nonceBytes

const cbor = new Encoder({ useRecords: false, mapsAsObjects: true, structuredClone: false, pack: false, tagUint8Array: false })

/** Each statement's text once. */
export function encodeChanges(changes: readonly Change[]): Buffer {
  const texts = new Map<string, number>()
  const rows = changes.map(([sql, values]) => {
    const at = texts.get(sql) ?? texts.size
    texts.set(sql, at)
    return [at, values]
  })
  return cbor.encode([[...texts.keys()], rows])
}

export function decodeChanges(bytes: Uint8Array): readonly Change[] {
  const [texts, rows] = cbor.decode(bytes) as [string[], [number, Change[1]][]]
  return rows.map(([at, values]) => [texts[at] as string, values])
}

/** AES-256-GCM; the head is in clear, and authenticated. */
export function sealBlock(key: Uint8Array, { generation, index, previous }: Pick<Block, 'generation' | 'index' | 'previous'>, plain: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(headBytes)
  head.writeUInt32LE(headBytes - 4 + plain.length + tagBytes, 0)
  head.writeDoubleLE(generation, 4)
  head.writeUInt32LE(index, 12)
  head.set(previous, 16)
  randomFillSync(head, headBytes - nonceBytes, nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, head.subarray(headBytes - nonceBytes))
  cipher.setAAD(head)
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The block at the beginning of `bytes` and its length there; null: there is none that was written whole with this key. */
export function openBlock(key: Uint8Array, bytes: Buffer): { readonly block: Block; readonly length: number } | null {
  if (bytes.length < headBytes + tagBytes) return null
  const length = 4 + bytes.readUInt32LE(0)
  if (length < headBytes + tagBytes || length > bytes.length) return null
  const head = bytes.subarray(0, headBytes)
  const tag = bytes.subarray(length - tagBytes, length)
  const cipher = createDecipheriv('aes-256-gcm', key, head.subarray(headBytes - nonceBytes))
  cipher.setAAD(head)
  cipher.setAuthTag(tag)
  try {
    const plain = Buffer.concat([cipher.update(bytes.subarray(headBytes, length - tagBytes)), cipher.final()])
    const previous = head.subarray(16, 16 + tagBytes)
    return { block: { generation: head.readDoubleLE(4), index: head.readUInt32LE(12), previous, tag, changes: decodeChanges(plain) }, length }
  } catch {
    return null
  }
}
