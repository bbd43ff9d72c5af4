/**
 * The closed list of error codes. The core says *what* happened; the renderer and the command line choose the words.
 * Codes in capitals are the system's own (errno, as Node reports them); the others are Palabre's.
 */
export const errorCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
  'EMSGSIZE',
  'bad-argument',
  'bad-port',
  'bad-address',
  'bad-picture',
  'export-failed',
  'save-failed',
  'unknown-run',
  'too-many-runs',
  'diagnostics-crashed',
  'unknown-name',
  'ambiguous-name',
  'unknown-conversation',
  'unknown-message',
  'not-connected',
  'own-address',
  'own-name',
  'no-answer',
  'wrong-key',
  'tls-failed',
  'protocol-error',
  'protocol-version',
  'frame-too-large',
  'line-too-long',
  'too-many-connections',
  'refused-plain',
  'blocked',
  'peer-silent',
  'flapping',
  'queue-full',
  'expired',
  'message-too-long',
  'not-yours',
  'disk-full',
  'store-locked',
  'store-damaged',
  'store-failed',
  'profile-in-use',
  'key-unavailable',
  'no-name',
  'bad-name',
  'name-taken',
  'name-confusable',
  'directory-unavailable',
  'directory-busy',
  'directory-key-changed',
  'directory-lies',
  'not-a-directory',
  'clock-wrong',
  'file-changed',
  'file-gone',
  'file-unreadable',
  'file-not-written',
  'folder-empty',
  'folder-too-large',
  'size-mismatch',
  'hash-mismatch',
  'no-room',
  'transfer-unknown',
  'transfer-paused',
  'author-unreached',
  'neither-reached',
  'cancelled',
  'forbidden',
  'not-a-room',
  'room-refused',
  'pseudonym-refused',
  'room-gone',
  'room-muted',
  'no-ping',
  'not-allowed',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Facts that the words need: a port, a host, a time. Never a message body or a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** An error as plain data, as it crosses IPC, the event stream and `--json`. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly details: ErrorDetails
}

/** The one error class. `code` is from the closed list; `message` is for logs, never for people. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options)
    this.code = code
    this.details = details
  }

  toData(): ErrorData {
    return { code: this.code, details: this.details }
  }
}

const known: ReadonlySet<string> = new Set(errorCodes)

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && known.has(value)
}

/** Any thrown value as `ErrorData`; what is not on the list becomes `internal` with its code or name, never its message, in `details.cause`. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof AppError) return thrown.toData()
  const { code, name } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { code?: unknown; name?: unknown }
  if (isErrorCode(code)) return { code, details: {} }
  const cause = [code, name].find((value) => typeof value === 'string')
  return { code: 'internal', details: { cause: String(cause ?? typeof thrown).slice(0, 200) } }
}
