import { formatAddress } from '../../../shared/model/address.ts'
import type { SenderRow } from '../../../shared/model/diagnostics.ts'
import { startUdpEchoServer } from '../../net/diagnostics/udp-echo/index.ts'
import { stopSignal } from '../stop-signal.ts'
import type { EchoServeArguments } from './arguments.ts'
import { sayListening, saySummary } from './echo-serve.ts'
import { sayFailure } from './failure.ts'
import { Output } from './output.ts'

/** `palabre udp serve`: answers until it is told to stop. Answers the exit code. */
export async function udpServe(args: EchoServeArguments): Promise<number> {
  const output = new Output(args.json)
  const stopped = stopSignal()
  try {
    const server = await startUdpEchoServer(args, { onProgress: ({ rows }) => rows.forEach((row) => void saySender(output, row)) })
    sayListening(output, args, server.address)
    await stopped
    await server.stop()
    saySummary(output, server.totals, 'sender')
    return 0
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'udp', doing: 'listening' })
    return 1
  }
}

function saySender(output: Output, { remote, ...rest }: SenderRow): void {
  const { number, datagramsIn, datagramsOut, heldBack, lastMessage } = rest
  const held = heldBack > 0 ? `, ${heldBack} not answered` : ''
  const said = lastMessage === '' ? '' : `: ${lastMessage}`
  const words = `#${number} ${formatAddress(remote)} ${datagramsIn} datagrams in, ${datagramsOut} out${held}${said}`
  output.say('sender', { ...rest, remoteHost: remote.host, remotePort: remote.port }, words)
}
