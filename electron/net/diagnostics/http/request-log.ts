import { systemClock } from '../../core/clock.ts'
import { Batches } from '../measure/batches.ts'
import { httpLimits as limits } from './constants.ts'
import type { Exchange } from './exchange.ts'
import type { HttpLogEntry, HttpServerProgress, HttpTotals } from './types.ts'

/** Every request, counted and told in batches; of a flood, the counts. */
export class RequestLog {
  readonly #open: () => number
  readonly #tell: (progress: HttpServerProgress) => void
  readonly #batches = new Batches(systemClock, () => this.#flush())
  /** By first digit. */
  readonly #status = [0, 0, 0, 0, 0, 0]
  #waiting: HttpLogEntry[] = []
  #requests = 0
  #bytesOut = 0
  #aborted = 0
  #leftOut = 0

  constructor(open: () => number, tell: (progress: HttpServerProgress) => void) {
    this.#open = open
    this.#tell = tell
  }

  get totals(): HttpTotals {
    return {
      requests: this.#requests,
      open: this.#open(),
      status: Object.fromEntries(this.#status.flatMap((n, digit) => (n > 0 ? [[`${digit}xx`, n]] : []))),
      bytesOut: this.#bytesOut,
      aborted: this.#aborted,
      leftOut: this.#leftOut,
    }
  }

  /** The answer is over, or they left. */
  answered(exchange: Exchange): void {
    const { request, response, bytes, requestId, cause } = exchange
    const aborted = !response.writableFinished
    if (!this.#count(response.statusCode, bytes, aborted)) return
    const { host, port } = exchange.client
    this.#waiting.push({
      number: this.#requests,
      at: Date.now(),
      method: request.method ?? null,
      path: (request.url ?? '').slice(0, limits.logPath),
      version: request.httpVersion,
      status: response.statusCode,
      bytes,
      ms: performance.now() - exchange.startedAt,
      client: { host, port },
      aborted,
      requestId,
      cause,
    })
  }

  /** Not a request that could be read. */
  refused(status: number, client: HttpLogEntry['client'], cause: string): void {
    if (!this.#count(status, 0, false)) return
    const nothing = { method: null, path: null, version: null, bytes: 0, ms: 0, aborted: false, requestId: null }
    this.#waiting.push({ number: this.#requests, at: Date.now(), ...nothing, status, client: { host: client.host, port: client.port }, cause })
  }

  stop(): void {
    this.#batches.flush()
  }

  /** false: the batch is full. */
  #count(status: number, bytes: number, aborted: boolean): boolean {
    const digit = Math.trunc(status / 100)
    this.#status[digit] = (this.#status[digit] ?? 0) + 1
    this.#requests++
    this.#bytesOut += bytes
    if (aborted) this.#aborted++
    this.#batches.touch()
    if (this.#waiting.length < limits.logBatch) return true
    this.#leftOut++
    return false
  }

  #flush(): void {
    const requests = this.#waiting
    this.#waiting = []
    this.#tell({ requests, totals: this.totals })
  }
}
