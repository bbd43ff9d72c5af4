import { httpLimits as limits } from '../../net/diagnostics/http/constants.ts'
import { filled, portOf, readLine, UsageError } from '../options.ts'
import { numberOf } from './arguments.ts'

export interface HttpServeArguments {
  readonly type: 'http-serve'
  readonly host: string
  readonly port: number
  readonly folder: string | null
  readonly json: boolean
}

export interface HttpGetArguments {
  readonly type: 'http-get'
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  /** `@FILE` has been asked for as a file. */
  readonly data: { readonly type: 'text'; readonly text: string } | { readonly type: 'file'; readonly file: string } | null
  readonly repeat: number
  readonly follow: boolean
  readonly keepAlive: boolean
  readonly timeoutMs: number
  /** Untrusted certificates are shown and not obeyed. */
  readonly insecure: boolean
  readonly json: boolean
}

const ports = { page: 8_000, folder: 8_088 }

const serveOptions = {
  host: { type: 'string' },
  port: { type: 'string' },
  folder: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const getOptions = {
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  data: { type: 'string' },
  repeat: { type: 'string' },
  timeout: { type: 'string' },
  'no-follow': { type: 'boolean' },
  'no-keepalive': { type: 'boolean' },
  insecure: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads what follows `palabre http`. Throws `UsageError`. */
export function parseHttp(args: readonly string[]): HttpServeArguments | HttpGetArguments | { readonly type: 'help' } {
  const [what, ...rest] = args
  if (what === 'serve') return serve(rest)
  if (what === 'get') return get(rest)
  if (what === '--help' || what === '-h') return { type: 'help' }
  throw new UsageError('Say palabre http serve, or palabre http get URL.')
}

function serve(args: readonly string[]): HttpServeArguments | { readonly type: 'help' } {
  const values = readLine(args, serveOptions).values
  if (values.help) return { type: 'help' }
  const folder = filled('folder', values.folder)
  return {
    type: 'http-serve',
    host: filled('host', values.host) ?? '127.0.0.1',
    port: portOf(values.port) ?? (folder === null ? ports.page : ports.folder),
    folder,
    json: values.json ?? false,
  }
}

function get(args: readonly string[]): HttpGetArguments | { readonly type: 'help' } {
  const { values, positionals } = readLine(args, getOptions, 1)
  if (values.help) return { type: 'help' }
  const [url] = positionals
  if (url === undefined) throw new UsageError('Say where: palabre http get URL.')
  const data = filled('data', values.data)
  return {
    type: 'http-get',
    url: urlOf(url),
    method: methodOf(values.method ?? (data === null ? 'GET' : 'POST')),
    headers: (values.header ?? []).map(headerOf),
    data: data === null ? null : data.startsWith('@') ? { type: 'file', file: data.slice(1) } : { type: 'text', text: data },
    repeat: numberOf('repeat', values.repeat, { least: 1, most: limits.repeat }) ?? 1,
    follow: !values['no-follow'],
    keepAlive: !values['no-keepalive'],
    timeoutMs: (numberOf('timeout', values.timeout, { least: 0.01, most: limits.timeoutMs / 1_000, whole: false }) ?? 10) * 1_000,
    insecure: values.insecure ?? false,
    json: values.json ?? false,
  }
}

function urlOf(text: string): string {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (/^https?:/i.test(url) && URL.canParse(url) && new URL(url).port !== '0') return url
  throw new UsageError(`“${text}” is no address. Say http://HOST:PORT/PATH or https://…; ports go from 1 to 65535.`)
}

function methodOf(text: string): string {
  if (!/^[!#$%&'*+.^_`|~\w-]{1,32}$/.test(text)) throw new UsageError(`“${text}” is no method.`)
  return text.toUpperCase()
}

function headerOf(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? []
  if (name === '' || /[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new UsageError(`“${text}” is no header. Say "Name: value".`)
  return [name, value]
}
