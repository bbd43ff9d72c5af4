import { setFlagsFromString } from 'node:v8'
import type { Address } from '../../../shared/model/address.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { ClientRow, ServerTotals } from '../../../shared/model/diagnostics.ts'
import { startTcpEchoServer } from '../../net/diagnostics/tcp-echo/index.ts'
import { stopSignal } from '../stop-signal.ts'
import type { EchoServeArguments } from './arguments.ts'
import { sayFailure } from './failure.ts'
import { Output } from './output.ts'

/**
 * Connections grow old as soon as they have come: for the room that V8 takes for what is young when ten thousand come at once (32 MB, and never gives
 * back) there is no use. Where it is not known it does nothing.
 */
const youngStaysSmall = '--semi-space-growth-factor=1'
/** Lines a second that people can still follow: past it, what clients say is left out, not that they come and go. */
const readableLines = 40

/** `palabre echo serve`: answers until it is told to stop. Answers the exit code. */
export async function echoServe(args: EchoServeArguments): Promise<number> {
  setFlagsFromString(youngStaysSmall)
  const output = new Output(args.json)
  const stopped = stopSignal()
  const narrator = new ClientNarrator(output)
  try {
    const server = await startTcpEchoServer(args, { onProgress: ({ rows }) => rows.forEach((row) => void narrator.tell(row)) })
    sayListening(output, args, server.address)
    await stopped
    await server.stop()
    saySummary(output, server.totals)
    return 0
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'listening' })
    return 1
  }
}

export function sayListening(output: Output, { transport, answer }: EchoServeArguments, address: Address): void {
  const everyone = address.host === '::' || address.host === '0.0.0.0'
  const does = answer.type === 'discard' ? 'reads and answers nothing' : 'answers what it hears'
  output.say(
    'listening',
    { ...address, transport, answer },
    `Listening on ${formatAddress(address)} (${transport.toUpperCase()}), ${does}. ${everyone ? 'Others on the network can connect. ' : ''}Ctrl-C ends.`,
  )
}

export function saySummary(output: Output, totals: ServerTotals, who = 'client'): void {
  const { clients, refused, bytesIn, bytesOut } = totals
  const turned = refused > 0 ? `, ${refused} not answered` : ''
  output.say('summary', totals, `${clients} ${who}${clients === 1 ? '' : 's'}${turned}, ${bytesIn} bytes in, ${bytesOut} bytes out.`)
}

/** Each client's row as it changes: every time as JSON; for people when it comes and goes, and what it says now and then. */
class ClientNarrator {
  readonly #output: Output
  /** The pieces of each open client that were told. */
  readonly #seen = new Map<number, number>()
  #second = 0
  #lines = 0

  constructor(output: Output) {
    this.#output = output
  }

  tell(row: ClientRow): void {
    const { remote, local } = row
    const flat = { remote: undefined, local: undefined, remoteHost: remote.host, remotePort: remote.port, localHost: local.host, localPort: local.port }
    this.#output.say('client', { ...row, ...flat }, this.#output.json ? null : this.#words(row))
  }

  #words(row: ClientRow): string | null {
    const seen = this.#seen.get(row.number)
    const who = `#${row.number} ${formatAddress(row.remote)}`
    const said = row.lastMessage === '' ? '' : `: ${row.lastMessage}`
    const lines = [
      ...(seen === undefined ? [`${who} connected`] : []),
      ...(row.chunksIn > (seen ?? 0) && this.#readable()
        ? [`${who} ${row.bytesIn} bytes in, ${row.bytesOut} out${row.slow ? ', reads slowly' : ''}${said}`]
        : []),
      ...(row.closedAt === null ? [] : [`${who} ${reasons[row.closeReason ?? 'left']}`]),
    ]
    if (row.closedAt === null) this.#seen.set(row.number, row.chunksIn)
    else this.#seen.delete(row.number)
    return lines.length === 0 ? null : lines.join('\n')
  }

  #readable(): boolean {
    const second = Math.floor(performance.now() / 1_000)
    this.#lines = second === this.#second ? this.#lines + 1 : 1
    this.#second = second
    return this.#lines <= readableLines
  }
}

const reasons: Record<NonNullable<ClientRow['closeReason']>, string> = {
  left: 'left',
  reset: 'cut the connection',
  once: 'was answered once; closed',
  fin: 'said FIN; closed',
  idle: 'said nothing for too long; closed',
  'not-reading': 'does not read; closed',
  kicked: 'was let go',
  stopped: 'was let go: the server stops',
}
