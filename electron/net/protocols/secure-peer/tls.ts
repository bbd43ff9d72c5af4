import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import tls, { type SecureContext, type TLSSocket } from 'node:tls'
import { AppError } from '../../../../shared/errors.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { announceSecured } from '../../core/sockets.ts'
import { readAheadBytes } from './constants.ts'
import { personIdOf, spkiOf } from './identity.ts'
import type { Identity } from './types.ts'

/** Of the stream; not in the typings, in Node since 14. */
const stream: object = { highWaterMark: readAheadBytes }

/** One per identity object: building it parses the key. */
const contexts = new WeakMap<Identity, SecureContext>()

/** The accepting side. Both certificates are asked for and none is judged here: see `offeredId`. Who names no protocol wants a session. */
export function wrapAccepted(socket: Socket, identity: Identity, protocols: readonly string[] = []): TLSSocket {
  const alpn = protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}
  const options = { ...stream, ...alpn, isServer: true, secureContext: contextOf(identity), requestCert: true, rejectUnauthorized: false }
  return announceSecured(new tls.TLSSocket(socket, options), socket)
}

/** The dialling side. */
export function wrapDialled(socket: Socket, identity: Identity, protocol: string | null = null): TLSSocket {
  const alpn = protocol === null ? {} : { ALPNProtocols: [protocol] }
  const options = { ...stream, ...alpn, socket, secureContext: contextOf(identity), rejectUnauthorized: false, checkServerIdentity: () => undefined }
  return announceSecured(tls.connect(options), socket)
}

/**
 * Who proved to hold the key of the certificate that was offered. Once the handshake is done.
 * Throws `AppError` tls-failed: no certificate, not TLS 1.3, not ECDSA P-256, a resumed session.
 * Only the X509 API: after it `getPeerCertificate` would answer nothing.
 */
export function offeredId(socket: TLSSocket): PersonId {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw refused('no certificate')
  if (socket.getProtocol() !== 'TLSv1.3') throw refused('not TLS 1.3')
  if (socket.isSessionReused()) throw refused('resumed')
  const key = certificate.publicKey
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw refused('not ECDSA P-256')
  return personIdOf(spkiOf(key))
}

function contextOf(identity: Identity): SecureContext {
  const known = contexts.get(identity)
  if (known) return known
  const context = tls.createSecureContext({
    key: identity.keyPem,
    cert: identity.certPem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
  })
  contexts.set(identity, context)
  return context
}

function refused(problem: string): AppError {
  return new AppError('tls-failed', { problem })
}
