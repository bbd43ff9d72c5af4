import { create } from 'zustand'
import type { RunDigest, RunKind, RunTypes } from '../../shared/model/runs.ts'
import { noRuns, type Runs } from './runs.ts'

export const useRuns = create<Runs>()(() => noRuns)

/** Of one kind, with samples. */
export interface ShownRun<K extends RunKind> {
  readonly digest: Extract<RunDigest, { readonly kind: K }>
  readonly samples: RunTypes[K]['samples']
  readonly chunks: Runs['live'][string]['chunks']
}

/** The run that the page of this kind shows; null: none yet. */
export function useShownRun<K extends RunKind>(kind: K): ShownRun<K> | null {
  return useRuns(({ live, shown }) => live[shown[kind] ?? ''] ?? null) as ShownRun<K> | null
}
