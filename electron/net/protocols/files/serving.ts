import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { readBytes } from './constants.ts'
import { StreamHash, sharedBuffer } from './stream-hash.ts'
import type { Source } from './types.ts'
import { type ControlOf, pieceFront, writeControl, writePieceFront } from './wire.ts'

/** Buffers of one request: one is read into while another is on its way. */
const buffersEach = 3

/** Answers one request: reads, hashes and writes one stream, never further than their window. */
export class Serving {
  readonly get: ControlOf<'get'>
  /** They have written up to here. */
  have = 0
  /** -1: not known before it has begun. */
  size = -1
  readonly #socket: Duplex
  readonly #window: number
  readonly #free: Buffer[] = Array.from({ length: buffersEach }, () => sharedBuffer(pieceFront + readBytes))
  #hash = new StreamHash()
  #wake: (() => void) | null = null
  #stopped = false
  #isSent = false
  /** Given up by whoever gives it, before all was sent. */
  isWithdrawn = false
  /** A full window waits for them. */
  isFull = false

  constructor(get: ControlOf<'get'>, socket: Duplex, window: number) {
    this.get = get
    this.#socket = socket
    this.#window = window
  }

  /** Rejects with why it does not come (the other side is to be told), never because it was stopped. */
  run(source: Source): Promise<void> {
    return this.#run(source).finally(() => this.#hash.drop())
  }

  async #run(source: Source): Promise<void> {
    this.size = source.size
    const at = await this.#begin(source)
    if (at === null) return
    this.have = at
    this.#socket.write(writeControl({ type: 'begin', request: this.get.request, at }))
    if (!(await this.#pour(source, at))) return
    await source.check()
    if (this.#stopped) return
    this.#isSent = true
    this.#socket.write(writeControl({ type: 'end', request: this.get.request, bytes: source.size, hash: await this.#hash.digest() }))
    while (!this.#stopped && this.have < source.size) await this.#changed()
  }

  /** All of it was sent, and they have written all of it. */
  get isWhole(): boolean {
    return this.#isSent && this.have >= this.size
  }

  written(at: number): void {
    if (at <= this.have) return
    this.have = at
    this.#continue()
  }

  stop(): void {
    this.#stopped = true
    this.#continue()
  }

  withdraw(): void {
    this.isWithdrawn = !this.#isSent
    this.stop()
  }

  /** From where they are, if what they have is the beginning of this. null: stopped. */
  async #begin(source: Source): Promise<number | null> {
    const { at, hash: theirs } = this.get
    if (at === 0 || at > source.size || !theirs) return this.#stopped ? null : 0
    const buffer = (this.#free[0] as Buffer).subarray(pieceFront)
    for (let from = 0; from < at; ) {
      const bytes = await source.read(buffer.subarray(0, Math.min(buffer.length, at - from)), from)
      if (this.#stopped) return null
      await this.#hash.update(buffer.subarray(0, bytes))
      from += bytes
    }
    if (Buffer.compare(await this.#hash.digest(), theirs) === 0) return at
    this.#hash.drop()
    this.#hash = new StreamHash()
    return 0
  }

  /** The next piece is read while this one is hashed and written. false: stopped. */
  async #pour(source: Source, from: number): Promise<boolean> {
    let reading = from < source.size ? this.#read(source, from) : Promise.resolve(null)
    for (let at = from; at < source.size; ) {
      const piece = await reading
      if (!piece || this.#stopped) return false
      const end = at + piece.bytes
      reading = end < source.size ? this.#read(source, end) : Promise.resolve(null)
      reading.catch(() => {})
      writePieceFront(piece.buffer, this.get.request, piece.bytes)
      const hashed = this.#hash.update(piece.buffer.subarray(pieceFront, pieceFront + piece.bytes))
      const written = new Promise<void>((resolve) => this.#socket.write(piece.buffer.subarray(0, pieceFront + piece.bytes), () => resolve()))
      // Its buffer is free when both are done with it; a hash that fails is seen by `digest`.
      void Promise.allSettled([hashed, written]).then(() => {
        this.#free.push(piece.buffer)
        this.#continue()
      })
      at = end
    }
    await reading
    return !this.#stopped
  }

  async #read(source: Source, at: number): Promise<{ readonly buffer: Buffer; readonly bytes: number } | null> {
    while (!this.#stopped && (this.#free.length === 0 || at - this.have >= this.#window)) await this.#room(at)
    const buffer = this.#stopped ? undefined : this.#free.pop()
    if (!buffer) return null
    const room = Math.min(readBytes, this.#window - (at - this.have))
    const bytes = await source.read(buffer.subarray(pieceFront, pieceFront + room), at)
    if (bytes === 0) throw new AppError('file-changed')
    return { buffer, bytes }
  }

  async #room(at: number): Promise<void> {
    this.isFull = at - this.have >= this.#window
    await this.#changed()
    this.isFull = false
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #continue(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
