import { AppError } from '../../../shared/errors.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { ThroughputFigures, ThroughputRun, ThroughputSample } from '../../../shared/model/throughput.ts'
import { isLoopback } from '../../net/core/addresses.ts'
import { startThroughputServer, startThroughputTest } from '../../net/diagnostics/throughput/index.ts'
import { stopSignal } from '../stop-signal.ts'
import { sayFailure } from './failure.ts'
import { distributionWords, ms } from './figures.ts'
import { Output } from './output.ts'
import type { ThroughputServeArguments, ThroughputTestArguments } from './throughput-arguments.ts'

/** What is left of the last second says nothing as a rate. ms */
const tailMs = 200

/** `palabre throughput serve`: the other end of a test, until it is told to stop. */
export async function throughputServe({ host, port, json }: ThroughputServeArguments): Promise<number> {
  const output = new Output(json)
  const stopped = stopSignal()
  const open = new Set<number>()
  try {
    const server = await startThroughputServer(
      { host, port },
      {
        onProgress: ({ rows }) => {
          for (const row of rows) {
            const isNews = row.endedAt === null ? !open.has(row.number) : true
            if (row.endedAt === null) open.add(row.number)
            else open.delete(row.number)
            const words =
              row.endedAt === null ? `#${row.number} ${row.host} tests this line` : `#${row.number} left: ${row.bytesIn} bytes in, ${row.bytesOut} out`
            output.say('guest', row, isNews ? words : null)
          }
        },
      },
    )
    const who = !isLoopback(server.address.host) ? 'Others on the network can fill this line for a while.' : 'This computer alone can test with it.'
    output.say('listening', { ...server.address }, `Listening on ${formatAddress(server.address)} (TCP and UDP). ${who} Ctrl-C ends.`)
    await stopped
    await server.stop()
    output.say('summary', server.totals, `${server.totals.clients} tests, ${server.totals.bytesIn} bytes in, ${server.totals.bytesOut} out.`)
    return 0
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'listening' })
    return 1
  }
}

/** `palabre throughput test`: 0 if something was measured, 1 otherwise. */
export async function throughputTest({ host, port, direction, seconds, connections, json }: ThroughputTestArguments): Promise<number> {
  const output = new Output(json)
  try {
    const test = startThroughputTest(
      { host, port, direction, seconds, connections },
      { onProgress: ({ samples }) => samples.forEach((sample) => void sayBin(output, sample)) },
    )
    void stopSignal().then(() => test.stop())
    return sayRun(output, await test.done)
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'connecting' })
    return 1
  }
}

function sayBin(output: Output, sample: ThroughputSample): void {
  if (sample.type === 'probe') {
    if (sample.outcome !== 'waiting') output.say('probe', sample, null)
    return
  }
  const { phase, intoPhaseMs, bytes, counted } = sample
  const isTail = sample.ms < tailMs
  const rate = (bytes * 8) / sample.ms / 1_000
  output.say(
    'bin',
    { ...sample, mbps: rate },
    isTail ? null : `${phase.padEnd(4)} ${(intoPhaseMs / 1_000).toFixed(0).padStart(2)} s  ${megabits(rate)}${counted ? '' : '  (finding its pace)'}`,
  )
}

function sayRun(output: Output, { summary, state, error, options }: ThroughputRun): number {
  const { host, port } = options
  if (error) sayFailure(output, new AppError(error.code, { host, port, ...error.details }), { transport: 'tcp', doing: 'connecting' })
  const { idle, idleUdpRpm, up, down, probesAnswered, capped } = summary
  const ok = error === null && state === 'complete' && (up ?? down)?.mbps !== null && (up ?? down) !== null
  const lines = [
    `idle  ${idle ? `${distributionWords(idle)}${idleUdpRpm === null ? '' : `  UDP RPM ${Math.round(idleUdpRpm)}`}` : probesAnswered ? '-' : 'datagrams don’t come back: only the rate was measured'}`,
    ...(up ? [inWords('up', up)] : []),
    ...(down ? [inWords('down', down)] : []),
    ...(capped ? ['Ended early: enough bytes were moved.'] : []),
    'Retransmissions and TCP’s window can’t be seen from here.',
  ]
  output.say('summary', { host, port, ok, state, ...summary }, error ? null : lines.join('\n'))
  return ok ? 0 : 1
}

function inWords(name: string, { mbps, p50Mbps, loaded, increaseMs, bufferDelayPercent, udpRpm, probesLost, confidence }: ThroughputFigures): string {
  const delay =
    increaseMs === null
      ? ''
      : `\n      ${increaseMs >= 0 ? '+' : ''}${ms(increaseMs)} against idle (buffer delay ${bufferDelayPercent === null ? '-' : `${Math.round(bufferDelayPercent)} %`})`
  const rpm = udpRpm === null ? '' : `, UDP RPM ${Math.round(udpRpm)}`
  return `${name.padEnd(4)}  ${megabits(mbps)} (p50 ${megabits(p50Mbps)}), confidence ${confidence}\n      under load ${distributionWords(loaded)}${rpm}${probesLost > 0 ? `, ${probesLost} lost` : ''}${delay}`
}

function megabits(value: number | null): string {
  return value === null ? '-' : `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} Mbit/s`
}
