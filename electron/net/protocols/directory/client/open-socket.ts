import type { IncomingMessage } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { WebSocket } from 'ws'
import { AppError } from '../../../../../shared/errors.ts'
import { type Address, formatAddress } from '../../../../../shared/model/address.ts'
import { errorAt } from '../../../core/errors.ts'
import { announce, announceSecured } from '../../../core/sockets.ts'
import type { Dial } from '../../../core/types.ts'
import { idOf } from '../certificate.ts'
import { messageBytes, openMs } from './constants.ts'

interface Door {
  readonly address: Address
  readonly plain: boolean
  readonly dial: Dial
  readonly signal: AbortSignal
  /** Throws when this key is not the pinned one. Until it has answered nothing is sent but what TLS itself needs. */
  readonly check: (id: string) => void
  /** Before anything can be heard. */
  readonly onSocket: (socket: WebSocket) => void
}

/**
 * Dials, looks at the key, opens the WebSocket. Answers the key's identity, null when plain.
 * Rejects `AppError`: what `dial` says, tls-failed, not-a-directory, directory-busy, ECONNRESET, ECONNABORTED, or what `check` threw.
 */
export async function openSocket(door: Door): Promise<string | null> {
  const { address, plain, dial, signal, check } = door
  if (plain && !isLoopback(address.host)) throw new AppError('bad-argument', { field: 'address', problem: 'plain' })
  const socket = await dial(address, { signal })
  const stop = () => socket.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (signal.aborted) throw new AppError('ECONNABORTED', { ...address })
    if (plain) announce(socket, 'directory-client')
    const secured = plain ? socket : await handshake(socket, address)
    const id = secured instanceof tls.TLSSocket ? keyOf(secured, address) : null
    if (id !== null) check(id)
    await upgrade(door, secured)
    return id
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? new AppError('ECONNABORTED', { ...address }, { cause: error }) : errorAt(address, error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** The issuer, the names and the dates of the certificate do not matter: the key is compared with the pinned one. */
function handshake(socket: Socket, address: Address): Promise<tls.TLSSocket> {
  const named = isIP(address.host.replace(/%.*$/, '')) === 0 ? { servername: address.host } : {}
  const secured = tls.connect({ socket, minVersion: 'TLSv1.2', rejectUnauthorized: false, checkServerIdentity: () => undefined, ...named })
  announceSecured(secured, socket, 'directory-client')
  return new Promise((fulfil, reject) => {
    secured.once('secureConnect', () => fulfil(secured))
    secured.on('error', (error: NodeJS.ErrnoException) => reject(tlsError(error, address)))
    secured.once('close', () => reject(new AppError('ECONNRESET', { ...address })))
  })
}

function tlsError(error: NodeJS.ErrnoException, address: Address): AppError {
  const code = String(error.code ?? '')
  return /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code) ? new AppError('tls-failed', { ...address, problem: code }, { cause: error }) : errorAt(address, error)
}

function keyOf(socket: tls.TLSSocket, address: Address): string {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw new AppError('tls-failed', { ...address, problem: 'no certificate' })
  return idOf(certificate.publicKey)
}

function upgrade({ address, plain, onSocket }: Door, stream: Duplex): Promise<void> {
  // The address goes into the header, not into the URL, which has no place for the zone of a link-local one.
  const socket = new WebSocket(`${plain ? 'ws' : 'wss'}://directory/v1/session`, {
    createConnection: () => stream as Socket,
    headers: { Host: formatAddress({ host: address.host.replace(/%.*$/, ''), port: address.port }) },
    maxPayload: messageBytes,
    perMessageDeflate: false,
    followRedirects: false,
    handshakeTimeout: openMs,
  })
  return new Promise((fulfil, reject) => {
    socket.once('open', () => fulfil())
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      reject(answered(response.statusCode ?? 0, address))
      stream.destroy()
    })
    // Also after it is open: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code?.startsWith('E') ? errorAt(address, error) : new AppError('not-a-directory', { ...address })),
    )
    socket.once('close', () => reject(new AppError('ECONNRESET', { ...address })))
    onSocket(socket)
  })
}

/** 429 and 503 are the words of a directory, or of the proxy in front of it, that has too much to do. */
function answered(status: number, address: Address): AppError {
  return new AppError(status === 429 || status === 503 ? 'directory-busy' : 'not-a-directory', { ...address, status })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
