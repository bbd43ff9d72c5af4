import type { Confidence, Distribution, Outcome, Run } from './diagnostics.ts'

export interface ThroughputOptions {
  readonly host: string
  readonly port: number
  /** `up`: from here to there. `both`: one after the other. */
  readonly direction: 'up' | 'down' | 'both'
  /** Of each direction. */
  readonly seconds: number
  readonly connections: number
}

/** `idle`: nothing but probes, to compare with. `rest`: what is still on its way drains. */
export type ThroughputPhase = 'idle' | 'up' | 'rest' | 'down'

/** What arrived in one second, as the receiving side counted it. */
export interface ThroughputBin {
  readonly seq: number
  readonly type: 'bin'
  readonly phase: 'up' | 'down'
  /** Where it begins: since the run's start, and since the phase's. ms */
  readonly atMs: number
  readonly intoPhaseMs: number
  readonly ms: number
  readonly bytes: number
  /** The first 2 s are not: TCP is still finding its pace. */
  readonly counted: boolean
}

/** One datagram there and back beside the load, on a socket of its own. */
export interface ThroughputProbe {
  readonly seq: number
  readonly type: 'probe'
  readonly phase: ThroughputPhase
  readonly atMs: number
  readonly outcome: Outcome
  readonly rttMs: number | null
  readonly counted: boolean
  /** This computer was busy elsewhere: set apart. */
  readonly stalled: boolean
}

export type ThroughputSample = ThroughputBin | ThroughputProbe

/** Mbit/s are 10^6 bits a second, payload only, of what the receiver counted after the first 2 s. */
export interface ThroughputFigures {
  readonly bytes: number
  readonly mbps: number | null
  readonly p50Mbps: number | null
  readonly loaded: Distribution | null
  /** p50 loaded less p50 idle; null: no probes came back. */
  readonly increaseMs: number | null
  /** RFC 6349 section 4.3. */
  readonly bufferDelayPercent: number | null
  /** Round trips per minute under load, over UDP: not the formula of the draft, which asks HTTP. */
  readonly udpRpm: number | null
  readonly probesLost: number
  readonly confidence: Confidence
}

export interface ThroughputSummary {
  readonly phase: ThroughputPhase
  readonly idle: Distribution | null
  readonly idleUdpRpm: number | null
  readonly up: ThroughputFigures | null
  readonly down: ThroughputFigures | null
  /** false: datagrams don't come back from there; only Mbit/s are measured. */
  readonly probesAnswered: boolean
  /** Ended early because that many bytes are enough. */
  readonly capped: boolean
}

export type ThroughputRun = Run<'throughput', ThroughputOptions, ThroughputSample, ThroughputSummary>

export interface ThroughputServerOptions {
  readonly host: string
  /** TCP and UDP. 0: any free one. */
  readonly port: number
}

/** One test that a server serves or has served. */
export interface ThroughputGuest {
  readonly number: number
  readonly host: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly connections: number
  readonly bytesIn: number
  readonly bytesOut: number
}
