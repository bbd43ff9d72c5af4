import type { ErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { TcpEchoSample, TcpEchoSummary, TcpEnding, UdpEchoSample, UdpEchoSummary } from '../../../../shared/model/diagnostics.ts'
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
  | 'sendHalf'
  | 'sendRest'
  | 'rstOut'
  | 'cutHere'
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
  /** As they were asked for; runs of earlier versions don't say. */
  readonly split?: boolean
  readonly ending?: TcpEnding
}

function sent(bytes: number, split: boolean): readonly Rung[] {
  const half = Math.ceil(bytes / 2)
  if (!split || bytes < 2) return [rung('out', 'observed', 'send', { bytes }), rung('in', 'inferred', 'ack')]
  return [
    rung('out', 'observed', 'sendHalf', { bytes: half }),
    rung('in', 'inferred', 'ack'),
    rung('out', 'observed', 'sendRest', { bytes: bytes - half }),
    rung('in', 'inferred', 'ack'),
  ]
}

function came({ rttMs, chunks, replyBytes }: TcpEchoSample): readonly Rung[] {
  if (rttMs === null) return [rung('here', 'observed', 'silence')]
  const reply =
    chunks > 1
      ? rung('in', 'observed', 'replyPieces', { bytes: replyBytes, chunks, ms: rttMs })
      : rung('in', 'observed', 'reply', { bytes: replyBytes, ms: rttMs })
  return [reply, rung('out', 'inferred', 'ack')]
}

/** One exchange of this very run, and how it ended: the first one, or the one that a FIN or a reset followed. */
export function tcpLadder({ target, summary, samples, error, bytes, split = false, ending = 'answered' }: TcpRun): Ladder {
  const { local, remote, connect, dnsMs, attempts } = summary
  const dns = dnsMs === null ? [] : [rung('out', 'inferred', 'dnsAsk', { host: target.host }), rung('in', 'inferred', 'dnsTell', { ms: dnsMs })]
  const ends = { local, remote: remote ?? target }
  const over = samples.filter(({ outcome }) => outcome !== 'waiting')
  const sample = ending === 'answered' ? (over.find(({ outcome, warmUp }) => outcome === 'answered' && !warmUp) ?? over[0]) : over.at(-1)
  if (!connect) return { ...ends, rungs: error ? [...dns, ...failed(error, attempts.at(-1)?.ms ?? 0)] : dns }
  const out = sample ? sent(bytes, split) : []
  const back = sample ? came(sample) : []
  const rest: Readonly<Record<TcpEnding, readonly Rung[]>> = {
    answered: [...out, ...back, ...goodbye],
    'half-close': [
      ...out,
      rung('out', 'observed', 'fin'),
      rung('in', 'inferred', 'ack'),
      ...back,
      rung('in', 'inferred', 'finThere'),
      rung('out', 'inferred', 'ack'),
    ],
    reset: [...out, rung('out', 'observed', 'rstOut'), rung('here', 'observed', 'cutHere')],
  }
  return { ...ends, rungs: [...dns, ...handshake, rung('here', 'observed', 'connected', { ms: connect.p50 }), ...rest[ending]] }
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
