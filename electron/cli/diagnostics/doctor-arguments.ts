import { parseHostPort } from '../../../shared/invitation.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { DoctorTarget } from '../../../shared/model/doctor.ts'
import { filled, readLine, UsageError } from '../options.ts'
import { remotePortOf } from './arguments.ts'

export interface DoctorArguments {
  readonly type: 'doctor'
  readonly target: Exclude<DoctorTarget, { type: 'conversation' }>
  /** null: the default folder, if a profile is needed at all. */
  readonly data: string | null
  readonly directories: readonly Address[]
  readonly loadPort: number | null
  readonly json: boolean
}

const options = {
  data: { type: 'string' },
  directory: { type: 'string', multiple: true },
  load: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const directoryPort = 3100

/** Reads what follows `palabre doctor`. Throws `UsageError`. */
export function parseDoctor(args: readonly string[]): DoctorArguments | { readonly type: 'help' } {
  const { values, positionals } = readLine(args, options, 2)
  if (values.help) return { type: 'help' }
  const [who, port] = positionals
  if (!who) throw new UsageError('Say whom: palabre doctor NAME, or palabre doctor HOST PORT.')
  return {
    type: 'doctor',
    target: port === undefined ? (parsedAddress(who) ?? { type: 'name', name: who }) : { type: 'address', host: who, port: remotePortOf(port) },
    data: filled('data', values.data),
    directories: (values.directory ?? []).map((text) => directoryAddress(text)),
    loadPort: values.load === undefined ? null : remotePortOf(values.load),
    json: values.json ?? false,
  }
}

/** `HOST:PORT` in one word. */
function parsedAddress(text: string): DoctorArguments['target'] | null {
  const address = /^\[[^\]]+\]:\d+$|^[^:]+:\d+$/.test(text) ? parseHostPort(text, 0) : null
  return address && address.port > 0 ? { type: 'address', ...address } : null
}

function directoryAddress(text: string): Address {
  const address = parseHostPort(text, directoryPort)
  if (!address) throw new UsageError(`--directory needs HOST or HOST:PORT, not “${text.slice(0, 64)}”.`)
  return address
}
