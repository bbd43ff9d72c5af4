import type { StartArguments } from '../../../../shared/ipc/diagnostics-arguments.ts'
import type { AnyProgress, AnyRun, RunDigest, RunKind, SampleBytes } from '../../../../shared/model/runs.ts'

/** What can be run without the messenger: everything but the doctor. */
export type Test = Exclude<StartArguments, { readonly kind: 'doctor' }>
export type TestKind = Test['kind']

/** Something that runs. `done` never rejects. */
export interface Running {
  readonly run: AnyRun
  readonly done: Promise<AnyRun>
  readonly stop: () => void
  /** Of servers. false: there is no such client any more. */
  readonly kick?: (number: number) => boolean
  /** Of servers: how many there were in all. */
  readonly sampleCount?: () => number
}

/** How a kind tells what is new. */
export interface RunningHooks {
  /** As every kind tells it: its own shape of sample and summary. */
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own; the engine only passes them on beside the kind.
  readonly onProgress: (progress: any) => void
  /** Bytes of one sample, for the inspector. */
  readonly onBytes: (seq: number, sent: Uint8Array | null, received: Uint8Array | null) => void
  /** What this computer itself adds; null: not known. ms */
  readonly floorMs: number | null
}

export interface EngineEvents {
  /** It begins, or is over. */
  readonly onRun: (digest: RunDigest) => void
  readonly onProgress: (progress: AnyProgress) => void
  /** Over, as it is to be kept. */
  readonly onEnd: (run: AnyRun, digest: RunDigest) => void
}

/** A run that is in memory, whole. */
export interface WholeRun {
  readonly run: AnyRun
  readonly digest: RunDigest
}

export type { AnyProgress, AnyRun, RunDigest, RunKind, SampleBytes }
