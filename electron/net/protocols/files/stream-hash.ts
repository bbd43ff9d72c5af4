import { Worker } from 'node:worker_threads'
import { AppError } from '../../../../shared/errors.ts'
import { dropStrokes } from './strokes.ts'

/** As text, so that every build of the core (window, terminal, tests) has it without a file of its own. */
const program = `
const { parentPort } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const { setPriority } = require('node:os')
// Of this thread alone, which only Linux can: chat goes before.
if (process.platform === 'linux') try { setPriority(0, 10) } catch {}
const hashes = new Map()
parentPort.on('message', ({ number, stream, bytes, drop }) => {
  if (drop) return void hashes.delete(stream)
  const hash = hashes.get(stream) ?? createHash('sha256')
  hashes.set(stream, hash)
  if (bytes) hash.update(bytes)
  parentPort.postMessage({ number, digest: bytes ? null : hash.copy().digest() })
})`

/** The thread ends after this long without a stream, ms. */
const idleMs = 10_000

interface Waiter {
  readonly resolve: (digest: Uint8Array | null) => void
  readonly reject: (error: AppError) => void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiter>
}

let thread: Thread | null = null
let streams = 0
let open = 0
let questions = 0
let idle: NodeJS.Timeout | null = null

function running(): Thread {
  if (thread) return thread
  const worker = new Worker(program, { eval: true })
  const started: Thread = { worker, waiting: new Map() }
  const over = () => {
    if (thread === started) thread = null
    for (const { reject } of started.waiting.values()) reject(new AppError('internal', { cause: 'the thread that hashes ended' }))
    started.waiting.clear()
  }
  worker.on('message', ({ number, digest }: { readonly number: number; readonly digest: Uint8Array | null }) => {
    started.waiting.get(number)?.resolve(digest)
    started.waiting.delete(number)
  })
  worker.on('error', over).on('exit', over).unref()
  thread = started
  return started
}

/** SHA-256 of a stream, computed on a thread of its own: chat and window never wait for it. */
export class StreamHash {
  readonly #stream = ++streams
  #dropped = false

  constructor() {
    open++
    if (idle) clearTimeout(idle)
    idle = null
  }

  /** Fulfils when the bytes, of a stroke, may be changed again. */
  async update(bytes: Uint8Array): Promise<void> {
    await this.#ask(bytes)
  }

  /** Of all so far; it may go on. */
  async digest(): Promise<Uint8Array> {
    return (await this.#ask(null)) ?? new Uint8Array()
  }

  drop(): void {
    if (this.#dropped) return
    this.#dropped = true
    thread?.worker.postMessage({ stream: this.#stream, drop: true })
    if (--open > 0) return
    idle = setTimeout(() => {
      if (open > 0) return
      // It takes a moment to end: whoever comes in it has another.
      void thread?.worker.terminate()
      thread = null
      dropStrokes()
    }, idleMs)
    idle.unref()
  }

  #ask(bytes: Uint8Array | null): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      const { worker, waiting } = running()
      const number = ++questions
      waiting.set(number, { resolve, reject })
      worker.postMessage({ number, stream: this.#stream, bytes })
    })
  }
}
