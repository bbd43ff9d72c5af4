import type { AnyRun, RunDigest, RunKind } from '../../../shared/model/runs.ts'
import type { Store } from '../../store/types.ts'

/** The runs of the diagnostics that are kept, encrypted like the messages. */
export interface RunHistory {
  add(run: AnyRun, digest: RunDigest): Promise<void>
  /** Newest first; `kind` null: of every kind. */
  list(kind: RunKind | null, limit: number): readonly RunDigest[]
  find(id: string): { readonly run: AnyRun; readonly digest: RunDigest } | null
  /** The last good one of this kind and target that began before. */
  lastGood(kind: RunKind, target: string, before: number): RunDigest | null
  /** null: all. */
  forget(id: string | null): Promise<void>
}

export const runHistoryOf = (store: Store): RunHistory => ({
  add: (run, digest) => store.tidy((tx) => tx.addRun(run, digest)),
  list: (kind, limit) => store.read.runs(kind, limit),
  find: (id) => store.read.run(id),
  lastGood: (kind, target, before) => store.read.lastGoodRun(kind, target, before),
  forget: (id) => store.write((tx) => tx.forgetRun(id)),
})
