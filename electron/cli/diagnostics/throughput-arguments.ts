import type { ThroughputOptions, ThroughputServerOptions } from '../../../shared/model/throughput.ts'
import { throughputLimits as limits } from '../../net/diagnostics/throughput/index.ts'
import { filled, portOf, readLine, UsageError } from '../options.ts'
import { numberOf, remotePortOf } from './arguments.ts'

export interface ThroughputServeArguments extends ThroughputServerOptions {
  readonly type: 'throughput-serve'
  readonly json: boolean
}

export interface ThroughputTestArguments extends ThroughputOptions {
  readonly type: 'throughput-test'
  readonly json: boolean
}

export type ThroughputArguments = ThroughputServeArguments | ThroughputTestArguments | { readonly type: 'help' }

const defaultPort = 8090

const serveOptions = { host: { type: 'string' }, port: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

const testOptions = {
  direction: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads what follows `palabre throughput`; without `serve`, it is a test. Throws `UsageError`. */
export function parseThroughput(args: readonly string[]): ThroughputArguments {
  const [what, ...rest] = args
  if (what === 'serve') return serve(rest)
  return test(what === 'test' ? rest : args)
}

function serve(args: readonly string[]): ThroughputArguments {
  const values = readLine(args, serveOptions).values
  if (values.help) return { type: 'help' }
  const host = filled('host', values.host) ?? '127.0.0.1'
  return { type: 'throughput-serve', host, port: portOf(values.port) ?? defaultPort, json: values.json ?? false }
}

function test(args: readonly string[]): ThroughputArguments {
  const { values, positionals } = readLine(args, testOptions, 2)
  if (values.help) return { type: 'help' }
  const [host, port] = positionals
  if (!host) throw new UsageError('Say palabre throughput serve, or palabre throughput test HOST [PORT].')
  return {
    type: 'throughput-test',
    host,
    port: port === undefined ? defaultPort : remotePortOf(port),
    direction: directionOf(values.direction ?? 'both'),
    seconds: numberOf('seconds', values.seconds, { least: limits.secondsLeast, most: limits.secondsMost }) ?? limits.seconds,
    connections: numberOf('connections', values.connections, { least: 1, most: limits.connectionsMost }) ?? limits.connections,
    json: values.json ?? false,
  }
}

function directionOf(value: string): ThroughputOptions['direction'] {
  if (value === 'up' || value === 'down' || value === 'both') return value
  throw new UsageError(`--direction is up, down or both, not “${value}”.`)
}
