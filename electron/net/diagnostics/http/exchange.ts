import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { type Client, clientOf } from './client-of.ts'
import { page } from './html.ts'

/** Headers as Node takes them fastest: names and values in turn. */
export type Headers = readonly string[]

export const statusText = (status: number): string => STATUS_CODES[status] ?? `Status ${status}`

/** One request and its answer, with what the log wants to know of it. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly startedAt = performance.now()
  /** Once the connection is gone, nobody knows any more whose it was. */
  readonly client: Client
  bytes = 0
  requestId: string | null = null
  cause: string | null = null

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request
    this.response = response
    this.client = clientOf(request.socket)
  }

  get isHead(): boolean {
    return this.request.method === 'HEAD'
  }

  /** The whole answer at once; to HEAD only its headers. */
  send(status: number, type: string, body: string | Buffer, headers: Headers = []): void {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    this.head(status, type, length, headers)
    this.#finish(body, length, 'utf8')
  }

  /** The same for a body of ASCII alone: its length is its bytes, and one copy puts them behind the headers. `headers`: of `prepared`. */
  sendAscii(body: string, headers: string[]): void {
    headers[preparedAt.timing] = serverTiming(performance.now() - this.startedAt)
    headers[preparedAt.length] = String(body.length)
    this.response.writeHead(200, headers)
    this.#finish(body, body.length, 'latin1')
  }

  /** `end(body)` would give the connection a list of two writes, the second one empty: dearer than one write and an `end` by itself. */
  #finish(body: string | Buffer, length: number, encoding: 'utf8' | 'latin1'): void {
    const { response } = this
    if (!this.isHead && length > 0) {
      const { socket } = response
      this.bytes += length
      socket?.cork()
      response.write(body, encoding)
      socket?.uncork()
    }
    response.end()
  }

  /** `length` null: in chunks, until the end. */
  head(status: number, type: string, length: number | null, headers: Headers = []): void {
    const all = ['Content-Type', type, 'X-Content-Type-Options', 'nosniff', 'Server-Timing', serverTiming(performance.now() - this.startedAt)]
    if (length !== null) all.push('Content-Length', String(length))
    for (const text of headers) all.push(text)
    this.response.writeHead(status, all)
  }

  /** `why` is ours. The id is on the page and in the log, so that one can be found from the other. */
  fail(status: number, why: string, headers: Headers = []): void {
    if (this.response.headersSent) return void this.response.destroy()
    this.requestId = randomUUID()
    const body = page(`${status} ${statusText(status)}`, `<p>${why}</p><p>Request <code>${this.requestId}</code></p>\n`)
    this.send(status, htmlType, body, ['X-Request-Id', this.requestId, 'Cache-Control', 'no-store', 'Content-Security-Policy', ownPagePolicy, ...headers])
  }

  /** Something inside did not work. */
  broken(thrown: unknown): void {
    const { code, name } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { code?: unknown; name?: unknown }
    this.cause = String(code ?? name ?? typeof thrown).slice(0, 100)
    this.fail(500, 'The server met an error while it answered. The log has the request under this number.')
  }
}

const preparedAt = { timing: 5, length: 7 }

/** Headers of an answer that is given again and again; what changes is filled in each time. */
export function prepared(type: string, headers: Headers): string[] {
  return ['Content-Type', type, 'X-Content-Type-Options', 'nosniff', 'Server-Timing', '', 'Content-Length', '', ...headers]
}

export const htmlType = 'text/html; charset=utf-8'
export const jsonType = 'application/json; charset=utf-8'
/** Our own pages need their style and nothing else. */
export const ownPagePolicy = "default-src 'none'; style-src 'unsafe-inline'"

const timings: string[] = []

/** Nearly all take less than a millisecond: those texts are made once. */
function serverTiming(ms: number): string {
  const microseconds = Math.round(ms * 1_000)
  if (microseconds >= 1_000) return `app;dur=${microseconds / 1_000}`
  timings[microseconds] ??= `app;dur=${microseconds / 1_000}`
  return timings[microseconds]
}
