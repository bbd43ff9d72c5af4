import { AppError } from '../../../shared/errors.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { TcpEchoRun, TcpEchoSample, TcpEchoSummary } from '../../../shared/model/diagnostics.ts'
import { printable } from '../../net/core/text.ts'
import { startTcpEchoTest } from '../../net/diagnostics/tcp-echo/index.ts'
import { measureFloor } from '../../net/diagnostics/udp-echo/index.ts'
import { stopSignal } from '../stop-signal.ts'
import type { EchoTestArguments } from './arguments.ts'
import { sayFailure } from './failure.ts'
import { distributionWords, figureLines, ms } from './figures.ts'
import { Output } from './output.ts'
import { readPayload } from './payload-file.ts'

/** Below this, a series needs no warm-up: it is told one by one. */
const measuredFrom = 20
const warmUp = 10
/** Of a long answer, what is printed. */
const shownBytes = 65_536

const cutHere = 'The connection was cut from here before an answer could come.'

/** `palabre echo test`: 0 if every message got the answer that it should, 1 otherwise. */
export async function echoTest(args: EchoTestArguments): Promise<number> {
  const output = new Output(args.json)
  const { host, port } = args
  try {
    const payload = await readPayload(args.payload)
    const measured = args.count >= measuredFrom
    const floorMs = measured ? await measureFloor() : null
    const options = {
      host,
      port,
      payload,
      count: args.count,
      rate: args.rate,
      replyTimeoutMs: args.timeoutMs,
      connectTimeoutMs: args.timeoutMs,
      clients: args.clients,
      noDelay: args.noDelay,
      split: args.split,
      ending: args.ending,
      warmUp: measured ? warmUp : 0,
    }
    const test = startTcpEchoTest(options, {
      floorMs,
      onReply: (sample, body) => sayReply(output, sample, body, args.count > 1),
    })
    void stopSignal().then(() => test.stop())
    return sayRun(output, args, await test.done)
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'sending' })
    return 1
  }
}

function sayReply(output: Output, sample: TcpEchoSample, whole: Buffer, several: boolean): void {
  const body = whole.subarray(0, shownBytes)
  const { seq, client, rttMs, matches, firstDifference, replyBytes, chunks, outcome, warmUp: warming, stalled } = sample
  const text = body.toString()
  const note = matches ? 'as sent' : `differs from byte ${firstDifference}`
  const words = `${several ? `#${seq + 1} ` : ''}${printable(text.slice(0, 200))}${text.length > 200 ? '…' : ''}  (${replyBytes} bytes, ${note}, ${ms(rttMs)})`
  const fields = { seq, client, text, hex: body.toString('hex'), bytes: replyBytes, matches, firstDifference, rttMs, chunks, outcome, warmUp: warming, stalled }
  output.say('reply', fields, several && matches ? null : words)
}

function sayRun(output: Output, args: EchoTestArguments, run: TcpEchoRun): number {
  const { summary, state, error } = run
  const where = { host: args.host, port: args.port }
  if (error) {
    sayFailure(output, new AppError(error.code, { ...where, ...error.details }), { transport: 'tcp', doing: 'connecting', attempts: summary.attempts })
    output.say('summary', { ...where, state, ok: false, ...summary }, null)
    return 1
  }
  const lost = run.samples.filter(({ outcome }) => outcome !== 'answered' && outcome !== 'waiting')
  if (args.count > 1)
    for (const { seq, client, outcome, code, rttMs } of lost) output.say('lost', { seq, client, outcome, rttMs, code: code ?? 'no-answer' }, null)
  if (lost[0] && (args.count === 1 || summary.answered + summary.late === 0)) sayLost(output, args, lost[0])
  const succeeded =
    state !== 'limit' && summary.answered > 0 && summary.mismatched === 0 && summary.lost + summary.late + summary.notSent + summary.refused === 0
  output.say('summary', { ...where, state, ok: succeeded, ...summary }, args.count > 1 || args.clients > 1 ? seriesWords(run) : oneWords(run))
  return succeeded ? 0 : 1
}

function sayLost(output: Output, args: EchoTestArguments, { seq, client, outcome, code, rttMs }: TcpEchoSample): void {
  const fields = { seq, client, outcome, rttMs }
  if (code === 'cancelled') return void output.trouble('error', { ...fields, code, message: cutHere, next: null }, cutHere)
  const details = { host: args.host, port: args.port, ...(code === null ? { timeoutMs: args.timeoutMs } : {}) }
  sayFailure(output, new AppError(code ?? 'no-answer', details), { transport: 'tcp', doing: 'waiting' })
}

function seriesWords({ summary }: TcpEchoRun): string {
  const { connect, dnsMs, remote, form, mismatched, firstDifference, chunksPerReply, answered, late } = summary
  const to = remote ? `${formatAddress(remote)}  ` : ''
  const match =
    mismatched > 0
      ? `${mismatched} answers differ (first at byte ${firstDifference})`
      : form === null || form === 'echo'
        ? 'every answer as sent'
        : `answers are of the form “${form}”`
  return [
    `${to}${dnsMs === null ? '' : `name ${ms(dnsMs)}  `}connect ${ms(connect?.p50)}${endWords(summary)}`,
    ...figureLines(summary),
    ...(answered + late > 0 ? [`${match}${(chunksPerReply?.max ?? 1) > 1 ? `; up to ${chunksPerReply?.max} pieces per answer` : ''}`] : []),
    ...(summary.lateness && summary.lateness.max > 1 ? [`sent late by  ${distributionWords(summary.lateness)}`] : []),
  ].join('\n')
}

/** How the server ended the connection, where it was not us. */
function endWords({ oneShot, closedAfter }: TcpEchoSummary): string {
  if (oneShot) return '; the server ends the connection after each answer'
  if (closedAfter === null) return ''
  return `; the server closed the connection ${closedAfter === 0 ? 'without answering' : `after ${closedAfter} answer${closedAfter === 1 ? '' : 's'}: nobody was there for the rest`}`
}

function oneWords({ summary }: TcpEchoRun): string {
  const { greeting, connect, dnsMs, remote } = summary
  const greeted = greeting === null ? '' : `  greeted with “${greeting}”`
  return `${remote ? formatAddress(remote) : ''}  ${dnsMs === null ? '' : `name ${ms(dnsMs)}, `}connected in ${ms(connect?.p50)}${greeted}`
}
