import { limits } from '../../shared/limits.ts'
import { filled, portOf, readLine, UsageError } from './options.ts'

export interface SendArguments {
  readonly type: 'send'
  readonly path: string
  /** Pseudonyms, HOST:PORT or hosts; a port goes with one host alone. */
  readonly to: readonly string[]
  readonly port: number | null
  readonly data: string | null
  readonly json: boolean
}

export interface ReceiveArguments {
  readonly type: 'receive'
  /** null: where the program was started. */
  readonly folder: string | null
  /** Pseudonyms, identities, or `anyone`; none: people whose safety number was compared. */
  readonly from: readonly string[]
  readonly port: number | null
  readonly host: string | null
  readonly data: string | null
  /** Ends after the first file. */
  readonly once: boolean
  readonly json: boolean
}

type Help = { readonly type: 'help' }
const shared = { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
const receiveOptions = {
  ...shared,
  folder: { type: 'string' },
  'accept-from': { type: 'string', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
  once: { type: 'boolean' },
} as const

export function parseSend(args: readonly string[]): SendArguments | Help {
  const { values, positionals } = readLine(args, shared, Number.POSITIVE_INFINITY)
  if (values.help) return { type: 'help' }
  const [path, ...to] = positionals
  if (!path || to.length === 0) throw new UsageError('Say what goes to whom: palabre send FILE NAME…, or palabre send FILE HOST PORT.')
  if (to.length > limits.sendTo) throw new UsageError(`That is ${to.length} people; ${limits.sendTo} at once are the most.`)
  // Two of which the second is a number: a host and its port.
  const isAddress = to.length === 2 && /^\d+$/u.test(to[1] ?? '')
  const port = isAddress ? to.pop() : undefined
  return { type: 'send', path, to: [...new Set(to)], port: portOf(port), data: filled('data', values.data), json: values.json ?? false }
}

export function parseReceive(args: readonly string[]): ReceiveArguments | Help {
  const values = readLine(args, receiveOptions).values
  if (values.help) return { type: 'help' }
  return {
    type: 'receive',
    folder: filled('folder', values.folder),
    from: values['accept-from'] ?? [],
    port: portOf(values.port),
    host: filled('host', values.host),
    data: filled('data', values.data),
    once: values.once ?? false,
    json: values.json ?? false,
  }
}
