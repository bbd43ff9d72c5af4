import { createHash, type Hash } from 'node:crypto'
import { AppError } from '../../../../shared/errors.ts'
import { writeBytes } from './constants.ts'
import { diskError } from './place.ts'
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

const hashStep = 1024 * 1024

/**
 * Hashes bytes as they come and writes them in great strokes behind it: one write at a time, what comes meanwhile is the next. What is there already is
 * hashed first, from the disk.
 */
export class HashingSink implements Sink {
  onWritten: (at: number) => void = () => {}
  onFailed: (error: AppError) => void = () => {}
  readonly #disk: Disk
  readonly #size: number
  readonly #isExact: boolean
  #hash: Hash = createHash('sha256')
  #at = 0
  #written = 0
  #waiting: Buffer[] = []
  #waitingBytes = 0
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
    const step = Buffer.allocUnsafe(Math.min(hashStep, at))
    for (let from = 0; from < at && !this.#closed; ) {
      const bytes = await this.#disk.read(step.subarray(0, Math.min(step.length, at - from)), from).catch(rethrow)
      if (bytes === 0) throw new AppError('file-not-written', { cause: 'EOF' })
      this.#hash.update(step.subarray(0, bytes))
      from += bytes
    }
    this.#at = at
    this.#written = at
    return { at, hash: at === 0 ? null : this.#hash.copy().digest() }
  }

  begin(at: number): void {
    if (at === this.#at) return
    if (at !== 0) throw new AppError('protocol-error', { problem: 'begins elsewhere' })
    this.#hash = createHash('sha256')
    this.#at = 0
    this.#written = 0
    this.#job = this.#job.then(() => this.#disk.truncate(0)).catch((thrown) => this.#fail(diskError(thrown)))
  }

  write(bytes: Buffer): void {
    if (this.#error || this.#closed) return
    if (this.#at + bytes.length > this.#size) throw new AppError('size-mismatch', { size: this.#size })
    this.#hash.update(bytes)
    this.#at += bytes.length
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes >= writeBytes) this.#flush()
    else if (!this.#isWriting) this.#soon()
  }

  async end(bytes: number, hash: Uint8Array): Promise<void> {
    this.#isEnding = true
    this.#flush()
    while (this.#isWriting) await this.#job
    await this.#job
    if (this.#error) throw this.#error
    if (this.#at !== bytes || (this.#isExact && bytes !== this.#size)) throw new AppError('size-mismatch', { size: this.#size, bytes: this.#at })
    if (!this.#hash.digest().equals(hash)) throw new AppError('hash-mismatch')
    await this.#disk.sync().catch(rethrow)
    await this.close()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#job
    await this.#disk.close().catch(() => {})
  }

  /** What is less than a stroke is written at the end of the turn, so that a slow sender sees it too. */
  #soon(): void {
    setImmediate(() => !this.#isWriting && !this.#isEnding && this.#flush())
  }

  #flush(): void {
    if (this.#isWriting || this.#waiting.length === 0 || this.#error || this.#closed) return
    const [buffers, bytes] = [this.#waiting, this.#waitingBytes]
    this.#waiting = []
    this.#waitingBytes = 0
    this.#isWriting = true
    this.#job = this.#job
      .then(() => this.#disk.write(buffers, this.#written))
      .then(
        () => {
          this.#written += bytes
          if (!this.#error) this.onWritten(this.#written)
        },
        (thrown) => this.#fail(diskError(thrown)),
      )
      .then(() => {
        this.#isWriting = false
        if (this.#waitingBytes >= writeBytes || this.#isEnding || this.#waiting.length > 0) this.#flush()
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
