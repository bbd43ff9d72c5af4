import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { Clock } from '../../core/types.ts'
import { highWaterBytes } from './constants.ts'
import { type Frame, writeFrame } from './frames.ts'

type Small = Exclude<Frame, { type: 'entry' }>

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: AppError) => void
}

/**
 * Writes frames: all of one callback of the event loop as one write. Frames with a place in the log keep their order; of the others only
 * the last of each type counts (`latest`), so they never pile up. Past `highWaterBytes` nothing more is given to the socket.
 */
export class FrameWriter {
  #ordered: Uint8Array[] = []
  #orderedBytes = 0
  readonly #latest = new Map<Small['type'], Small>()
  #waiters: Waiter[] = []
  #isScheduled = false
  #isOver = false
  #progressAt = 0
  #cancelStall: (() => void) | null = null
  readonly #socket: Duplex
  readonly #clock: Clock
  readonly #onStalled: () => void

  /** `onStalled`: past the high water mark, and nothing was taken from us for `limits.keepaliveDeadMs`. */
  constructor(socket: Duplex, clock: Clock, onStalled: () => void) {
    this.#socket = socket
    this.#clock = clock
    this.#onStalled = onStalled
  }

  /** Bytes that the socket has not yet taken. */
  get waiting(): number {
    return this.#orderedBytes + this.#socket.writableLength
  }

  inOrder(frames: readonly Uint8Array[]): boolean {
    if (this.#isOver) return false
    for (const frame of frames) {
      this.#ordered.push(frame)
      this.#orderedBytes += frame.length
    }
    this.#schedule()
    const isOpen = this.waiting < highWaterBytes
    if (!isOpen) this.#watchStall()
    return isOpen
  }

  latest(frame: Small): void {
    if (this.#isOver) return
    this.#latest.set(frame.type, frame)
    this.#schedule()
  }

  drained(): Promise<void> {
    if (this.#isOver) return Promise.reject(new AppError('not-connected'))
    if (this.waiting < highWaterBytes / 2) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }

  /** What waits, now. */
  flush(): void {
    if (this.#isOver || this.#socket.writableLength >= highWaterBytes) return
    this.#collectLatest()
    while (this.#ordered.length > 0 && this.#socket.writableLength < highWaterBytes) this.#socket.write(this.#nextWrite(), this.#onWritten)
  }

  /** A last frame behind what can still go, then the end. */
  end(last: Small | null): void {
    if (this.#isOver) return
    this.flush()
    this.stop()
    if (!this.#socket.writable) return
    if (last) this.#socket.write(writeFrame(last))
    this.#socket.end()
  }

  stop(): void {
    this.#isOver = true
    this.#cancelStall?.()
    this.#cancelStall = null
    this.#ordered = []
    this.#orderedBytes = 0
    this.#latest.clear()
    for (const { reject } of this.#waiters.splice(0)) reject(new AppError('not-connected'))
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    process.nextTick(() => {
      this.#isScheduled = false
      this.flush()
    })
  }

  #collectLatest(): void {
    for (const small of this.#latest.values()) {
      const frame = writeFrame(small)
      this.#ordered.push(frame)
      this.#orderedBytes += frame.length
    }
    this.#latest.clear()
  }

  #nextWrite(): Uint8Array {
    let bytes = 0
    let count = 0
    while (count < this.#ordered.length && bytes < highWaterBytes) bytes += this.#ordered[count++]?.length ?? 0
    const frames = count === this.#ordered.length ? this.#ordered : this.#ordered.slice(0, count)
    this.#ordered = count === this.#ordered.length ? [] : this.#ordered.slice(count)
    this.#orderedBytes -= bytes
    return frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames, bytes)
  }

  readonly #onWritten = (): void => {
    this.#progressAt = this.#clock.monotonic()
    if (this.#isOver) return
    if (this.#ordered.length > 0 || this.#latest.size > 0) this.flush()
    if (this.waiting < highWaterBytes / 2) for (const { resolve } of this.#waiters.splice(0)) resolve()
  }

  #watchStall(): void {
    if (this.#cancelStall) return
    const from = this.#clock.monotonic()
    this.#cancelStall = this.#clock.after(limits.keepaliveDeadMs, () => {
      this.#cancelStall = null
      if (this.waiting < highWaterBytes / 2) return
      if (this.#progressAt > from) this.#watchStall()
      else this.#onStalled()
    })
  }
}
