import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { uuidPattern } from '../../../../shared/uuid.ts'
import { decodeFrame, encodeFrame } from '../secure-peer/codec.ts'
import { controlBytes, controlKind, pieceBytes, pieceHead, pieceKind, prefixBytes } from './constants.ts'

const request = z.int().min(1).max(0xffff_ffff)
const position = z.int().min(0).max(limits.fileBytes)
const hash = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32)

const control = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), window: z.int().min(1).max(0xffff_ffff) }),
  z.object({
    type: z.literal('get'),
    request,
    transfer: z.string().regex(uuidPattern),
    what: z.enum(['content', 'manifest']),
    at: position,
    hash: hash.nullable(),
  }),
  z.object({ type: z.literal('begin'), request, at: position }),
  z.object({ type: z.literal('end'), request, bytes: position, hash }),
  z.object({ type: z.literal('no'), request, code: z.string().max(64) }),
  z.object({ type: z.literal('have'), request, at: position }),
  z.object({ type: z.literal('stop'), request }),
  z.object({ type: z.literal('alive') }),
])

export type Control = z.infer<typeof control>
export type ControlOf<T extends Control['type']> = Extract<Control, { type: T }>

/** A whole frame. */
export function writeControl(frame: Control): Buffer {
  const body = encodeFrame(frame)
  const bytes = Buffer.allocUnsafe(1 + body.length)
  bytes.writeUInt32BE(body.length - prefixBytes + 1, 0)
  bytes[prefixBytes] = controlKind
  body.copy(bytes, prefixBytes + 1, prefixBytes)
  return bytes
}

/** Bytes in front of a piece's own. */
export const pieceFront = prefixBytes + pieceHead

/** Fills the front of a buffer whose piece of `length` bytes begins at `pieceFront`. */
export function writePieceFront(bytes: Buffer, request: number, length: number): void {
  bytes.writeUInt32BE(pieceHead + length, 0)
  bytes[prefixBytes] = pieceKind
  bytes.writeUInt32BE(request, prefixBytes + 1)
}

export interface WireHandlers {
  readonly onControl: (frame: Control) => void
  /** A part of a piece, as it came: a view of what was read. */
  readonly onBytes: (request: number, bytes: Buffer) => void
}

const headBytes = prefixBytes + 1

/**
 * Cuts what is read into control frames, whole, and bytes of files, as they come: nothing of a file is copied or held here. Throws `AppError`
 * frame-too-large or protocol-error, after which nothing can be read. Types of later versions are passed over.
 */
export class WireReader {
  readonly #handlers: WireHandlers
  /** Of what is not whole: a head, or a control frame. */
  #held: Buffer = Buffer.alloc(0)
  #request = 0
  /** Bytes of the piece that are still to come. */
  #left = 0

  constructor(handlers: WireHandlers) {
    this.#handlers = handlers
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) at = this.#left > 0 ? this.#bytes(chunk, at) : this.#frame(chunk, at)
  }

  #bytes(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left)
    this.#left -= end - at
    this.#handlers.onBytes(this.#request, chunk.subarray(at, end))
    return end
  }

  #frame(chunk: Buffer, at: number): number {
    const wanted = this.#wanted()
    const end = Math.min(chunk.length, at + wanted - this.#held.length)
    // A copy: what was read may be read over.
    this.#held = Buffer.concat([this.#held, chunk.subarray(at, end)])
    if (this.#held.length < wanted || this.#wanted() > this.#held.length) return end
    const whole = this.#held
    this.#held = Buffer.alloc(0)
    if (whole[prefixBytes] === pieceKind) {
      this.#request = whole.readUInt32BE(headBytes)
      this.#left = whole.readUInt32BE(0) - pieceHead
    } else this.#control(whole)
    return end
  }

  /** How long what is held must be before more is known. */
  #wanted(): number {
    if (this.#held.length < headBytes) return headBytes
    const length = this.#held.readUInt32BE(0)
    const isPiece = this.#held[prefixBytes] === pieceKind
    const [least, most] = isPiece ? [pieceHead + 1, pieceHead + pieceBytes] : [2, controlBytes]
    if (!isPiece && this.#held[prefixBytes] !== controlKind) throw new AppError('protocol-error', { problem: 'kind' })
    if (length > most) throw new AppError('frame-too-large', { bytes: length, limit: most })
    if (length < least) throw new AppError('protocol-error', { problem: 'empty frame' })
    return prefixBytes + (isPiece ? pieceHead : length)
  }

  #control(whole: Buffer): void {
    const value = decodeFrame(whole.subarray(1))
    const type = (value as { type?: unknown } | null)?.type
    if (typeof type !== 'string') throw new AppError('protocol-error', { problem: 'no type' })
    if (!control.options.some((option) => option.shape.type.value === type)) return
    const parsed = control.safeParse(value)
    if (!parsed.success) throw new AppError('protocol-error', { frame: type, field: parsed.error.issues[0]?.path.join('.') ?? '' })
    this.#handlers.onControl(parsed.data)
  }
}
