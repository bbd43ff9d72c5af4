import { AppError } from '../../../../shared/errors.ts'
import { strokeMs } from './constants.ts'
import { diskError } from './place.ts'
import { StreamHash } from './stream-hash.ts'
import { giveStroke, takeStroke } from './strokes.ts'
import type { Sink } from './types.ts'

/** The disk under a sink: one stream of bytes at growing positions. */
export interface Disk {
  /** Bytes that are there, never more than `size`. */
  length(): Promise<number>
  read(into: Buffer, at: number): Promise<number>
  write(bytes: Buffer, at: number): Promise<void>
  /** Where a stroke that begins here ends at the latest, so that the next one begins with a page of a file. */
  cut(at: number): number
  /** Only what is before stays. */
  truncate(at: number): Promise<void>
  /** Everything is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Memory of one stroke; it is used again when it is written and hashed. */
interface Stroke {
  readonly memory: Buffer
  readonly room: number
  bytes: number
}

/**
 * Copies bytes as they come into great strokes, which are written one after the other and then hashed on another thread, while the next is filled. What
 * is there already is hashed first, from the disk.
 */
export class HashingSink implements Sink {
  onWritten: (at: number) => void = () => {}
  onFailed: (error: AppError) => void = () => {}
  readonly #disk: Disk
  readonly #size: number
  readonly #isExact: boolean
  #hash = new StreamHash()
  /** Came; was given to the disk; is there, and hashed. */
  #at = 0
  #put = 0
  #written = 0
  #stroke: Stroke | null = null
  #job: Promise<void> = Promise.resolve()
  #linger: NodeJS.Timeout | null = null
  #error: AppError | null = null
  #closed = false

  /** `exact` false: up to so many bytes. */
  constructor(disk: Disk, size: number, exact = true) {
    this.#disk = disk
    this.#size = size
    this.#isExact = exact
  }

  async start(): Promise<{ readonly at: number; readonly hash: Uint8Array | null }> {
    const at = await this.#disk.length().catch(rethrow)
    if (at > 0) await this.#rehash(at)
    this.#restart(at)
    return { at, hash: at === 0 ? null : await this.#hash.digest() }
  }

  async #rehash(upTo: number): Promise<void> {
    const step = takeStroke()
    try {
      for (let from = 0; from < upTo; ) {
        const bytes = await this.#disk.read(step.subarray(0, Math.min(step.length, upTo - from)), from).catch(rethrow)
        if (this.#closed) throw new AppError('cancelled')
        if (bytes === 0) throw new AppError('file-not-written', { cause: 'EOF' })
        await this.#hash.update(step.subarray(0, bytes))
        from += bytes
      }
    } finally {
      giveStroke(step)
    }
  }

  begin(at: number): void {
    if (at === this.#at) return
    if (at !== 0) throw new AppError('protocol-error', { problem: 'begins elsewhere' })
    this.#hash.drop()
    this.#hash = new StreamHash()
    this.#restart(0)
    this.#then(() => this.#disk.truncate(0))
  }

  write(bytes: Buffer): void {
    if (this.#error || this.#closed) return
    if (this.#at + bytes.length > this.#size) throw new AppError('size-mismatch', { size: this.#size })
    for (let from = 0; from < bytes.length; ) {
      this.#stroke ??= { memory: takeStroke(), room: this.#disk.cut(this.#at) - this.#at, bytes: 0 }
      const stroke = this.#stroke
      const end = Math.min(stroke.room, stroke.bytes + bytes.length - from)
      // `copy` into shared memory goes word by word in Node 20; this is one memcpy.
      stroke.memory.fill(bytes.subarray(from), stroke.bytes, end)
      from += end - stroke.bytes
      this.#at += end - stroke.bytes
      stroke.bytes = end
      if (end === stroke.room) this.#complete()
    }
    if (this.#stroke) this.#linger ??= setTimeout(() => this.#lingered(), strokeMs)
  }

  async end(bytes: number, hash: Uint8Array): Promise<void> {
    this.#complete()
    await this.#job
    if (this.#error) throw this.#error
    if (this.#at !== bytes || (this.#isExact && bytes !== this.#size)) throw new AppError('size-mismatch', { size: this.#size, bytes: this.#at })
    if (Buffer.compare(await this.#hash.digest(), hash) !== 0) throw new AppError('hash-mismatch')
    await this.#disk.sync().catch(rethrow)
    await this.close()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#linger) clearTimeout(this.#linger)
    if (this.#stroke) giveStroke(this.#stroke.memory)
    this.#stroke = null
    await this.#job
    this.#hash.drop()
    await this.#disk.close().catch(() => {})
  }

  #restart(at: number): void {
    this.#at = at
    this.#put = at
    this.#written = at
  }

  /** What is less than a stroke goes too, so that a slow sender sees it; but only one at a time: each takes the memory of a whole one. */
  #lingered(): void {
    this.#linger = null
    if (this.#put === this.#at - (this.#stroke?.bytes ?? 0) && this.#written === this.#put) this.#complete()
    else if (this.#stroke && !this.#error) this.#linger = setTimeout(() => this.#lingered(), strokeMs)
  }

  #complete(): void {
    if (this.#linger) clearTimeout(this.#linger)
    this.#linger = null
    const stroke = this.#stroke
    this.#stroke = null
    if (!stroke) return
    this.#then(
      () => this.#keep(stroke),
      () => giveStroke(stroke.memory),
    )
  }

  /** The next one is written while this one is hashed. */
  async #keep({ memory, bytes }: Stroke): Promise<void> {
    const at = this.#put
    this.#put += bytes
    const view = memory.subarray(0, bytes)
    const hashed = this.#hash.update(view)
    const written = this.#disk.write(view, at)
    void Promise.allSettled([hashed, written]).then(() => giveStroke(memory))
    hashed.catch(() => {})
    await written
    hashed.then(
      () => {
        this.#written += bytes
        if (!this.#error && !this.#closed) this.onWritten(this.#written)
      },
      (thrown) => this.#fail(diskError(thrown)),
    )
  }

  /** `onOver`: it is not done any more. */
  #then(job: () => Promise<void>, onOver = () => {}): void {
    this.#job = this.#job.then(() => (this.#error || this.#closed ? onOver() : job())).catch((thrown) => this.#fail(diskError(thrown)))
  }

  #fail(error: AppError): void {
    if (this.#error) return
    this.#error = error
    this.onFailed(error)
  }
}

function rethrow(thrown: unknown): never {
  throw diskError(thrown)
}
