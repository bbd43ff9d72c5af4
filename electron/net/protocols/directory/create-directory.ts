import http, { type IncomingMessage, type Server } from 'node:http'
import https from 'node:https'
import { type AddressInfo, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import Fastify from 'fastify'
import { WebSocketServer } from 'ws'
import { version } from '../../../../package.json' with { type: 'json' }
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { systemClock } from '../../core/clock.ts'
import { fromNodeError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { announce, announceSecured } from '../../core/sockets.ts'
import { tryListen } from '../../core/try-listen.ts'
import type { Clock, Logger } from '../../core/types.ts'
import { type Certificate, givenCertificate, ownCertificate } from './certificate.ts'
import { type DirectoryLimits, directoryLimits, handshakeMs, headersMs, pingMs, requestBytes } from './constants.ts'
import { Desk } from './desk.ts'
import { Door } from './door.ts'
import { originOf } from './origin.ts'
import { addRoutes } from './routes.ts'
import { Session } from './session.ts'
import { openDirectoryStore } from './store/open-store.ts'

export interface DirectoryOptions {
  /** Default: every interface. */
  readonly host?: string
  /** 0: any free port. */
  readonly port: number
  /** `sqlite:FILE` or `redis://HOST:PORT/DB`. */
  readonly store: string
  /** Where its own key is kept, when no certificate is given. */
  readonly data: string
  /** PEM files. Without the key only with `http`: the certificate of the proxy in front. */
  readonly tls?: { readonly cert: string; readonly key: string | null }
  /** Plain, for a proxy in front or for loopback. `X-Forwarded-For` is believed from loopback only. */
  readonly http?: boolean
  readonly clock?: Clock
  readonly logger?: Logger
  readonly limits?: DirectoryLimits
}

export interface Directory {
  readonly address: Address
  /** SHA-256 of the key that clients see, base32. */
  readonly id: string
  /** Sessions are told (1001), the store is closed. */
  stop(): Promise<void>
}

const sessionPath = '/v1/session'
const goingAway = 1001
const stopMs = 1_000
const backlog = 4_096

/** Starts a directory. Throws `AppError` EADDRINUSE and its like, key-unavailable, bad-argument, store-failed, store-damaged. */
export async function createDirectory(options: DirectoryOptions): Promise<Directory> {
  const { clock = systemClock, logger = silentLogger, limits = directoryLimits, http: isPlain = false } = options
  const certificate = await certificateFor(options)
  const store = await openDirectoryStore(options.store, { clock, logger })
  const desk = new Desk({ id: certificate.id, store, clock, logger, limits, isProxied: isPlain })
  const server = isPlain ? http.createServer(serverLimits) : secureServer(certificate)
  announce(server, 'directory-server')
  if (isPlain) server.on('connection', (socket) => announce(socket, 'directory-server'))
  else server.on('secureConnection', (socket) => announceSecured(socket, null, 'directory-server'))
  const observed = (request: IncomingMessage) => observedBy(request, isPlain)
  const app = Fastify({
    logger: false,
    bodyLimit: 1024,
    routerOptions: { maxParamLength: 1024 },
    serverFactory: (handle) => server.on('request', handle) as Server,
  })
  addRoutes(app, { desk, door: () => door, version, observed })
  try {
    await app.ready()
  } catch (error) {
    await store.close()
    throw error
  }
  const door = new Door(server, { clock, secure: !isPlain })
  const sockets = acceptSessions(server, desk, observed)
  const stopBeating = beat(desk)
  const stop = async () => {
    stopBeating()
    for (const session of [...desk.sessions]) session.close(goingAway)
    const closed = new Promise((fulfil) => server.close(fulfil))
    server.closeIdleConnections()
    await Promise.race([closed, new Promise<void>((fulfil) => clock.after(stopMs, fulfil))])
    for (const session of [...desk.sessions]) session.abandon()
    door.closeAll()
    sockets.close()
    await app.close()
    await store.close()
  }
  try {
    return { address: await listen(server, options.host ?? '::', options.port), id: certificate.id, stop }
  } catch (error) {
    stopBeating()
    await app.close()
    await store.close()
    throw error
  }
}

function certificateFor({ tls, http: isPlain = false, data }: DirectoryOptions): Promise<Certificate> | Certificate {
  if (!tls) return ownCertificate(data)
  if (tls.key === null && !isPlain) throw new AppError('bad-argument', { argument: 'tls-key' })
  return givenCertificate(tls.cert, tls.key)
}

const serverLimits = { headersTimeout: headersMs, requestTimeout: headersMs, keepAliveTimeout: 30_000, maxHeaderSize: 8 * 1024 }

function secureServer({ certPem, keyPem }: Certificate): https.Server {
  const server = https.createServer({ ...serverLimits, cert: certPem, key: keyPem ?? '', minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs })
  server.maxHeadersCount = 100
  return server
}

function acceptSessions(server: Server, desk: Desk, observed: (request: IncomingMessage) => Address): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: requestBytes, perMessageDeflate: false, skipUTF8Validation: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (request.url?.split('?')[0] !== sessionPath) return void refuseUpgrade(socket, '404 Not Found')
    const address = observed(request)
    const origin = originOf(address.host)
    if (desk.budget(origin, null) > 0) return void refuseUpgrade(socket, '429 Too Many Requests')
    sockets.handleUpgrade(request, socket, head, (client) => desk.sessions.add(new Session(client, desk, address, origin)))
  })
  return sockets
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Pings go out a slice each second, not all at once. */
function beat(desk: Desk): () => void {
  const sliceMs = 1_000
  let waiting: Session[] = []
  let cancel = () => {}
  const again = () => {
    cancel = desk.clock.after(sliceMs, () => {
      for (const session of desk.sessions) session.endIfSilent()
      if (waiting.length === 0) waiting = [...desk.sessions]
      const slice = waiting.splice(0, Math.ceil((desk.sessions.size * sliceMs) / pingMs) || 1)
      for (const session of slice) if (desk.sessions.has(session)) session.ping()
      again()
    })
  }
  again()
  return () => cancel()
}

/** The address of whoever asks; behind a proxy on this computer, what the proxy says. */
function observedBy({ socket, headers }: IncomingMessage, isPlain: boolean): Address {
  const host = normaliseHost(socket.remoteAddress ?? '')
  const port = socket.remotePort ?? 0
  if (!isPlain) return { host, port }
  const forwarded = host === '::1' || host.startsWith('127.') ? headers['x-forwarded-for'] : undefined
  if (forwarded === undefined) return { host, port }
  const last = String(forwarded).split(',').at(-1)?.trim() ?? ''
  return { host: isIP(last) === 0 ? host : normaliseHost(last), port }
}

async function listen(server: Server, host: string, port: number): Promise<Address> {
  const failed = await tryListen(server, { host, port }, backlog)
  if (failed) throw fromNodeError(failed, { host, port })
  const { address, port: bound } = server.address() as AddressInfo
  return { host: address, port: bound }
}
