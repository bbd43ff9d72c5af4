import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as SecureAgent } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { errorAt } from '../../core/errors.ts'
import { announce, announceSecured } from '../../core/sockets.ts'
import type { Hop, HttpProblem, HttpRequestOptions, TlsFacts } from './client-types.ts'
import { httpLimits as limits } from './constants.ts'
import { readBody } from './decode.ts'
import { Stopwatch } from './phases.ts'

/** Connections that are kept between requests; `close` ends them. */
export interface Agents {
  readonly http: Agent
  readonly https: SecureAgent
  readonly close: () => void
}

export function createAgents(keepAlive: boolean): Agents {
  const http = new Agent({ keepAlive, maxSockets: 1, noDelay: true })
  const https = new SecureAgent({ keepAlive, maxSockets: 1, noDelay: true, maxCachedSessions: 0 })
  return {
    http,
    https,
    close: () => {
      http.destroy()
      https.destroy()
    },
  }
}

interface Ask {
  readonly url: URL
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | null
}

/** One request and its answer. Never rejects: what went wrong is in `problem`, and what was seen until then stays. */
export function askOnce(ask: Ask, options: HttpRequestOptions, agents: Agents, signal?: AbortSignal): Promise<{ readonly hop: Hop; readonly body: Buffer }> {
  const secure = ask.url.protocol === 'https:'
  const watch = new Stopwatch(isIP(hostOf(ask.url)) !== 0)
  const seen: { response: IncomingMessage | null; heard: () => number; remote: Hop['remote']; tls: TlsFacts | null } = {
    response: null,
    heard: () => 0,
    remote: null,
    tls: null,
  }
  return new Promise((resolve) => {
    let over = false
    let request: ClientRequest | null = null
    const finish = (problem: HttpProblem | null, body: Buffer = Buffer.alloc(0), wireBytes = 0, bodyBytes = 0) => {
      if (over) return
      over = true
      watch.stop()
      clearTimeout(timer)
      signal?.removeEventListener('abort', stopped)
      if (problem) request?.destroy()
      resolve({ hop: hopOf(ask, seen, watch, request?.reusedSocket ?? false, { problem, wireBytes, bodyBytes }), body })
    }
    const timedOut = () => finish({ type: 'timeout', phase: watch.current(secure, request?.reusedSocket ?? false), timeoutMs: options.timeoutMs })
    const timer = setTimeout(timedOut, options.timeoutMs)
    const stopped = () => finish({ type: 'stopped' })
    signal?.addEventListener('abort', stopped, { once: true })
    if (signal?.aborted) return stopped()
    try {
      request = (secure ? requestHttps : requestHttp)(ask.url, {
        method: ask.method,
        headers: headersOf(ask),
        agent: secure ? agents.https : agents.http,
        maxHeaderSize: limits.responseHeaderBytes,
        ...(secure ? { rejectUnauthorized: !options.insecure } : {}),
      })
    } catch (thrown) {
      return finish(problemOf(ask.url, thrown))
    }
    request.once('socket', (socket) => {
      const before = socket.bytesRead
      seen.heard = () => socket.bytesRead - before
      follow(socket, watch, seen)
    })
    request.once('finish', () => watch.mark('sent'))
    request.on('error', (error) => finish(problemOf(ask.url, error, seen.heard())))
    request.once('response', (response) => {
      watch.mark('waiting')
      seen.response = response
      void readBody(response).then(({ kept, wireBytes, bodyBytes, problem }) => {
        watch.mark('download')
        finish(problem, kept, wireBytes, bodyBytes)
      })
    })
    request.end(ask.body ?? undefined)
  })
}

function headersOf({ headers, body }: Ask): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = { 'user-agent': 'palabre', accept: '*/*', 'accept-encoding': 'gzip, deflate, br' }
  if (body) all['content-length'] = String(body.length)
  const own: Record<string, string[]> = Object.create(null)
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    own[key] = [...(own[key] ?? []), value]
  }
  for (const [name, values] of Object.entries(own)) all[name] = values.length === 1 ? (values[0] ?? '') : values
  return all
}

