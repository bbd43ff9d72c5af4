import type { Logger } from './types.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof logLevels)[number]

type Fields = Readonly<Record<string, unknown>>

/** One JSON object a line: time, level, scope, message, fields. `write` gets the line with its end. Less important than `level` is dropped. */
export function jsonLogger(write: (line: string) => void, level: LogLevel, scope = ''): Logger {
  const least = logLevels.indexOf(level)
  const at =
    (name: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (logLevels.indexOf(name) < least) return
      write(`${toJson({ time: new Date().toISOString(), level: name, scope, message, ...fields })}\n`)
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (inner) => jsonLogger(write, level, scope === '' ? inner : `${scope}.${inner}`),
  }
}

/** For tests, and where nobody listens. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLogger }

function toJson(record: Fields): string {
  try {
    return JSON.stringify(record, (_key, value: unknown) =>
      value instanceof Error ? { name: value.name, message: value.message } : typeof value === 'bigint' ? `${value}` : value,
    )
  } catch {
    return JSON.stringify({ ...record, fields: 'not serialisable' }, ['time', 'level', 'scope', 'message', 'fields'])
  }
}
