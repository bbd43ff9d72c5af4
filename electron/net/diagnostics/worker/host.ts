import { Worker } from 'node:worker_threads'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import type { Logger } from '../../core/types.ts'
import type { Ask, CallName, Calls, Said, ThreadData, Told } from './messages.ts'

/** Socket numbers of one thread; the next one begins behind them. */
const idsPerThread = 1_000_000_000
/** How long a thread may take to end what it runs. ms */
const closeMs = 1_000

type Awaited_<C extends CallName> = Promise<Awaited<ReturnType<Calls[C]>>>

/** The same calls from outside of the thread. */
export type RemoteCalls = { readonly [C in CallName]: (...args: Parameters<Calls[C]>) => Awaited_<C> }

interface HostOptions {
  /** The script that calls `serveDiagnostics`. */
  readonly script: URL | string
  readonly logger: Logger
  readonly onTold: (told: Told) => void
  /** A thread begins: the first one, or another after a crash. */
  readonly onBegin: () => void
  /** The thread ended without being asked: everything that ran in it is over. */
  readonly onCrash: () => void
}

interface Waiting {
  readonly fulfil: (value: unknown) => void
  readonly reject: (error: AppError) => void
}

/** The worker thread of the diagnostics: begins with the first call, and anew with the first one after a crash. */
export class DiagnosticsThread {
  readonly calls: RemoteCalls
  readonly #options: HostOptions
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #threads = 0
  #id = 0
  #closed = false

  constructor(options: HostOptions) {
    this.#options = options
    this.calls = new Proxy({} as RemoteCalls, {
      get:
        (_, name: CallName) =>
        (...args: readonly unknown[]) =>
          this.#call(name, args),
    })
  }

  /** false: nothing has been asked of it yet, or it has crashed since. */
  get isRunning(): boolean {
    return this.#worker !== null
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const worker = this.#worker
    if (worker) await Promise.race([this.calls.close().catch(() => {}), new Promise((fulfil) => setTimeout(fulfil, closeMs).unref())])
    this.#closed = true
    await worker?.terminate()
  }

  #call(name: CallName, args: readonly unknown[]): Promise<never> {
    if (this.#closed) return Promise.reject(new AppError('diagnostics-crashed', { cause: 'closed' }))
    const worker = this.#begin()
    return new Promise((fulfil, reject) => {
      const id = ++this.#id
      this.#waiting.set(id, { fulfil: fulfil as (value: unknown) => void, reject })
      worker.postMessage({ id, name, args } satisfies Ask)
    })
  }

  #begin(): Worker {
    if (this.#worker) return this.#worker
    const { script, logger } = this.#options
    // Of the command line of the app, nothing is meant for it; what it prints goes where the app's own does.
    const worker = new Worker(script, { workerData: { idsAfter: idsPerThread * ++this.#threads } satisfies ThreadData, execArgv: [], argv: [] })
    worker.on('message', (said: Said) => this.#heard(said))
    worker.on('error', (error) => logger.error('the thread of the diagnostics failed', { error: error instanceof Error ? error.stack : String(error) }))
    worker.on('exit', (code) => this.#ended(worker, code))
    this.#worker = worker
    this.#options.onBegin()
    return worker
  }

  #heard(said: Said): void {
    if (said.type === 'told') {
      for (const told of said.told) this.#options.onTold(told)
      return
    }
    const waiting = this.#waiting.get(said.id)
    this.#waiting.delete(said.id)
    if (said.type === 'answer') waiting?.fulfil(said.value)
    else waiting?.reject(asError(said.error))
  }

  #ended(worker: Worker, code: number): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(new AppError('diagnostics-crashed', { cause: String(code) }))
    this.#waiting.clear()
    if (this.#closed) return
    this.#options.logger.warn('the thread of the diagnostics ended', { code })
    this.#options.onCrash()
  }
}

const asError = ({ code, details }: ErrorData): AppError => new AppError(code, details)
