import type { Duplex } from 'node:stream'
import { limits } from '../../../../shared/limits.ts'
import type { Clock } from '../../core/types.ts'
import { UNSTORED_TEXTS } from './constants.ts'
import { type LineItem, LineSplitter } from './line-splitter.ts'

interface ReaderOptions {
  readonly clock: Clock
  /** A promise holds the reading back: the other side's system then stops it from sending. */
  readonly onItem: (item: LineItem) => unknown
  /** The other side has finished writing; everything it wrote was handed over. */
  readonly onEnded: () => void
  /** The stream is gone; everything that was read was handed over. */
  readonly onClosed: () => void
}

/** Reads a stream as messages, no faster than its owner takes them. */
export class LineReader {
  readonly #stream: Duplex
  readonly #options: ReaderOptions
  readonly #splitter = new LineSplitter()
  #busy: Promise<void> | null = null
  #cancelSilence: (() => void) | null = null
  #closed = false
  #onSettled: () => void = () => {}

  constructor(stream: Duplex, options: ReaderOptions) {
    this.#stream = stream
    this.#options = options
    process.nextTick(() => this.#start())
  }

  /** Something has come that was not handed over yet. */
  get isHolding(): boolean {
    return !this.#closed && (this.#splitter.pending || this.#stream.readableLength > 0)
  }

  /** Fulfils once what has come is handed over; whoever never pauses is not waited for. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(2 * limits.plainSilenceMs, resolve)
      this.#onSettled = () => {
        cancel()
        resolve()
      }
    })
  }

  /** A turn later, so that the owner knows its chat before the chat speaks. */
  #start(): void {
    const stream = this.#stream
    if (stream.closed) return void this.#close()
    stream.once('close', () => this.#close())
    if (stream.readableEnded) return void this.#end()
    stream.once('end', () => this.#end())
    stream.on('data', (chunk: Buffer) => this.#hand(this.#splitter.push(chunk)))
    stream.resume()
  }

  #hand(items: Iterator<LineItem>): void {
    this.#stopWaiting()
    const busy = this.#deliver(items)
    if (!busy) return void this.#awaitSilence()
    this.#stream.pause()
    this.#busy = busy.then(() => {
      this.#busy = null
      this.#awaitSilence()
      if (!this.#closed) this.#stream.resume()
    })
  }

  /** undefined: all were taken at once. */
  #deliver(items: Iterator<LineItem>): Promise<void> | undefined {
    const unstored: Promise<unknown>[] = []
    for (let next = items.next(); !next.done; next = items.next()) {
      const taken = this.#options.onItem(next.value)
      if (taken instanceof Promise) unstored.push(taken)
      if (unstored.length >= UNSTORED_TEXTS) return Promise.allSettled(unstored).then(() => this.#deliver(items))
    }
    return unstored.length > 0 ? Promise.allSettled(unstored).then(() => {}) : undefined
  }

  #awaitSilence(): void {
    if (!this.isHolding) this.#onSettled()
    if (this.#closed || !this.#splitter.pending) return
    this.#cancelSilence = this.#options.clock.after(limits.plainSilenceMs, () => this.#hand(this.#splitter.flush()))
  }

  #stopWaiting(): void {
    this.#cancelSilence?.()
    this.#cancelSilence = null
  }

  #end(): void {
    this.#finish(() => this.#options.onEnded())
  }

  #close(): void {
    this.#closed = true
    this.#onSettled()
    this.#finish(() => this.#options.onClosed())
  }

  /** After what is being taken, and after the line that never ended. */
  #finish(then: () => void): void {
    this.#stopWaiting()
    if (this.#busy !== null) return void this.#busy.then(() => this.#finish(then))
    const busy = this.#deliver(this.#splitter.end())
    if (!busy) return void then()
    this.#busy = busy.then(() => {
      this.#busy = null
    })
    void this.#busy.then(then)
  }
}
