import type { ErrorCode, ErrorData } from '../errors.ts'
import type { Address, Attempt } from './address.ts'

export type * from './doctor.ts'
export type * from './throughput.ts'

/** What the terminal, the window and reports know of a test, while it runs and after. Times are ms; those ending in `At` are since 1970. */
export type RunState = 'running' | 'complete' | 'stopped' | 'limit' | 'failed'

/** `stopped`: someone did. `limit`: time or samples ran out. `failed`: see `error`; what was measured until then stays. */
export interface Run<Kind extends string = string, Options = unknown, Sample = unknown, Summary = unknown> {
  readonly id: string
  readonly kind: Kind
  readonly options: Options
  readonly samples: readonly Sample[]
  /** Of the samples so far. */
  readonly summary: Summary
  readonly startedAt: number
  readonly endedAt: number | null
  readonly state: RunState
  readonly error: ErrorData | null
}

/** Told at most ten times a second: `samples` are new or changed, by their `seq`. The last one has a state other than `running`. */
export interface RunProgress<Sample = unknown, Summary = unknown> {
  readonly runId: string
  readonly samples: readonly Sample[]
  readonly summary: Summary
  readonly state: RunState
  readonly endedAt: number | null
  readonly error: ErrorData | null
}

/** Nearest rank. p95 is null below 20 values, p99 below 100: they would be the maximum by another name. */
export interface Distribution {
  readonly n: number
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number
}

export type Confidence = 'low' | 'medium' | 'high'

/**
 * What became of one thing sent. `late`: answered after its time was over. `refused`, `unreachable`: a machine said so (RST, ICMP).
 * `not-sent`: this computer did not let it out, or too much was on its way.
 */
export type Outcome = 'waiting' | 'answered' | 'late' | 'lost' | 'refused' | 'unreachable' | 'not-sent'

/** What tests know of every probe. Times are since the run's start, as this program saw them. */
export interface Probe {
  readonly seq: number
  /** When the schedule wanted it out, and when it went: the difference is ours, not the network's. */
  readonly dueMs: number
  readonly sentMs: number
  readonly outcome: Outcome
  readonly rttMs: number | null
  /** Set apart from the figures: it warmed things up, or was the first to find the way. */
  readonly warmUp: boolean
  /** Set apart from the figures: this computer was busy elsewhere in between. */
  readonly stalled: boolean
  readonly code: ErrorCode | null
}

/** The figures of a series of probes: what is set apart is counted beside, never within. */
export interface ProbeFigures {
  readonly sent: number
  readonly answered: number
  readonly late: number
  readonly lost: number
  readonly refused: number
  readonly unreachable: number
  readonly notSent: number
  readonly warmUp: number
  readonly stalled: number
  readonly rtt: Distribution | null
  /** RFC 3550 over round trips, ms. */
  readonly jitterMs: number | null
  /** How late this program was with sending. */
  readonly lateness: Distribution | null
  /** Of those whose fate is known; null: none yet. */
  readonly lossPercent: number | null
  /** Nothing lost says only: below this (95 %). null where something was. */
  readonly lossBelowPercent: number | null
  readonly confidence: Confidence
  /** What this computer itself adds; null: not measured. */
  readonly floorMs: number | null
}

/** What to send. `size`: readable text of that many bytes, each one different. */
export type Payload =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'hex'; readonly hex: string }
  | { readonly type: 'base64'; readonly base64: string }
  | { readonly type: 'size'; readonly bytes: number }

/** What an answering server does with what it hears. */
export type Answer =
  | { readonly type: 'echo' }
  | { readonly type: 'prefix'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'upper' }
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'discard' }

export interface EchoServerOptions {
  /** 127.0.0.1 unless others are let in. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly answer: Answer
}

export interface TcpEchoServerOptions extends EchoServerOptions {
  /** Ends the connection after its first answer. */
  readonly once: boolean
  /** A lone FIN, in any case, is answered `Au revoir`, and ends it. */
  readonly untilFin: boolean
  readonly maxClients: number
  readonly idleMs: number
}

/** `left`: they ended it in order. `reset`: they cut it. `kicked`: one of us did. */
export type CloseReason = 'left' | 'reset' | 'once' | 'fin' | 'idle' | 'not-reading' | 'kicked' | 'stopped'

/** One connection to a TCP server. */
export interface ClientRow {
  readonly number: number
  readonly remote: Address
  readonly local: Address
  readonly openedAt: number
  readonly closedAt: number | null
  readonly closeReason: CloseReason | null
  readonly bytesIn: number
  readonly bytesOut: number
  readonly chunksIn: number
  readonly chunksOut: number
  readonly lastChunkBytes: number
  /** The beginning of what came last, printable. */
  readonly lastMessage: string
  /** From reading to handing over to the system, of the last ones. */
  readonly echoP50Ms: number | null
  /** It does not read what it is sent: we read no further either. */
  readonly slow: boolean
}

