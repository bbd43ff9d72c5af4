import { formatAddress } from '../../../shared/model/address.ts'
import { printable } from '../../net/core/text.ts'
import { type HttpLogEntry, type HttpTotals, startHttpServer } from '../../net/diagnostics/http/index.ts'
import { stopSignal } from '../stop-signal.ts'
import { sayFailure } from './failure.ts'
import { ms } from './figures.ts'
import type { HttpServeArguments } from './http-arguments.ts'
import { Output } from './output.ts'

/** `palabre http serve`: serves until it is told to stop. Answers the exit code. */
export async function httpServe(args: HttpServeArguments): Promise<number> {
  const output = new Output(args.json)
  const stopped = stopSignal()
  try {
    const server = await startHttpServer(args, { onProgress: ({ requests }) => requests.forEach((entry) => void sayRequest(output, entry)) })
    const url = `http://${formatAddress(server.address)}/`
    output.say('listening', { ...server.address, url, folder: args.folder }, `Serving ${args.folder ?? 'the page and the API'} at ${url}  Ctrl-C ends.`)
    await stopped
    await server.stop()
    output.say('summary', server.totals, summaryWords(server.totals))
    return 0
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'listening' })
    return 1
  }
}

function sayRequest(output: Output, { client, ...entry }: HttpLogEntry): void {
  const asked = entry.method === null ? `(${entry.cause})` : `${entry.method} ${printable(entry.path ?? '')}`
  const words = `${client.host} ${asked} ${entry.status} ${entry.bytes} bytes ${ms(entry.ms)}${entry.aborted ? ', left before the end' : ''}`
  output.say('request', { ...entry, clientHost: client.host, clientPort: client.port }, words)
}

function summaryWords({ requests, status, bytesOut }: HttpTotals): string {
  const each = Object.entries(status).map(([digit, n]) => `${n} × ${digit}`)
  return `${requests} request${requests === 1 ? '' : 's'}${each.length > 0 ? ` (${each.join(', ')})` : ''}, ${bytesOut} bytes out.`
}
