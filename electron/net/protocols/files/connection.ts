import type { Duplex } from 'node:stream'
import { AppError, isErrorCode, toErrorData } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import { readInto } from '../../core/read-into.ts'
import type { Clock } from '../../core/types.ts'
import { aliveMs, deadMs, helloMs, lingerMs, mostUnread, recordBytes, stalledMs, windowBytes } from './constants.ts'
import { Serving } from './serving.ts'
import type { GetRequest, Sink, Source } from './types.ts'
import { type Control, type ControlOf, WireReader, writeControl } from './wire.ts'

export interface FileConnectionOptions {
  readonly socket: Duplex
  readonly clock: Clock
  /** Rejects `AppError` with why they don't get it. */
  readonly serve: (get: GetRequest) => Promise<Source>
  /** Of what I send: they have written up to here. */
  readonly onServed: (get: GetRequest, at: number) => void
  /** They have written all of it. */
  readonly onGiven?: (get: GetRequest) => void
  /** I could not give it, or no further. */
  readonly onRefused: (get: GetRequest, error: AppError) => void
  /** Once; null: in order. */
  readonly onClosed: (error: AppError | null) => void
}

interface Fetching {
  readonly sink: Sink
  /** What `get` said. */
  readonly asked: number
  isRunning: boolean
  isEnding: boolean
  received: number
  written: number
  readonly settle: (error: AppError | null) => void
}

/** Reasons of theirs that mean the same here. */
const theirReasons: ReadonlySet<string> = new Set(['file-changed', 'file-gone', 'file-unreadable', 'transfer-unknown', 'transfer-paused'])

/** Requests of theirs at once: those that run, and as many that were stopped a moment ago. */
const mostServings = 2 * limits.transfersAtOnce

/** One connection for files with one person, both ways. Who they are was settled before. See README.md. */
export class FileConnection {
  readonly #socket: Duplex
  readonly #clock: Clock
  readonly #options: FileConnectionOptions
  readonly #reader: WireReader
  readonly #fetching = new Map<number, Fetching>()
  readonly #serving = new Map<number, Serving>()
  /** They said hello; null: not yet. */
  #window: number | null = null
  #lastRequest = 0
  #heardAt: number
  #progressAt: number
  #cancelAlive: () => void
  #closed = false
  #unread = 0
  #isReady: () => void = () => {}
  #isNeverReady: (error: AppError) => void = () => {}
  readonly #ready: Promise<void>

