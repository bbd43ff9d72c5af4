import { AppError, isErrorCode, toErrorData } from '../../../../shared/errors.ts'
import { protocolVersion } from './constants.ts'
import type { FrameOf } from './frames.ts'

/** Codes of theirs that mean the same here; any other only says that they refused. */
const sharedCodes: ReadonlySet<string> = new Set(['too-many-connections', 'frame-too-large', 'own-address'])

/** An error frame as an error of ours: the words are chosen here, never by the peer. */
export function theirRefusal({ code, version }: FrameOf<'error'>): AppError {
  if (code === 'protocol-version') return new AppError('protocol-version', { ours: protocolVersion, theirs: version })
  return isErrorCode(code) && sharedCodes.has(code) ? new AppError(code, { by: 'peer' }) : new AppError('protocol-error', { by: 'peer' })
}

/** What a TLS socket or a step of the handshake threw. OpenSSL's and BoringSSL's own codes become tls-failed. */
export function connectionError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, details } = toErrorData(thrown)
  const cause = (thrown as { code?: unknown } | null)?.code
  const isTls = code === 'internal' && typeof cause === 'string'
  return isTls ? new AppError('tls-failed', { cause }, { cause: thrown }) : new AppError(code, details, { cause: thrown })
}
