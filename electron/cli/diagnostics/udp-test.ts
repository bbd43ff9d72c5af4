import { AppError } from '../../../shared/errors.ts'
import { formatAddress, isOnOneComputer } from '../../../shared/model/address.ts'
import type { UdpEchoRun, UdpEchoSample } from '../../../shared/model/diagnostics.ts'
import { printable } from '../../net/core/text.ts'
import { measureFloor, startUdpEchoTest } from '../../net/diagnostics/udp-echo/index.ts'
import { stopSignal } from '../stop-signal.ts'
import type { EchoTestArguments } from './arguments.ts'
import { sayFailure } from './failure.ts'
import { figureLines, ms } from './figures.ts'
import { Output } from './output.ts'
import { readPayload } from './payload-file.ts'

/** From so many on, what this computer itself adds is measured first. */
const measuredFrom = 20

/** `palabre udp test`: 0 if something came back, as it was sent or in the server's own words; 1 otherwise. */
export async function udpTest(args: EchoTestArguments): Promise<number> {
  const output = new Output(args.json)
  const { host, port, count, rate } = args
  try {
    const payload = await readPayload(args.payload)
    const floorMs = count >= measuredFrom ? await measureFloor() : null
    const test = startUdpEchoTest(
      { host, port, payload, count, rate, replyTimeoutMs: args.timeoutMs },
      { floorMs, onReply: (sample, body) => sayReply(output, sample, body, count > 1) },
    )
    void stopSignal().then(() => test.stop())
    return sayRun(output, args, await test.done)
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'udp', doing: 'sending' })
    return 1
  }
}

function sayReply(output: Output, sample: UdpEchoSample, body: Buffer, several: boolean): void {
  const { seq, rttMs, matches, replyBytes, outcome, upMs, downMs, reflectorMs, reordered, stalled } = sample
  const text = body.toString()
  const fields = { seq, text, hex: body.toString('hex'), bytes: replyBytes, matches, rttMs, outcome, upMs, downMs, reflectorMs, reordered, stalled }
  const words = `${printable(text.slice(0, 200))}${text.length > 200 ? '…' : ''}  (${replyBytes} bytes, ${matches ? 'as sent' : 'not as sent'}, ${ms(rttMs)})`
  output.say('reply', fields, several ? null : words)
}

function sayRun(output: Output, args: EchoTestArguments, run: UdpEchoRun): number {
  const { summary, state, error, samples } = run
  const where = { host: args.host, port: args.port }
  if (error) {
    sayFailure(output, new AppError(error.code, { ...where, ...error.details }), { transport: 'udp', doing: 'sending' })
    output.say('summary', { ...where, state, ok: false, ...summary }, null)
    return 1
  }
  for (const { seq, outcome, code, rttMs } of samples)
    if (outcome !== 'answered' && outcome !== 'waiting') output.say('lost', { seq, outcome, code: code ?? 'no-answer', rttMs }, null)
  const ok = state !== 'limit' && summary.answered > 0 && (args.count > 1 || summary.lost === 0)
  const failed = samples.find((sample) => sample.outcome !== 'answered' && sample.outcome !== 'waiting')
  if (summary.answered === 0 && failed) {
    const details = { ...where, ...(failed.code === null ? { timeoutMs: args.timeoutMs } : {}) }
    sayFailure(output, new AppError(failed.code ?? 'no-answer', details), { transport: 'udp', doing: 'sending' })
  }
  output.say('summary', { ...where, state, ok, ...summary }, args.count > 1 ? seriesWords(run) : summary.remote && ok ? formatAddress(summary.remote) : null)
  return ok ? 0 : 1
}

function seriesWords({ summary }: UdpEchoRun): string {
  const { remote, local, first, duplicates, reordered, reorderExtent, jitterUpMs, jitterDownMs, lostUp, lostDown, lostHere, mismatched } = summary
  const oneWay = lostUp === null ? 'n/a (plain echo server)' : `jitter ${ms(jitterUpMs)} up, ${ms(jitterDownMs)} down; lost ${lostUp} up, ${lostDown} down`
  return [
    `${remote ? `${formatAddress(remote)}  ` : ''}first ${ms(first)}`,
    ...figureLines(summary),
    ...(lostHere
      ? [
          remote && local && isOnOneComputer(local.host, remote.host)
            ? `${lostHere} without an answer on this computer: no network had a part in it; the program did not answer, or not in time, or nobody listens`
            : `${lostHere} lost in this computer: no network had a part in it`,
        ]
      : []),
    `by direction  ${oneWay}`,
    `${duplicates} duplicates, ${reordered} out of order${reordered > 0 ? ` (by up to ${reorderExtent})` : ''}${mismatched > 0 ? `, ${mismatched} not as sent` : ''}`,
  ].join('\n')
}
