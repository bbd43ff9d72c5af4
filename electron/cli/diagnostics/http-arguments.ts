import { parseArgs } from 'node:util'
import { filled, portOf, UsageError, understand } from '../options.ts'

export interface HttpServeArguments {
  readonly type: 'http-serve'
  readonly host: string
  readonly port: number
  readonly folder: string | null
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

/** Reads what follows `palabre http`. Throws `UsageError`. */
export function parseHttp(args: readonly string[]): HttpServeArguments | { readonly type: 'help' } {
  const [what, ...rest] = args
  if (what === 'serve') return serve(rest)
  if (what === '--help' || what === '-h') return { type: 'help' }
  throw new UsageError('Say palabre http serve.')
}

function serve(args: readonly string[]): HttpServeArguments | { readonly type: 'help' } {
  const values = understand(() => parseArgs({ args: [...args], options: serveOptions, strict: true }).values)
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
