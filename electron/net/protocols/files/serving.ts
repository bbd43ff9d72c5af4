import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { pageBytes, readBytes } from './constants.ts'
import { StreamHash } from './stream-hash.ts'
import { giveStroke, takeStroke } from './strokes.ts'
import type { Source } from './types.ts'
import { type ControlOf, pieceFront, writeControl, writePieceFront } from './wire.ts'

/** Buffers of one request: one is read into while another is hashed and a third on its way. */
const buffersEach = 3

/** Where a piece's bytes begin in its buffer: with a page, for whoever copies them there. */
const pieceAt = pageBytes

/** Answers one request: reads, hashes and writes one stream, never further than their window. */
export class Serving {
  readonly get: ControlOf<'get'>
  /** They have written up to here. */
  have = 0
  /** -1: not known before it has begun. */
  size = -1
  readonly #socket: Duplex
  readonly #window: number
  readonly #free: Buffer[] = []
  #taken = 0
  #hash = new StreamHash()
  #wake: (() => void) | null = null
  #stopped = false
  #over = false
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
    return this.#run(source).finally(() => {
      this.#over = true
      for (const buffer of this.#free.splice(0)) giveStroke(buffer)
      this.#hash.drop()
    })
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
    const buffer = this.#take()
    try {
      for (let from = 0; from < at; ) {
        const bytes = await source.read(buffer.subarray(0, Math.min(buffer.length, at - from)), from)
        if (this.#stopped) return null
        await this.#hash.update(buffer.subarray(0, bytes))
        from += bytes
      }
    } finally {
      this.#free.push(buffer)
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
      if (!piece || this.#stopped) {
        if (piece) this.#freed(piece.buffer)
        return false
      }
      const end = at + piece.bytes
      reading = end < source.size ? this.#read(source, end) : Promise.resolve(null)
      reading.catch(() => {})
      const frame = piece.buffer.subarray(pieceAt - pieceFront, pieceAt + piece.bytes)
      writePieceFront(frame, this.get.request, piece.bytes)
      const hashed = this.#hash.update(frame.subarray(pieceFront))
      const written = new Promise<void>((resolve) => this.#socket.write(frame, () => resolve()))
      // Its buffer is free when both are done with it; a hash that fails is seen by `digest`.
      void Promise.allSettled([hashed, written]).then(() => this.#freed(piece.buffer))
      at = end
    }
    await reading
    return !this.#stopped
  }

  async #read(source: Source, at: number): Promise<{ readonly buffer: Buffer; readonly bytes: number } | null> {
    while (!this.#stopped && (!this.#hasBuffer || at - this.have >= this.#window)) await this.#room(at)
    if (this.#stopped) return null
    const buffer = this.#take()
    const room = Math.min(readBytes, this.#window - (at - this.have))
    const bytes = await source.read(buffer.subarray(pieceAt, pieceAt + room), at).catch((thrown) => {
      this.#freed(buffer)
      throw thrown
    })
    if (bytes > 0 && !this.#stopped) return { buffer, bytes }
    this.#freed(buffer)
    if (bytes === 0) throw new AppError('file-changed')
    return null
  }

  get #hasBuffer(): boolean {
    return this.#free.length > 0 || this.#taken < buffersEach
  }

  #take(): Buffer {
    const free = this.#free.pop()
    if (!free) this.#taken++
    return free ?? takeStroke()
  }

  #freed(buffer: Buffer): void {
    if (this.#over) return void giveStroke(buffer)
    this.#free.push(buffer)
    this.#continue()
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