/** One who sends datagrams. */
export interface SenderRow {
  readonly number: number
  readonly remote: Address
  readonly firstAt: number
  readonly lastAt: number
  readonly datagramsIn: number
  readonly datagramsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly largest: number
  /** Not answered: too many at once, or they went in a circle. */
  readonly heldBack: number
  readonly lastMessage: string
}

export interface ServerTotals {
  /** Connections, or senders. */
  readonly clients: number
  readonly open: number
  /** Turned away: all places taken; or a datagram that must not be answered. */
  readonly refused: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly chunksIn: number
  readonly chunksOut: number
  readonly sendErrors: number
}

/** Rows that are new or changed, told at most ten times a second. */
export interface ServerProgress<Row> {
  readonly rows: readonly Row[]
  readonly totals: ServerTotals
}

export interface EchoTestOptions {
  readonly host: string
  readonly port: number
  readonly payload: Payload
  /** Per client. 1: one message, and what comes back. */
  readonly count: number
  /** Per second and client. */
  readonly rate: number
  readonly replyTimeoutMs: number
}

/** What follows the last message: its answer and then FIN; FIN at once, and the answer is still heard; a reset at once. */
export type TcpEnding = 'answered' | 'half-close' | 'reset'

export interface TcpEchoTestOptions extends EchoTestOptions {
  readonly clients: number
  readonly noDelay: boolean
  /** Each message in two writes with a pause between. Its time begins with the first. */
  readonly split: boolean
  readonly ending: TcpEnding
  readonly connectTimeoutMs: number
  /** Sent before, and set apart. */
  readonly warmUp: number
}

/** How the answers relate to what was sent, as learnt from the first. */
export type AnswerForm = 'echo' | 'prefix' | 'suffix' | 'upper' | 'fixed'

export interface TcpEchoSample extends Probe {
  readonly client: number
  /** null: no answer. */
  readonly matches: boolean | null
  /** The first byte of the answer that differs from what was sent. */
  readonly firstDifference: number | null
  readonly replyBytes: number
  /** Pieces that the answer arrived in: TCP knows no messages. */
  readonly chunks: number
}

export interface TcpEchoSummary extends ProbeFigures {
  readonly dnsMs: number | null
  readonly attempts: readonly Attempt[]
  readonly connect: Distribution | null
  readonly remote: Address | null
  readonly local: Address | null
  readonly form: AnswerForm | null
  /** The server ends the connection after each answer, so each message had one of its own. */
  readonly oneShot: boolean
  /** The server ended a connection while answers were due: after so many of them. null: it did not. */
  readonly closedAfter: number | null
  /** What the server said before it was asked. */
  readonly greeting: string | null
  readonly matched: number
  /** Answers that are neither what was sent nor of the form that the first one had. */
  readonly mismatched: number
  readonly firstDifference: number | null
  readonly chunksPerReply: Distribution | null
}

export type UdpEchoTestOptions = EchoTestOptions

export interface UdpEchoSample extends Probe {
  /** The order of arrival among the answers, from 0. */
  readonly arrival: number | null
  readonly duplicates: number
  readonly reordered: boolean
  readonly matches: boolean | null
  readonly replyBytes: number
  /** Times on the way plus an unknown, constant difference of the clocks: only their changes mean something. null: a plain echo server. */
  readonly upMs: number | null
  readonly downMs: number | null
  /** Time inside the other side. */
  readonly reflectorMs: number | null
}

export interface UdpEchoSummary extends ProbeFigures {
  readonly duplicates: number
  readonly reordered: number
  /** How far the most displaced one was, in packets. */
  readonly reorderExtent: number
  readonly jitterUpMs: number | null
  readonly jitterDownMs: number | null
  /** null: a plain echo server can't tell. */
  readonly lostUp: number | null
  readonly lostDown: number | null
  /** Of the lost ones, those that no network lost: both ends are this computer, or its own buffer was full. null: not known. */
  readonly lostHere: number | null
  readonly first: number | null
  readonly matched: number
  readonly mismatched: number
  readonly remote: Address | null
  readonly local: Address | null
}

export type TcpEchoRun = Run<'tcp-echo', TcpEchoTestOptions, TcpEchoSample, TcpEchoSummary>
export type UdpEchoRun = Run<'udp-echo', UdpEchoTestOptions, UdpEchoSample, UdpEchoSummary>