function follow(socket: Socket, watch: Stopwatch, seen: { remote: Hop['remote']; tls: TlsFacts | null }): void {
  const known = () => {
    seen.remote = socket.remoteAddress === undefined ? null : { host: socket.remoteAddress, port: socket.remotePort ?? 0 }
  }
  const secured = () => {
    if (socket instanceof TLSSocket) seen.tls = tlsFacts(socket)
  }
  if (!socket.connecting) {
    known()
    secured()
    return
  }
  if (socket instanceof TLSSocket) announceSecured(socket, null, 'test-client')
  else announce(socket, 'test-client')
  socket.once('lookup', () => watch.mark('dns'))
  socket.once('connect', () => {
    watch.mark('connect')
    known()
  })
  socket.once('secureConnect', () => {
    watch.mark('tls')
    secured()
  })
}

const dayMs = 86_400_000

function tlsFacts(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate()
  const until = Date.parse(certificate.valid_to)
  return {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.name ?? '',
    subject: String(certificate.subject?.CN ?? ''),
    issuer: String(certificate.issuer?.CN ?? ''),
    validTo: Number.isNaN(until) ? null : new Date(until).toISOString(),
    daysLeft: Number.isNaN(until) ? null : Math.floor((until - Date.now()) / dayMs),
    untrusted: socket.authorized ? null : String(socket.authorizationError ?? 'unknown'),
  }
}

/** What OpenSSL and Node say of a certificate that they do not believe. */
const certificateCode = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_CERT_)/

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

/** HTTP, but for the ends of its lines. */
function hasBareLines(raw: Buffer): boolean {
  const [head = ''] = raw.toString('latin1', 0, limits.responseHeaderBytes).split(/\n\r?\n/, 1)
  return head.startsWith('HTTP/') && /[^\r]\n/.test(`${head}\n`)
}

function problemOf(url: URL, thrown: unknown, heard = 0): HttpProblem {
  const {
    code: seen,
    rawPacket,
    syscall,
  } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<NodeJS.ErrnoException & { rawPacket: unknown }>
  const code = String(seen ?? '')
  if (code === 'HPE_HEADER_OVERFLOW') return { type: 'headers-too-large' }
  if (code.startsWith('HPE_')) {
    const raw = rawPacket instanceof Uint8Array ? Buffer.from(rawPacket) : Buffer.alloc(0)
    return { type: hasBareLines(raw) ? 'bare-newlines' : 'not-http', code, hex: raw.toString('hex', 0, limits.notHttpBytes) }
  }
  // Node's word for a FIN that came too soon, too: what the system itself reports has the name of its call.
  if (code === 'ECONNRESET' && syscall === undefined) return heard > 0 ? { type: 'cut-short', received: heard } : { type: 'closed-unanswered' }
  if (certificateCode.test(code)) return { type: 'certificate', code }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') return { type: 'tls', code }
  const where = { host: hostOf(url), port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) }
  const each = thrown instanceof AggregateError ? (thrown.errors as readonly { code?: string; address?: string }[]) : []
  return { type: 'network', error: errorAt(where, thrown).toData(), attempts: each.map(({ code, address }) => ({ host: address ?? '', code: code ?? '' })) }
}

function hopOf(
  ask: Ask,
  { response, remote, tls }: { readonly response: IncomingMessage | null; readonly remote: Hop['remote']; readonly tls: TlsFacts | null },
  watch: Stopwatch,
  reused: boolean,
  rest: Pick<Hop, 'problem' | 'wireBytes' | 'bodyBytes'>,
): Hop {
  const raw = response?.rawHeaders ?? []
  const headers = Array.from({ length: raw.length / 2 }, (_, at) => [raw[at * 2] ?? '', raw[at * 2 + 1] ?? ''] as const)
  const headerBytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, response ? 17 + (response.statusMessage?.length ?? 0) : 0)
  const timing = /(?:^|[;,\s])dur=([\d.]+)/.exec(String(response?.headers['server-timing'] ?? ''))
  return {
    url: ask.url.href,
    method: ask.method,
    status: response?.statusCode ?? null,
    statusText: response?.statusMessage ?? '',
    version: response?.httpVersion ?? null,
    headers,
    phases: watch.phases(),
    reused,
    remote,
    tls,
    headerBytes,
    serverMs: timing ? Number(timing[1]) : null,
    ...rest,
  }
}
