import type { ErrorData } from '../../../../shared/errors.ts'
import type { AnyProgress, AnyRun, RunDigest, SampleBytes } from '../../../../shared/model/runs.ts'
import type { WireChange, WireRecording, WireSocket } from '../../../../shared/model/wire.ts'
import type { Test, WholeRun } from '../engine/index.ts'
import type { Piece } from '../wire/index.ts'

/** What the diagnostics can be asked, in their own thread: each call is one message, its answer another. */
export interface Calls {
  readonly start: (test: Test) => Promise<RunDigest>
  readonly stop: (runId: string) => Promise<RunDigest>
  readonly kick: (runId: string, number: number) => boolean
  readonly run: (runId: string) => WholeRun | null
  readonly running: () => readonly RunDigest[]
  readonly bytes: (runId: string, seq: number) => SampleBytes
  readonly forget: (runId: string | null) => void
  readonly sockets: () => readonly WireSocket[]
  readonly recording: () => WireRecording
  readonly watch: (on: boolean) => void
  readonly record: (on: boolean) => WireRecording
  readonly pieces: (socket: number | null, after: number, most: number, mostBytes: number) => readonly Piece[]
  /** Ends everything that runs. */
  readonly close: () => Promise<void>
}

export type CallName = keyof Calls

export interface Ask {
  readonly id: number
  readonly name: CallName
  readonly args: readonly unknown[]
}

/** Something that happened, in order. */
export type Told =
  | { readonly type: 'run'; readonly run: RunDigest }
  | { readonly type: 'progress'; readonly progress: AnyProgress }
  | { readonly type: 'end'; readonly run: AnyRun; readonly digest: RunDigest }
  | { readonly type: 'wire'; readonly wire: WireChange }

export type Said =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: ErrorData }
  | { readonly type: 'told'; readonly told: readonly Told[] }

/** What a thread begins with. */
export interface ThreadData {
  readonly idsAfter: number
}
