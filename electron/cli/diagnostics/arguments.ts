import type { Answer, Payload, TcpEnding } from '../../../shared/model/diagnostics.ts'
import { parseAnswer } from '../../net/diagnostics/answer.ts'
import { diagnosticLimits as limits } from '../../net/diagnostics/limits.ts'
import { filled, portOf, readLine, UsageError } from '../options.ts'
import { cliDefaults as defaults } from './defaults.ts'

type Transport = 'tcp' | 'udp'

export interface EchoServeArguments {
  readonly type: 'echo-serve'
  readonly transport: Transport
  readonly host: string
  readonly port: number
  readonly answer: Answer
  readonly once: boolean
  readonly untilFin: boolean
  readonly maxClients: number
  readonly idleMs: number
  readonly json: boolean
}

export interface EchoTestArguments {
  readonly type: 'echo-test'
  readonly transport: Transport
  readonly host: string
  readonly port: number
  /** A file is read when the test begins. */
  readonly payload: Payload | { readonly type: 'file'; readonly file: string }
  readonly count: number
  readonly rate: number
  readonly clients: number
  readonly noDelay: boolean
  readonly split: boolean
  readonly ending: TcpEnding
  readonly timeoutMs: number
  readonly json: boolean
}

export type DiagnosticArguments = EchoServeArguments | EchoTestArguments | { readonly type: 'help' }

const serveOptions = {
  host: { type: 'string' },
  port: { type: 'string' },
  answer: { type: 'string' },
  once: { type: 'boolean' },
  'until-fin': { type: 'boolean' },
  'max-clients': { type: 'string' },
  idle: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const testOptions = {
  message: { type: 'string' },
  newline: { type: 'boolean' },
  file: { type: 'string' },
  hex: { type: 'string' },
  size: { type: 'string' },
  count: { type: 'string' },
  rate: { type: 'string' },
  clients: { type: 'string' },
  timeout: { type: 'string' },
  nagle: { type: 'boolean' },
  split: { type: 'boolean' },
  'half-close': { type: 'boolean' },
  reset: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads what follows `palabre echo` or `palabre udp`. Throws `UsageError`. */
export function parseEcho(transport: Transport, args: readonly string[]): DiagnosticArguments {
  const command = transport === 'tcp' ? 'echo' : 'udp'
  const [what, ...rest] = args
  if (what === 'serve') return serve(transport, rest)
  if (what === 'test') return test(transport, command, rest)
  if (what === '--help' || what === '-h') return { type: 'help' }
  throw new UsageError(`Say palabre ${command} serve, or palabre ${command} test HOST PORT.`)
}

function serve(transport: Transport, args: readonly string[]): DiagnosticArguments {
  const values = readLine(args, serveOptions).values
  if (values.help) return { type: 'help' }
  const answer = parseAnswer(values.answer ?? 'echo')
  if (!answer)
    throw new UsageError(`“${values.answer}” is no answer. Say echo, prefix:TEXT, text:TEXT, upper, delay:MS (at most ${limits.delayMs}) or discard.`)
  const tcpOnly = (['once', 'until-fin', 'max-clients', 'idle'] as const).find((name) => values[name] !== undefined)
  if (transport === 'udp' && tcpOnly) throw new UsageError(`--${tcpOnly} is for palabre echo: UDP has no connections.`)
  return {
    type: 'echo-serve',
    transport,
    host: filled('host', values.host) ?? '127.0.0.1',
    port: portOf(values.port) ?? defaults.port,
    answer,
    once: values.once ?? false,
    untilFin: values['until-fin'] ?? false,
    maxClients: numberOf('max-clients', values['max-clients'], { least: 1, most: limits.clientsMax }) ?? defaults.maxClients,
    idleMs: (numberOf('idle', values.idle, { least: 1, most: 86_400 }) ?? limits.idleMs / 1_000) * 1_000,
    json: values.json ?? false,
  }
}

function test(transport: Transport, command: string, args: readonly string[]): DiagnosticArguments {
  const { values, positionals } = readLine(args, testOptions, 2)
  if (values.help) return { type: 'help' }
  const [host, port] = positionals
  if (!host || port === undefined) throw new UsageError(`Say where: palabre ${command} test HOST PORT.`)
  const tcpOnly = (['clients', 'nagle', 'split', 'half-close', 'reset'] as const).find((name) => values[name] !== undefined)
  if (transport === 'udp' && tcpOnly) throw new UsageError(`--${tcpOnly} is for palabre echo: UDP has no connections.`)
  if (values.newline && values.message === undefined) throw new UsageError('--newline ends what --message says.')
  if (values['half-close'] && values.reset) throw new UsageError('Choose one: --half-close or --reset.')
  const rate = numberOf('rate', values.rate, { least: 0.01, most: limits.ratePerSecond, whole: false })
  const clients = numberOf('clients', values.clients, { least: 1, most: limits.testClients }) ?? 1
  const payload = payloadOf(transport, values)
  const count = numberOf('count', values.count, { least: 1, most: limits.probes }) ?? (payload && rate === null ? 1 : defaults.count[transport])
  if (count * clients > limits.probes) throw new UsageError(`That is too much: at most ${limits.probes} messages in one test.`)
  return {
    type: 'echo-test',
    transport,
    host,
    port: remotePortOf(port),
    payload: payload ?? { type: 'size', bytes: defaults.size },
    count,
    rate: rate ?? defaults.rate,
    clients,
    noDelay: !values.nagle,
    split: values.split ?? false,
    ending: values['half-close'] ? 'half-close' : values.reset ? 'reset' : 'answered',
    timeoutMs: (numberOf('timeout', values.timeout, { least: 0.01, most: limits.replyTimeoutMs / 1_000, whole: false }) ?? defaults.timeoutMs / 1_000) * 1_000,
    json: values.json ?? false,
  }
}

type Sources = { readonly [K in 'message' | 'file' | 'hex' | 'size']?: string | undefined } & { readonly newline?: boolean | undefined }

function payloadOf(transport: Transport, values: Sources): EchoTestArguments['payload'] | null {
  const given = (['message', 'file', 'hex', 'size'] as const).filter((name) => values[name] !== undefined)
  const [name, other] = given
  if (other) throw new UsageError(`Choose one: --${name} or --${other}.`)
  if (!name) return null
  const value = filled(name, values[name]) ?? ''
  const most = transport === 'udp' ? limits.datagramBytes : limits.payloadBytes
  switch (name) {
    case 'message':
      return { type: 'text', text: values.newline ? `${value}\n` : value }
    case 'file':
      return { type: 'file', file: value }
    case 'size':
      return { type: 'size', bytes: numberOf('size', value, { least: 1, most }) ?? defaults.size }
    case 'hex': {
      const hex = value.replace(/0x|\\x|[\s:,-]/gi, '')
      if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new UsageError(`“${value}” is no hex: two digits per byte, such as 48656c6c6f or 48:65:6c.`)
      return { type: 'hex', hex: hex.toLowerCase() }
    }
  }
}

export function remotePortOf(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1
  if (port < 1 || port > 65_535) throw new UsageError(`“${value}” is no port. Ports go from 1 to 65535.`)
  return port
}

interface Range {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

export function numberOf(option: string, value: string | undefined, { least, most, whole = true }: Range): number | null {
  if (value === undefined) return null
  const number = (whole ? /^\d{1,9}$/ : /^\d{1,9}(\.\d{1,6})?$/).test(value) ? Number(value) : Number.NaN
  if (!(number >= least && number <= most)) throw new UsageError(`--${option} is a number from ${least} to ${most}, not “${value}”.`)
  return number
}
