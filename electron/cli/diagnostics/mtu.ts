import { findMtu, mtuLimits as limits } from '../../net/diagnostics/mtu/index.ts'
import { readLine, UsageError } from '../options.ts'
import { stopSignal } from '../stop-signal.ts'
import { numberOf, remotePortOf } from './arguments.ts'
import { sayFailure } from './failure.ts'
import { Output } from './output.ts'

export interface MtuArguments {
  readonly type: 'mtu'
  readonly host: string
  readonly port: number
  readonly most: number
  readonly json: boolean
}

const options = { most: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/** Reads what follows `palabre mtu`. Throws `UsageError`. */
export function parseMtu(args: readonly string[]): MtuArguments | { readonly type: 'help' } {
  const { values, positionals } = readLine(args, options, 2)
  if (values.help) return { type: 'help' }
  const [host, port] = positionals
  if (!host || port === undefined) throw new UsageError('Say where a UDP echo server is: palabre mtu HOST PORT.')
  const most = numberOf('most', values.most, { least: 1, most: limits.most }) ?? limits.usual
  return { type: 'mtu', host, port: remotePortOf(port), most, json: values.json ?? false }
}

/** `palabre mtu`: 0 if a size was found, 1 otherwise. */
export async function mtu({ host, port, most, json }: MtuArguments): Promise<number> {
  const output = new Output(json)
  const stop = new AbortController()
  void stopSignal().then(() => stop.abort())
  try {
    const { largest, atMost } = await findMtu(
      { host, port },
      {
        most,
        signal: stop.signal,
        onStep: (step) => output.say('step', step, `${step.size} bytes ${step.passed ? 'came back' : `lost, ${step.tries} times`}`),
      },
    )
    const words =
      largest === null
        ? `Not even ${Math.min(most, limits.base)} bytes came back. That is no proof: UDP never says whether it arrived.`
        : `The largest datagram that came back has ${largest} bytes${atMost ? ', the most that was tried' : ''}.`
    output.say('summary', { host, port, ok: largest !== null, largest, atMost }, words)
    return largest === null ? 1 : 0
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'udp', doing: 'sending' })
    output.say('summary', { host, port, ok: false, largest: null, atMost: false }, null)
    return 1
  }
}
