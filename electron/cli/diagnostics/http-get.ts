import { AppError } from '../../../shared/errors.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import { printable } from '../../net/core/text.ts'
import {
  askHttp,
  createAgents,
  figuresOf,
  type Hop,
  type HttpFigures,
  type HttpProblem,
  type HttpResult,
  phaseNames,
} from '../../net/diagnostics/http/index.ts'
import { stopSignal } from '../stop-signal.ts'
import { sayFailure } from './failure.ts'
import { distributionWords, ms } from './figures.ts'
import type { HttpGetArguments } from './http-arguments.ts'
import { httpProblemInWords, phaseWords } from './http-words.ts'
import { Output } from './output.ts'
import { readPayload } from './payload-file.ts'

const shownBytes = 65_536

/** `palabre http get`: 0 if there was an answer below 400 each time, 1 otherwise. */
export async function httpGet(args: HttpGetArguments): Promise<number> {
  const output = new Output(args.json)
  const stop = new AbortController()
  void stopSignal().then(() => stop.abort())
  const agents = createAgents(args.keepAlive)
  const last: Hop[] = []
  try {
    const body = await bodyOf(args.data)
    for (let run = 0; run < args.repeat && !stop.signal.aborted; run++) {
      const result = await askHttp({ ...args, body }, agents, stop.signal)
      const hop = result.hops.at(-1)
      if (!hop || result.problem?.type === 'stopped') break
      last.push({ ...hop, problem: result.problem })
      sayResult(output, result, run, args.repeat === 1)
    }
    const good = last.length > 0 && last.every((hop) => hop.problem === null && (hop.status ?? 599) < 400)
    const figures = figuresOf(last)
    output.say('summary', { url: args.url, ok: good, ...figures }, args.repeat === 1 ? null : seriesWords(figures))
    return good ? 0 : 1
  } catch (thrown) {
    sayFailure(output, thrown, { transport: 'tcp', doing: 'sending' })
    return 1
  } finally {
    agents.close()
  }
}

async function bodyOf(data: HttpGetArguments['data']): Promise<Buffer | null> {
  if (data === null) return null
  if (data.type === 'text') return Buffer.from(data.text)
  const payload = await readPayload({ type: 'file', file: data.file })
  return payload.type === 'base64' ? Buffer.from(payload.base64, 'base64') : null
}

function sayResult(output: Output, { hops, body, problem }: HttpResult, run: number, whole: boolean): void {
  hops.forEach((hop, index) => {
    const { phases, headers, remote, ...rest } = hop
    const fields = { run, hop: index, first: run === 0, ...rest, headers, phases, remoteHost: remote?.host ?? null, remotePort: remote?.port ?? null }
    output.say('hop', fields, whole ? hopWords(hop) : index === hops.length - 1 ? lineWords(hop, run) : null)
  })
  if (problem) {
    sayProblem(output, problem, run)
    return
  }
  if (!whole) return
  const shown = body.subarray(0, shownBytes)
  const text = shown.toString()
  const isText = !text.includes('\ufffd')
  output.say('body', { run, bytes: body.length, text, hex: shown.toString('hex'), whole: shown.length === body.length }, bodyWords(isText, text, body.length))
}

function bodyWords(isText: boolean, text: string, length: number): string {
  if (length === 0) return ''
  return isText ? `\n${printable(text, { multiline: true })}` : `\n(${length} bytes that are not text: --json shows them as hex)`
}

function sayProblem(output: Output, problem: HttpProblem, run: number): void {
  if (problem.type === 'network') {
    const attempts = problem.attempts.map(
      ({ host, code }) => ({ host, port: Number(problem.error.details['port'] ?? 0), family: host.includes(':') ? 6 : 4, ms: null, result: code }) as const,
    )
    sayFailure(output, new AppError(problem.error.code, problem.error.details), { transport: 'tcp', doing: 'connecting', attempts })
    return
  }
  const message = httpProblemInWords(problem)
  const { type, ...facts } = problem
  output.trouble('error', { run, ...facts, code: type, system: 'code' in problem ? problem.code : null, message }, message)
}

function phaseLine({ phases, reused }: Hop): string {
  const each = phaseNames.flatMap((name) => (phases[name] === null ? [] : [`${phaseWords[name]} ${ms(phases[name])}`]))
  return `${reused ? '[reused connection]  ' : ''}${each.join('  ')}  total ${ms(phases.total)}`
}

function lineWords(hop: Hop, run: number): string {
  return `#${run + 1} ${hop.status ?? '-'}  ${phaseLine(hop)}`
}

function hopWords(hop: Hop): string {
  const { tls, remote, serverMs, phases } = hop
  const trust = tls?.untrusted ? `NOT TRUSTED (${tls.untrusted})` : 'trusted'
  return [
    `${hop.method} ${hop.url}${remote ? `  ${formatAddress(remote)}` : ''}`,
    ...(tls ? [`${tls.protocol} ${tls.cipher}, certificate of ${printable(tls.subject)}, ${tls.daysLeft} days left, ${trust}`] : []),
    phaseLine(hop),
    ...(serverMs !== null && phases.waiting !== null
      ? [`of the waiting, the server says ${ms(serverMs)}, so the network took ${ms(Math.max(0, phases.waiting - serverMs))}`]
      : []),
    ...(hop.status === null ? [] : [`HTTP/${hop.version} ${hop.status} ${printable(hop.statusText)}`]),
    ...hop.headers.map(([name, value]) => `${name}: ${printable(value)}`),
    ...(hop.status === null
      ? []
      : [`${hop.headerBytes} bytes of headers, ${hop.wireBytes} of body${hop.bodyBytes === hop.wireBytes ? '' : `, ${hop.bodyBytes} decoded`}`]),
  ].join('\n')
}

function seriesWords({ runs, failed, reused, phases }: HttpFigures): string {
  const lines = [...phaseNames, 'total' as const].flatMap((name) =>
    phases[name] === null ? [] : [`${(name === 'total' ? 'total' : phaseWords[name]).padEnd(13)} ${distributionWords(phases[name])}`],
  )
  return [`${runs} requests, ${failed} failed, ${reused} over a reused connection`, ...lines].join('\n')
}