  constructor(options: FileConnectionOptions) {
    const { socket, clock } = options
    this.#socket = socket
    this.#clock = clock
    this.#options = options
    this.#heardAt = clock.monotonic()
    this.#progressAt = this.#heardAt
    this.#ready = new Promise((resolve, reject) => {
      this.#isReady = resolve
      this.#isNeverReady = reject
    })
    this.#ready.catch(() => {})
    this.#reader = new WireReader({ onControl: (frame) => this.#control(frame), onBytes: (request, bytes) => this.#bytes(request, bytes) })
    this.#cancelAlive = clock.after(aliveMs, () => this.#beat())
    readInto(socket, Buffer.allocUnsafeSlow(recordBytes), (chunk) => this.#read(chunk))
    socket.on('error', (thrown) => this.#finish(brokenBy(thrown)))
    socket.on('end', () => this.#finish(null))
    socket.on('close', () => this.#finish(null))
    this.#send({ type: 'hello', window: windowBytes })
  }

  /** Nothing is asked or given. */
  get isIdle(): boolean {
    return this.#fetching.size === 0 && this.#serving.size === 0
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Fulfils when all of it is on disk. Rejects `AppError`: not-connected, cancelled (by the signal), or why it does not come; the sink is closed then. */
  async fetch(get: GetRequest, sink: Sink, signal: AbortSignal, onProgress: (at: number) => void = () => {}): Promise<void> {
    // What is here may take minutes to be hashed.
    const stop = () => void sink.close()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await this.#ready
      if (signal.aborted) throw new AppError('cancelled')
      const { at, hash } = await sink.start()
      signal.removeEventListener('abort', stop)
      await this.#ask(get, sink, { at, hash }, signal, onProgress)
    } catch (thrown) {
      await sink.close()
      throw thrown
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Gives no further what is not wanted any more, whether or not they go on asking for it. */
  withdraw(isWanted: (transfer: string) => boolean): void {
    for (const serving of this.#serving.values()) if (!isWanted(serving.get.transfer)) serving.withdraw()
  }

  close(): void {
    if (this.#closed) return
    this.#finish(null)
    this.#socket.end()
  }

  #ask(
    get: GetRequest,
    sink: Sink,
    { at, hash }: { readonly at: number; readonly hash: Uint8Array | null },
    signal: AbortSignal,
    onProgress: (at: number) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new AppError('not-connected'))
      if (signal.aborted) return reject(new AppError('cancelled'))
      const request = ++this.#lastRequest
      const stop = () => {
        this.#send({ type: 'stop', request })
        settle(new AppError('cancelled'))
      }
      const settle = (error: AppError | null) => {
        if (!this.#fetching.delete(request)) return
        signal.removeEventListener('abort', stop)
        sink.onWritten = () => {}
        sink.onFailed = () => {}
        if (error) reject(error)
        else resolve()
      }
      const fetching: Fetching = { sink, asked: at, isRunning: false, isEnding: false, received: at, written: at, settle }
      this.#fetching.set(request, fetching)
      signal.addEventListener('abort', stop, { once: true })
      sink.onWritten = (written) => {
        fetching.written = written
        onProgress(written)
        this.#send({ type: 'have', request, at: written })
      }
      sink.onFailed = (error) => {
        this.#send({ type: 'stop', request })
        settle(error)
      }
      this.#send({ type: 'get', request, ...get, at, hash })
    })
  }

  #read(chunk: Buffer): void {
    if (this.#closed) return
    this.#heardAt = this.#clock.monotonic()
    try {
      this.#reader.push(chunk)
    } catch (thrown) {
      this.#fail(thrown instanceof AppError ? thrown : new AppError('protocol-error', toErrorData(thrown).details, { cause: thrown }))
    }
  }

  #bytes(request: number, bytes: Buffer): void {
    const fetching = this.#fetching.get(request)
    if (!fetching) {
      // On its way when it was stopped.
      if (request > this.#lastRequest) throw new AppError('protocol-error', { problem: 'never asked' })
      return
    }
    if (!fetching.isRunning || fetching.isEnding) throw new AppError('protocol-error', { problem: 'bytes out of turn' })
    fetching.received += bytes.length
    if (fetching.received - fetching.written > windowBytes) throw new AppError('protocol-error', { problem: 'window' })
    try {
      fetching.sink.write(bytes)
    } catch (thrown) {
      this.#send({ type: 'stop', request })
      fetching.settle(thrown instanceof AppError ? thrown : new AppError('internal', {}, { cause: thrown }))
    }
  }

  #control(frame: Control): void {
    if (frame.type === 'alive' || this.#closed) return
    if (frame.type !== 'hello' && this.#window === null) throw new AppError('protocol-error', { problem: 'no hello' })
    switch (frame.type) {
      case 'hello':
        this.#hello(frame)
        break
      case 'get':
        this.#give(frame, this.#window ?? 0)
        break
      case 'have':
        this.#written(frame)
        break
      case 'stop':
        this.#serving.get(frame.request)?.stop()
        break
      default:
        this.#answered(frame)
    }
  }

  #answered(frame: ControlOf<'begin' | 'end' | 'no'>): void {
    const fetching = this.#fetching.get(frame.request)
    if (!fetching) return
    if (frame.type === 'begin') this.#begin(fetching, frame)
    else if (frame.type === 'end') this.#end(fetching, frame)
    else fetching.settle(new AppError(isErrorCode(frame.code) && theirReasons.has(frame.code) ? frame.code : 'protocol-error', { by: 'peer' }))
  }

  #hello({ window }: ControlOf<'hello'>): void {
    if (this.#window !== null) throw new AppError('protocol-error', { problem: 'hello twice' })
    this.#window = Math.min(window, windowBytes)
    this.#isReady()
  }

  #begin(fetching: Fetching, { at }: ControlOf<'begin'>): void {
    if (fetching.isRunning || (at !== 0 && at !== fetching.asked)) throw new AppError('protocol-error', { problem: 'begin' })
    fetching.isRunning = true
    fetching.received = at
    fetching.written = at
    fetching.sink.begin(at)
  }

  #end(fetching: Fetching, { bytes, hash }: ControlOf<'end'>): void {
    if (!fetching.isRunning || fetching.isEnding) throw new AppError('protocol-error', { problem: 'end' })
    fetching.isEnding = true
    fetching.sink.end(bytes, hash).then(
      () => fetching.settle(null),
      (thrown) => fetching.settle(thrown instanceof AppError ? thrown : new AppError('internal', {}, { cause: thrown })),
    )
  }

  #give(get: ControlOf<'get'>, window: number): void {
    if (this.#serving.has(get.request) || this.#serving.size >= mostServings) throw new AppError('protocol-error', { problem: 'get' })
    const serving = new Serving(get, this.#socket, window)
    this.#serving.set(get.request, serving)
    void this.#serve(serving).finally(() => this.#serving.delete(get.request))
  }

  async #serve(serving: Serving): Promise<void> {
    const { get } = serving
    let source: Source | null = null
    try {
      source = await this.#options.serve(get)
      await serving.run(source)
      if (serving.isWhole) this.#options.onGiven?.(get)
      if (serving.isWithdrawn) throw new AppError('transfer-paused')
    } catch (thrown) {
      const error = thrown instanceof AppError ? thrown : new AppError('file-unreadable', {}, { cause: thrown })
      this.#send({ type: 'no', request: get.request, code: error.code })
      if (!this.#closed) this.#options.onRefused(get, error)
    } finally {
      await source?.close()
    }
  }

  #written({ request, at }: ControlOf<'have'>): void {
    const serving = this.#serving.get(request)
    if (!serving || at > serving.size) return
    this.#progressAt = this.#clock.monotonic()
    serving.written(at)
    this.#options.onServed(serving.get, at)
  }

  #send(frame: Control): void {
    if (this.#closed || !this.#socket.writable) return
    if (++this.#unread > mostUnread) return void this.#fail(new AppError('peer-silent'))
    this.#socket.write(writeControl(frame), () => {
      this.#unread--
    })
  }

  /** Silence and standstill, from one timer. */
  #beat(): void {
    if (this.#closed) return
    const now = this.#clock.monotonic()
    if (this.#window === null && now - this.#progressAt >= helloMs) return void this.#fail(new AppError('no-answer'))
    const isFull = [...this.#serving.values()].some((serving) => serving.isFull)
    if (!isFull) this.#progressAt = this.#window === null ? this.#progressAt : now
    if (now - this.#heardAt >= deadMs || now - this.#progressAt >= stalledMs) return void this.#fail(new AppError('peer-silent'))
    if (this.#socket.writableLength === 0) this.#send({ type: 'alive' })
    this.#cancelAlive = this.#clock.after(aliveMs, () => this.#beat())
  }

  #fail(error: AppError): void {
    this.#finish(error)
    this.#socket.destroy()
  }

  #finish(error: AppError | null): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelAlive()
    const gone = new AppError('not-connected', { cause: error?.code ?? '' })
    this.#isNeverReady(gone)
    for (const serving of this.#serving.values()) serving.stop()
    // Whoever reads nothing would keep the socket, and what waits in it, for as long as they like.
    if (!this.#socket.destroyed)
      this.#socket.once(
        'close',
        this.#clock.after(lingerMs, () => this.#socket.destroy()),
      )
    for (const { settle } of [...this.#fetching.values()]) settle(gone)
    this.#options.onClosed(error)
  }
}

function brokenBy(thrown: unknown): AppError {
  const { code, details } = toErrorData(thrown)
  return new AppError(code, details, { cause: thrown })
}
