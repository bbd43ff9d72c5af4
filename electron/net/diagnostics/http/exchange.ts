import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Address } from '../../../../shared/model/address.ts'
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
  readonly client: Address
  bytes = 0
  requestId: string | null = null
  cause: string | null = null

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request
    this.response = response
    const { remoteAddress = '', remotePort = 0 } = request.socket
    this.client = { host: remoteAddress, port: remotePort }
  }

  get isHead(): boolean {
    return this.request.method === 'HEAD'
  }

  /** The whole answer at once; to HEAD only its headers. */
  send(status: number, type: string, body: string | Buffer, headers: Headers = []): void {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    this.head(status, type, length, headers)
    if (this.isHead) return void this.response.end()
    this.bytes += length
    this.response.end(body)
  }

  /** `length` null: in chunks, until the end. */
  head(status: number, type: string, length: number | null, headers: Headers = []): void {
    const size = length === null ? [] : ['Content-Length', String(length)]
    const took = Math.round((performance.now() - this.startedAt) * 1_000) / 1_000
    this.response.writeHead(status, ['Content-Type', type, 'X-Content-Type-Options', 'nosniff', 'Server-Timing', `app;dur=${took}`].concat(size, headers))
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

export const htmlType = 'text/html; charset=utf-8'
export const jsonType = 'application/json; charset=utf-8'
/** Our own pages need their style and nothing else. */
export const ownPagePolicy = "default-src 'none'; style-src 'unsafe-inline'"
