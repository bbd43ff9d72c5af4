import { AppError, type ErrorCode, type ErrorDetails, isErrorCode } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'

/** Node's own names, and system codes off the list, for what the list already says. */
const sameAs: Readonly<Record<string, ErrorCode>> = {
  ERR_SOCKET_BAD_PORT: 'bad-port',
  ERR_STREAM_DESTROYED: 'EPIPE',
  ERR_STREAM_WRITE_AFTER_END: 'EPIPE',
  ERR_STREAM_PREMATURE_CLOSE: 'ECONNRESET',
  ERR_SOCKET_CLOSED: 'EPIPE',
  ERR_INVALID_IP_ADDRESS: 'bad-address',
  EAI_NODATA: 'ENOTFOUND',
  EAI_NONAME: 'ENOTFOUND',
  ENODATA: 'ENOTFOUND',
  EAI_FAIL: 'EAI_AGAIN',
  ENFILE: 'EMFILE',
  EINVAL: 'bad-address',
  EAFNOSUPPORT: 'ENETUNREACH',
  EHOSTDOWN: 'EHOSTUNREACH',
}

/** The attempt that says most comes first: "no" says more than "no road", which says more than silence. */
const telling: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EACCES',
  'EPERM',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'no-answer',
  'ETIMEDOUT',
]

const rank = (code: string): number => {
  const at = telling.indexOf(code)
  return at === -1 ? telling.length : at
}

/** Of several attempts' codes, the one to show; null for none. */
export function mostTelling(codes: readonly string[]): string | null {
  return codes.reduce<string | null>((best, code) => (best === null || rank(code) < rank(best) ? code : best), null)
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return mostTelling(thrown.errors.map(codeOf)) ?? 'internal'
  const { code, name } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { code?: unknown; name?: unknown }
  return String(code ?? name ?? thrown).slice(0, 200)
}

/** What went wrong on the way to an address, or with what answers there: the words name it. What the error says itself wins. */
export function errorAt({ host, port }: Address, thrown: unknown): AppError {
  const error = fromNodeError(thrown)
  return new AppError(error.code, { host, port, ...error.details }, { cause: thrown })
}

/** What Node threw or emitted, as the one error class. What is not on the list becomes `internal` with its code in `details.cause`. */
export function fromNodeError(thrown: unknown, details: ErrorDetails = {}): AppError {
  if (thrown instanceof AppError) return thrown
  const seen = codeOf(thrown)
  const code = isErrorCode(seen) ? seen : sameAs[seen]
  return code ? new AppError(code, details, { cause: thrown }) : new AppError('internal', { ...details, cause: seen }, { cause: thrown })
}
