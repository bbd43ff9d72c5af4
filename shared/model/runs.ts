import type { Address } from './address.ts'
import type { ClientRow, EchoServerOptions, Run, RunProgress, SenderRow, ServerTotals, TcpEchoRun, TcpEchoServerOptions, UdpEchoRun } from './diagnostics.ts'
import type { DoctorRun } from './doctor.ts'
import type { HttpLogEntry, HttpRun, HttpServerOptions, HttpTotals } from './http.ts'
import type { ThroughputGuest, ThroughputRun, ThroughputServerOptions } from './throughput.ts'

export interface MtuOptions {
  readonly host: string
  /** Of a UDP echo server. */
  readonly port: number
  /** Largest payload that is tried. */
  readonly most: number
}

/** One size, tried until it came back or had its tries. */
export interface MtuSample {
  readonly seq: number
  readonly atMs: number
  readonly size: number
  readonly passed: boolean
  readonly tries: number
}

export interface MtuSummary {
  /** Largest payload that came back so far; null: none. */
  readonly largest: number | null
  /** Everything that was tried passed: the true limit may be larger. */
  readonly atMost: boolean
}

export type MtuRun = Run<'mtu', MtuOptions, MtuSample, MtuSummary>

/** A server is a run whose samples are its clients (senders, requests): `seq` is the row's `number`. Only the last ones are kept. */
type Row<T> = T & { readonly seq: number }

export interface ServerSummary<Totals> {
  /** Where it listens; null: not yet, or it failed. */
  readonly address: Address | null
  readonly totals: Totals
}

export interface ThroughputServerTotals {
  readonly clients: number
  readonly open: number
  readonly bytesIn: number
  readonly bytesOut: number
}

export type TcpEchoServerRun = Run<'tcp-echo-server', TcpEchoServerOptions, Row<ClientRow>, ServerSummary<ServerTotals>>
export type UdpEchoServerRun = Run<'udp-echo-server', EchoServerOptions, Row<SenderRow>, ServerSummary<ServerTotals>>
export type HttpServerRun = Run<'http-server', HttpServerOptions, Row<HttpLogEntry>, ServerSummary<HttpTotals>>
export type ThroughputServerRun = Run<'throughput-server', ThroughputServerOptions, Row<ThroughputGuest>, ServerSummary<ThroughputServerTotals>>

/** Every kind of test and server. A new one is a line here; the compiler says where else. */
export interface RunTypes {
  readonly doctor: DoctorRun
  readonly 'tcp-echo': TcpEchoRun
  readonly 'udp-echo': UdpEchoRun
  readonly http: HttpRun
  readonly mtu: MtuRun
  readonly throughput: ThroughputRun
  readonly 'tcp-echo-server': TcpEchoServerRun
  readonly 'udp-echo-server': UdpEchoServerRun
  readonly 'http-server': HttpServerRun
  readonly 'throughput-server': ThroughputServerRun
}

export type RunKind = keyof RunTypes
export type AnyRun = RunTypes[RunKind]

export const runKinds = [
  'doctor',
  'tcp-echo',
  'udp-echo',
  'http',
  'mtu',
  'throughput',
  'tcp-echo-server',
  'udp-echo-server',
  'http-server',
  'throughput-server',
] as const satisfies readonly RunKind[]

export type AnySample = AnyRun['samples'][number]

type DigestOf<R extends AnyRun> = R extends AnyRun
  ? Omit<R, 'samples'> & {
      /** What was tested, as lists show it: `HOST:PORT`, an address, a name. */
      readonly target: string
      /** Of the run; its samples are fewer where it had too many to keep. */
      readonly sampleCount: number
      /** It went well enough to compare later ones with. */
      readonly good: boolean
    }
  : never

/** A run without its samples, as lists and events have it. */
export type RunDigest<K extends RunKind = RunKind> = DigestOf<RunTypes[K]>

type ProgressOf<R extends AnyRun> =
  R extends Run<infer Kind, unknown, infer Sample, infer Summary>
    ? RunProgress<Sample, Summary> & {
        readonly kind: Kind
      }
    : never

/** What is new of one run, at most ten times a second. */
export type AnyProgress<K extends RunKind = RunKind> = ProgressOf<RunTypes[K]>

/** A figure of two runs of one kind and target. `same`: no difference that this computer could measure. */
export interface Change {
  readonly figure: Figure
  readonly before: number | null
  readonly now: number | null
  readonly trend: 'better' | 'worse' | 'same' | 'unknown'
}

export const figures = [
  'rtt-p50',
  'rtt-p95',
  'jitter',
  'loss',
  'connect',
  'http-total',
  'http-waiting',
  'largest',
  'mbps-up',
  'mbps-down',
  'idle-p50',
  'loaded-up',
  'loaded-down',
] as const

/** ms, percent (`loss`), bytes (`largest`), Mbit/s. */
export type Figure = (typeof figures)[number]

/** One run, whole, beside the last good one of its kind and target before it. */
export interface RunView {
  readonly run: AnyRun
  readonly digest: RunDigest
  readonly lastGood: RunDigest | null
  readonly changes: readonly Change[]
}

/** What went out and came back of one sample, base64; null: not kept. */
export interface SampleBytes {
  readonly sent: string | null
  readonly received: string | null
}
