import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { prefixBytes } from './constants.ts'

export interface Split {
  /** Whole frames, length prefix included. Views of the chunk where possible. */
  readonly frames: readonly Uint8Array[]
  /** `frame-too-large` or `protocol-error`: nothing after it can be read. */
  readonly error: AppError | null
}

const firstHold = 1024

/**
 * Cuts a byte stream into frames. A frame is refused as soon as its prefix announces too much. Of an unfinished frame it holds at most
 * twice what has arrived of it (and never more than a frame): a peer has to send what it wants us to keep. Every byte is copied a bounded
 * number of times, whatever the chunks.
 */
export class FrameSplitter {
  #held = Buffer.alloc(0)
  #heldBytes = 0
  #error: AppError | null = null
  readonly #limit: number

  constructor(limit: number = limits.frameBytes) {
    this.#limit = limit
  }

  /** Bytes of an unfinished frame. */
  get pending(): number {
    return this.#heldBytes
  }

  push(chunk: Buffer): Split {
    const frames: Uint8Array[] = []
    let at = 0
    while (at < chunk.length && !this.#error) at = this.#heldBytes > 0 ? this.#continue(chunk, at, frames) : this.#begin(chunk, at, frames)
    return { frames, error: this.#error }
  }

  #begin(chunk: Buffer, at: number, frames: Uint8Array[]): number {
    if (chunk.length - at >= prefixBytes) {
      const end = at + this.#wholeLength(chunk, at)
      if (this.#error) return chunk.length
      if (end <= chunk.length) {
        frames.push(chunk.subarray(at, end))
        return end
      }
    }
    this.#hold(chunk.subarray(at))
    return chunk.length
  }

  #continue(chunk: Buffer, at: number, frames: Uint8Array[]): number {
    const wanted = this.#heldBytes < prefixBytes ? prefixBytes : this.#wholeLength(this.#held, 0)
    if (this.#error) return chunk.length
    const end = Math.min(chunk.length, at + wanted - this.#heldBytes)
    this.#hold(chunk.subarray(at, end))
    if (this.#heldBytes >= prefixBytes && this.#heldBytes === this.#wholeLength(this.#held, 0)) {
      frames.push(this.#held.subarray(0, this.#heldBytes))
      this.#drop()
    }
    return end
  }

  #wholeLength(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32BE(at)
    if (length > this.#limit) this.#fail(new AppError('frame-too-large', { bytes: length, limit: this.#limit }))
    else if (length === 0) this.#fail(new AppError('protocol-error', { problem: 'empty frame' }))
    return prefixBytes + length
  }

  #hold(bytes: Buffer): void {
    const needed = this.#heldBytes + bytes.length
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(Math.max(firstHold, 2 * needed), prefixBytes + this.#limit))
      this.#held.copy(grown, 0, 0, this.#heldBytes)
      this.#held = grown
    }
    bytes.copy(this.#held, this.#heldBytes)
    this.#heldBytes = needed
  }

  #fail(error: AppError): void {
    this.#error = error
    this.#drop()
  }

  #drop(): void {
    this.#held = Buffer.alloc(0)
    this.#heldBytes = 0
  }
}
