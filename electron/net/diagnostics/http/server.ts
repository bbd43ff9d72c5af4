import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { listenAt } from '../listen-at.ts'
import { clientOf } from './client-of.ts'
import { httpLimits as limits } from './constants.ts'
import { Exchange, statusText } from './exchange.ts'
import { answerFile } from './files.ts'
import { openRoot } from './folder.ts'
import { HotFiles } from './hot-files.ts'
import { isLoopback } from './loopback.ts'
import { RequestLog } from './request-log.ts'
import { allows, answerHome, answerRoute, answerTime } from './routes.ts'
import { readTarget } from './target.ts'
import type { HttpServer, HttpServerOptions, HttpServerProgress } from './types.ts'

interface Hooks {
  readonly onProgress?: (progress: HttpServerProgress) => void
  /** An answer, or the rest of a request, on which nothing moves. */
  readonly idleMs?: number
}

/** Rejects as `listenAt` does, and `bad-argument` for a folder that can't be served. */
export async function startHttpServer(options: HttpServerOptions, { onProgress = () => {}, idleMs = limits.idleMs }: Hooks = {}): Promise<HttpServer> {
  const root = options.folder === null ? null : await openRoot(options.folder)
  const hot = new HotFiles()
  const open = new Set<Socket>()
  const log = new RequestLog(() => open.size, onProgress)
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: 1_000,
    noDelay: true,
  })
  server.maxConnections = limits.connections
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket, log))
  server.on('request', (request, response) => {
    answer(request, response, root, hot, log)
    // What is answered at once needs no clock, and one on every connection would be wound with each of its bytes. Behind an answer Node sets its own.
    if (!response.writableFinished) request.socket.setTimeout(idleMs)
  })
  const address = await listenAt(server, options)
  return {
    address,
    get totals() {
      return log.totals
    },
    stop: () => stop(server, log),
  }
}

const watch = Symbol('exchange')
const watcher = Symbol('log')
type Watched = ServerResponse & { [watch]: Exchange; [watcher]: RequestLog }

/** Shared by all answers: a function for each, and `once`, cost more than the page. */
function onClose(this: ServerResponse): void {
  const { [watch]: exchange, [watcher]: log } = this as Watched
  log.answered(exchange)
}

function answer(request: IncomingMessage, response: ServerResponse, root: string | null, hot: HotFiles, log: RequestLog): void {
  const exchange = new Exchange(request, response)
  const watched = response as Watched
  watched[watch] = exchange
  watched[watcher] = log
  response.on('close', onClose)
  try {
    void route(exchange, root, hot)?.catch((thrown: unknown) => exchange.broken(thrown))
  } catch (thrown) {
    exchange.broken(thrown)
  }
}

function route(exchange: Exchange, root: string | null, hot: HotFiles): void | Promise<void> {
  const { url = '', method = '' } = exchange.request
  const reads = method === 'GET' || method === 'HEAD'
  if (url === '/api/time' && reads) return answerTime(exchange)
  if (url === '/' && reads && root === null) return answerHome(exchange)
  const target = readTarget(url)
  if (!target) return exchange.fail(400, 'This address can’t be understood.')
  if (target.path === '/api/time') return allows(exchange) ? answerTime(exchange) : undefined
  if (root === null) return answerRoute(exchange, target)
  if (!isForUs(exchange.request)) return exchange.fail(421, 'This server is for this computer, by its own name only.')
  if (allows(exchange)) answerFile(exchange, root, target, hot)
}

/** A page elsewhere could give its own name our address (DNS rebinding) and read the folder: on loopback only loopback's names count. */
function isForUs({ headers: { host }, socket }: IncomingMessage): boolean {
  return host === undefined || !isLoopback(socket.localAddress ?? '') || isLoopback(host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'))
}

const refusals: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413, ERR_HTTP_REQUEST_TIMEOUT: 408 }
const refused = new WeakSet<Socket>()

/** What came is not HTTP, too long or too slow: said once, and the rest is read for a while, so that a reset does not swallow the words. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, log: RequestLog): void {
  if (refused.has(socket)) return
  refused.add(socket)
  const code = error.code ?? error.name
  const client = clientOf(socket)
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = refusals[code] ?? 400
  log.refused(status, client, code)
  const body = `${status} ${statusText(status)}\n`
  socket.end(
    `HTTP/1.1 ${status} ${statusText(status)}\r\nDate: ${new Date().toUTCString()}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), limits.lingerMs)
  socket.once('close', () => clearTimeout(timer))
}

async function stop(server: Server, log: RequestLog): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), limits.lingerMs)
  await closed
  clearTimeout(timer)
  log.stop()
}
