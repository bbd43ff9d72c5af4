import { AppError } from '../../../../shared/errors.ts'
import { writeBytes } from './constants.ts'
import { diskError } from './place.ts'
import { StreamHash, sharedBuffer } from './stream-hash.ts'
import type { Sink } from './types.ts'

/** The disk under a sink: one stream of bytes at growing positions. */
export interface Disk {
  /** Bytes that are there, never more than `size`. */
  length(): Promise<number>
  read(into: Buffer, at: number): Promise<number>
  write(buffers: readonly Buffer[], at: number): Promise<void>
  /** Only what is before stays. */
  truncate(at: number): Promise<void>
  /** Everything is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Memory of one stroke; it is used again when it is hashed and written. */
interface Stroke {
  readonly memory: Buffer
  bytes: number
}

/**
 * Copies bytes as they come into great strokes, which are hashed on another thread and written one after the other: what comes meanwhile is the next. What
 * is there already is hashed first, from the disk.
 */
export class HashingSink implements Sink {
  onWritten: (at: number) => void = () => {}
  onFailed: (error: AppError) => void = () => {}
  readonly #disk: Disk
  readonly #size: number
  readonly #isExact: boolean
  #hash = new StreamHash()
  #at = 0
  #written = 0
  #stroke: Stroke | null = null
  #waiting: Stroke[] = []
  readonly #free: Buffer[] = []
  #job: Promise<void> = Promise.resolve()
  #isWriting = false
  #isEnding = false
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
    const step = sharedBuffer(Math.min(writeBytes, at))
    for (let from = 0; from < at && !this.#closed; ) {
      const bytes = await this.#disk.read(step.subarray(0, Math.min(step.length, at - from)), from).catch(rethrow)
      if (bytes === 0) throw new AppError('file-not-written', { cause: 'EOF' })
      await this.#hash.update(step.subarray(0, bytes))
      from += bytes
    }
    this.#at = at
    this.#written = at
    return { at, hash: at === 0 ? null : await this.#hash.digest() }
  }

  begin(at: number): void {
    if (at === this.#at) return
    if (at !== 0) throw new AppError('protocol-error', { problem: 'begins elsewhere' })
    this.#hash.drop()
    this.#hash = new StreamHash()
    this.#at = 0
    this.#written = 0
    this.#job = this.#job.then(() => this.#disk.truncate(0)).catch((thrown) => this.#fail(diskError(thrown)))
  }

  write(bytes: Buffer): void {
    if (this.#error || this.#closed) return
    if (this.#at + bytes.length > this.#size) throw new AppError('size-mismatch', { size: this.#size })
    this.#at += bytes.length
    for (let from = 0; from < bytes.length; ) {
      this.#stroke ??= { memory: this.#free.pop() ?? sharedBuffer(writeBytes), bytes: 0 }
      const stroke = this.#stroke
      const copied = bytes.copy(stroke.memory, stroke.bytes, from)
      stroke.bytes += copied
      from += copied
      if (stroke.bytes === stroke.memory.length) this.#complete()
    }
    if (this.#waiting.length > 0) this.#flush()
    else if (!this.#isWriting) this.#soon()
  }

  async end(bytes: number, hash: Uint8Array): Promise<void> {
    this.#isEnding = true
    this.#complete()
    this.#flush()
    while (this.#isWriting) await this.#job
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
    await this.#job
    this.#hash.drop()
    await this.#disk.close().catch(() => {})
  }

  /** What is less than a stroke is written at the end of the turn, so that a slow sender sees it too. */
  #soon(): void {
    setImmediate(() => {
      if (this.#isWriting || this.#isEnding) return
      this.#complete()
      this.#flush()
    })
  }

  #complete(): void {
    if (this.#stroke) this.#waiting.push(this.#stroke)
    this.#stroke = null
  }

  #flush(): void {
    if (this.#isWriting || this.#waiting.length === 0 || this.#error || this.#closed) return
    const strokes = this.#waiting
    const views = strokes.map(({ memory, bytes }) => memory.subarray(0, bytes))
    this.#waiting = []
    this.#isWriting = true
    const hashed = Promise.all(views.map((view) => this.#hash.update(view)))
    this.#job = Promise.all([hashed, this.#job.then(() => this.#disk.write(views, this.#written))])
      .then(
        () => {
          for (const { memory, bytes } of strokes) {
            this.#written += bytes
            this.#free.push(memory)
          }
          if (!this.#error) this.onWritten(this.#written)
        },
        (thrown) => this.#fail(diskError(thrown)),
      )
      .then(() => {
        this.#isWriting = false
        if (this.#waiting.length === 0) this.#complete()
        this.#flush()
      })
  }

  #fail(error: AppError): void {
    if (this.#error) return
    this.#error = error
    this.#waiting = []
    this.onFailed(error)
  }
}

function rethrow(thrown: unknown): never {
  throw diskError(thrown)
}
