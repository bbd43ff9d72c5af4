import { parseHostPort } from '../../shared/invitation.ts'
import type { Address } from '../../shared/model/address.ts'
import { isName } from '../../shared/model/name.ts'
import type { RoomRules } from '../../shared/model/room.ts'
import { roomPort } from '../net/protocols/room/constants.ts'
import { type DiagnosticArguments, parseEcho } from './diagnostics/arguments.ts'
import { type BytesArguments, parseBytesArguments } from './diagnostics/bytes-arguments.ts'
import { type DoctorArguments, parseDoctor } from './diagnostics/doctor-arguments.ts'
import { type HttpGetArguments, type HttpServeArguments, parseHttp } from './diagnostics/http-arguments.ts'
import { type MtuArguments, parseMtu } from './diagnostics/mtu.ts'
import { parseThroughput, type ThroughputArguments } from './diagnostics/throughput-arguments.ts'
import { parseReceive, parseSend, type ReceiveArguments, type SendArguments } from './files-arguments.ts'
import { nearest } from './nearest.ts'
import { filled, portOf, readLine, UsageError } from './options.ts'
import { commandNames } from './usage.ts'

export interface ChatArguments {
  readonly type: 'chat'
  readonly name: string | null
  readonly port: number | null
  readonly host: string | null
  /** null: the default folder. */
  readonly data: string | null
  /** Added to those of the profile. */
  readonly directories: readonly Address[]
  /** Neither looks for people on this network nor shows itself. */
  readonly quiet: boolean
  readonly json: boolean
}

export interface HistoryArguments {
  readonly type: 'history'
  readonly data: string | null
  readonly with: string | null
  readonly json: boolean
}

export interface DirectoryArguments {
  readonly type: 'directory'
  readonly port: number
  readonly host: string | null
  /** null: a file in the data folder. */
  readonly store: string | null
  readonly tlsCert: string | null
  readonly tlsKey: string | null
  readonly http: boolean
  readonly data: string | null
  readonly json: boolean
}

export interface RoomArguments {
  readonly type: 'room'
  readonly port: number
  readonly host: string | null
  /** The room's; null: the computer's. */
  readonly name: string | null
  /** null: nothing is kept, and the key is a new one each time. */
  readonly data: string | null
  /** Of a new room; one that was kept has its own. */
  readonly rules: Omit<RoomRules, 'announced'>
  /** Not announced on this network. */
  readonly quiet: boolean
  readonly json: boolean
}

export type Arguments =
  | RoomArguments
  | ChatArguments
  | HistoryArguments
  | DirectoryArguments
  | SendArguments
  | ReceiveArguments
  | DiagnosticArguments
  | BytesArguments
  | HttpServeArguments
  | HttpGetArguments
  | MtuArguments
  | DoctorArguments
  | ThroughputArguments
  | { readonly type: 'help' }
  | { readonly type: 'version' }

const options = {
  chat: {
    name: { type: 'string' },
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    directory: { type: 'string', multiple: true },
    quiet: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
  history: { data: { type: 'string' }, with: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  room: {
    port: { type: 'string' },
    host: { type: 'string' },
    name: { type: 'string' },
    data: { type: 'string' },
    invited: { type: 'boolean' },
    'no-programs': { type: 'boolean' },
    quiet: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
  directory: {
    port: { type: 'string' },
    host: { type: 'string' },
    store: { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    http: { type: 'boolean' },
    data: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
} as const

const directoryPort = 3100

/** Reads what follows `palabre`. Throws `UsageError`. */
export function parseArguments(args: readonly string[]): Arguments {
  const [command, ...rest] = args
  switch (command) {
    case 'chat':
      return chat(rest)
    case 'send':
      return parseSend(rest)
    case 'receive':
      return parseReceive(rest)
    case 'history':
      return history(rest)
    case 'directory':
      return directory(rest)
    case 'room':
      return room(rest)
    case 'echo':
    case 'udp':
      return parseEcho(command === 'echo' ? 'tcp' : 'udp', rest)
    case 'http':
      return parseHttp(rest)
    case 'bytes':
      return parseBytesArguments(rest)
    case 'mtu':
      return parseMtu(rest)
    case 'throughput':
      return parseThroughput(rest)
    case 'doctor':
      return parseDoctor(rest)
    case 'help':
    case '--help':
    case '-h':
      return { type: 'help' }
    case '--version':
    case '-v':
      return { type: 'version' }
    default:
      throw new UsageError(`${beginningOf(command)} There are palabre ${commandNames.slice(0, -1).join(', ')} and ${commandNames.at(-1)}.`)
  }
}

function beginningOf(command: string | undefined): string {
  if (command === undefined || command.startsWith('-')) return 'Say what to do first.'
  const meant = nearest(command, commandNames)
  return `There is no command “${command.slice(0, 64)}”.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
}

function chat(args: readonly string[]): Arguments {
  const values = readLine(args, options.chat).values
  if (values.help) return { type: 'help' }
  return {
    type: 'chat',
    name: nameOf(values.name),
    port: portOf(values.port),
    host: filled('host', values.host),
    data: filled('data', values.data),
    directories: (values.directory ?? []).map(directoryAddress),
    quiet: values.quiet ?? false,
    json: values.json ?? false,
  }
}

function directoryAddress(text: string): Address {
  const address = parseHostPort(text, directoryPort)
  if (!address) throw new UsageError(`--directory needs HOST or HOST:PORT, not “${text.slice(0, 64)}”.`)
  return address
}

function history(args: readonly string[]): Arguments {
  const values = readLine(args, options.history).values
  if (values.help) return { type: 'help' }
  return { type: 'history', data: filled('data', values.data), with: filled('with', values.with), json: values.json ?? false }
}

function room(args: readonly string[]): Arguments {
  const values = readLine(args, options.room).values
  if (values.help) return { type: 'help' }
  return {
    type: 'room',
    port: portOf(values.port) ?? roomPort,
    host: filled('host', values.host),
    name: nameOf(values.name),
    data: filled('data', values.data),
    rules: { entry: values.invited ? 'invited' : 'anyone', plain: !(values['no-programs'] ?? false) },
    quiet: values.quiet ?? false,
    json: values.json ?? false,
  }
}

function directory(args: readonly string[]): Arguments {
  const values = readLine(args, options.directory).values
  if (values.help) return { type: 'help' }
  const [tlsCert, tlsKey, http] = [filled('tls-cert', values['tls-cert']), filled('tls-key', values['tls-key']), values.http ?? false]
  if (tlsKey !== null && tlsCert === null) throw new UsageError('--tls-key needs --tls-cert.')
  if (tlsCert !== null && tlsKey === null && !http) throw new UsageError('--tls-cert needs --tls-key, or --http behind a proxy that has the key.')
  return {
    type: 'directory',
    port: portOf(values.port) ?? directoryPort,
    host: filled('host', values.host),
    store: storeOf(values.store),
    tlsCert,
    tlsKey,
    http,
    data: filled('data', values.data),
    json: values.json ?? false,
  }
}

function storeOf(value: string | undefined): string | null {
  if (value === undefined || /^sqlite:.+/.test(value) || (/^rediss?:\/\/./.test(value) && URL.canParse(value))) return value ?? null
  throw new UsageError(`“${value}” is no store. Say sqlite:FILE or redis://HOST:PORT/DB.`)
}

function nameOf(value: string | undefined): string | null {
  if (value === undefined) return null
  const name = value.trim()
  if (!isName(name)) throw new UsageError('A pseudonym has 1 to 32 characters, all of them visible.')
  return name
}
