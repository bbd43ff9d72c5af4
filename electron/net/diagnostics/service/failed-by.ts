import type { ErrorData } from '../../../../shared/errors.ts'
import type { AnyRun, RunDigest } from '../../../../shared/model/runs.ts'

/** What is left of a run whose thread is gone: its last summary, no sample. */
export function failedBy(digest: RunDigest, error: ErrorData, endedAt: number): { readonly run: AnyRun; readonly digest: RunDigest } {
  const failed = { ...digest, state: 'failed', error, endedAt, good: false } as RunDigest
  const { target: _target, sampleCount: _count, good: _good, ...rest } = failed
  return { digest: failed, run: { ...rest, samples: [] } as unknown as AnyRun }
}
