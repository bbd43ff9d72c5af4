import type { ErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { TcpEchoSample, TcpEchoSummary, UdpEchoSample, UdpEchoSummary } from '../../../../shared/model/diagnostics.ts'
import type { HttpSample } from '../../../../shared/model/http.ts'

/** `observed`: this program saw it. `inferred`: what the system must have sent for that to happen. */
export interface Rung {
  readonly way: 'out' | 'in' | 'here'
  readonly seen: 'observed' | 'inferred'
  readonly say: RungWord
  readonly values: Readonly<Record<string, string | number>>
  /** It never arrived. */
  readonly lost?: boolean
}

export type RungWord =
  | 'dnsAsk'
  | 'dnsTell'
  | 'syn'
  | 'synAgain'
  | 'synAck'
  | 'ack'
  | 'rst'
  | 'icmp'
  | 'connected'
  | 'refused'
  | 'gaveUp'
  | 'send'
  | 'reply'
  | 'replyPieces'
  | 'silence'
  | 'fin'
  | 'finThere'
  | 'datagram'
  | 'datagramBack'
  | 'nothingBack'
  | 'tlsHello'
  | 'tlsAnswer'
  | 'request'
  | 'response'
  | 'notSent'

export interface Ladder {
  readonly local: Address | null
  readonly remote: Address | null
  readonly rungs: readonly Rung[]
}

const rung = (way: Rung['way'], seen: Rung['seen'], say: RungWord, values: Rung['values'] = {}, lost = false): Rung => ({
  way,
  seen,
  say,
  values,
  ...(lost ? { lost } : {}),
})

const handshake: readonly Rung[] = [rung('out', 'inferred', 'syn'), rung('in', 'inferred', 'synAck'), rung('out', 'inferred', 'ack')]
const goodbye: readonly Rung[] = [
  rung('out', 'observed', 'fin'),
  rung('in', 'inferred', 'ack'),
  rung('in', 'inferred', 'finThere'),
  rung('out', 'inferred', 'ack'),
]

/** A connection that did not come about. */
function failed(error: ErrorData, ms: number): readonly Rung[] {
  if (error.code === 'ECONNREFUSED')
    return [rung('out', 'inferred', 'syn'), rung('in', 'inferred', 'rst'), rung('here', 'observed', 'refused', { code: error.code })]
  const again = ms > 1_000 ? [rung('out', 'inferred', 'synAgain', {}, true)] : []
  return [rung('out', 'inferred', 'syn', {}, true), ...again, rung('here', 'observed', 'gaveUp', { code: error.code, ms })]
}

interface TcpRun {
  readonly target: Address
  readonly summary: TcpEchoSummary
  readonly samples: readonly TcpEchoSample[]
  readonly error: ErrorData | null
  readonly bytes: number
}

/** The first exchange of this very run. */
export function tcpLadder({ target, summary, samples, error, bytes }: TcpRun): Ladder {
  const { local, remote, connect, dnsMs, attempts } = summary
  const dns = dnsMs === null ? [] : [rung('out', 'inferred', 'dnsAsk', { host: target.host }), rung('in', 'inferred', 'dnsTell', { ms: dnsMs })]
  const ends = { local, remote: remote ?? target }
  const sample = samples.find(({ outcome, warmUp }) => outcome === 'answered' && !warmUp) ?? samples.find(({ outcome }) => outcome !== 'waiting')
  if (!connect) return { ...ends, rungs: error ? [...dns, ...failed(error, attempts.at(-1)?.ms ?? 0)] : dns }
  const exchange = !sample
    ? []
    : [
        rung('out', 'observed', 'send', { bytes }),
        rung('in', 'inferred', 'ack'),
        ...(sample.rttMs === null
          ? [rung('here', 'observed', 'silence')]
          : [
              sample.chunks > 1
                ? rung('in', 'observed', 'replyPieces', { bytes: sample.replyBytes, chunks: sample.chunks, ms: sample.rttMs })
                : rung('in', 'observed', 'reply', { bytes: sample.replyBytes, ms: sample.rttMs }),
              rung('out', 'inferred', 'ack'),
            ]),
      ]
  return { ...ends, rungs: [...dns, ...handshake, rung('here', 'observed', 'connected', { ms: connect.p50 }), ...exchange, ...goodbye] }
}

interface UdpRun {
  readonly target: Address
  readonly summary: UdpEchoSummary
  readonly samples: readonly UdpEchoSample[]
  readonly bytes: number
}

/** No handshake, no goodbye: each datagram for itself. One of each fate. */
export function udpLadder({ target, summary, samples, bytes }: UdpRun): Ladder {
  const one = (outcome: UdpEchoSample['outcome']) => samples.find((sample) => sample.outcome === outcome)
  const [answered, lost, refused, notSent] = [one('answered'), one('lost'), one('refused'), one('not-sent')]
  return {
    local: summary.local,
    remote: summary.remote ?? target,
    rungs: [
      ...(answered
        ? [
            rung('out', 'observed', 'datagram', { number: answered.seq + 1, bytes }),
            rung('in', 'observed', 'datagramBack', { bytes: answered.replyBytes, ms: answered.rttMs ?? 0 }),
          ]
        : []),
      ...(lost ? [rung('out', 'observed', 'datagram', { number: lost.seq + 1, bytes }, true), rung('here', 'observed', 'nothingBack')] : []),
      ...(refused
        ? [
            rung('out', 'observed', 'datagram', { number: refused.seq + 1, bytes }),
            rung('in', 'inferred', 'icmp'),
            rung('here', 'observed', 'refused', { code: refused.code ?? '' }),
          ]
        : []),
      ...(notSent ? [rung('here', 'observed', 'notSent', { bytes, code: notSent.code ?? '' })] : []),
    ],
  }
}

/** The last hop of a request. */
export function httpLadder({ hops }: HttpSample): Ladder {
  const hop = hops.at(-1)
  if (!hop) return { local: null, remote: null, rungs: [] }
  const { phases, url } = hop
  const host = URL.canParse(url) ? new URL(url).hostname : url
  const path = URL.canParse(url) ? new URL(url).pathname : url
  return {
    local: null,
    remote: hop.remote,
    rungs: [
      ...(phases.dns === null ? [] : [rung('out', 'inferred', 'dnsAsk', { host }), rung('in', 'inferred', 'dnsTell', { ms: phases.dns })]),
      ...(phases.connect === null ? [] : [...handshake, rung('here', 'observed', 'connected', { ms: phases.connect })]),
      ...(phases.tls === null ? [] : [rung('out', 'inferred', 'tlsHello'), rung('in', 'inferred', 'tlsAnswer', { ms: phases.tls })]),
      ...(phases.sent === null ? [] : [rung('out', 'observed', 'request', { method: hop.method, path }), rung('in', 'inferred', 'ack')]),
      ...(hop.status === null || phases.waiting === null
        ? []
        : [rung('in', 'observed', 'response', { status: hop.status, bytes: hop.headerBytes + hop.wireBytes, ms: phases.waiting })]),
    ],
  }
}
