import { historyLimits as limits } from '../diagnostic-limits.ts'
import type { AnyRun } from '../model/runs.ts'

/** A run as it is kept: of too many samples, the first and the last ones. */
export function trimRun(run: AnyRun): AnyRun {
  for (let most: number = limits.samples; ; most = Math.floor(most / 2)) {
    const trimmed = { ...run, samples: ends<unknown>(run.samples, most) } as AnyRun
    if (most === 0 || JSON.stringify(trimmed).length <= limits.characters) return trimmed
  }
}

function ends<T>(samples: readonly T[], most: number): readonly T[] {
  if (samples.length <= most) return samples
  const first = Math.ceil(most / 2)
  return [...samples.slice(0, first), ...samples.slice(samples.length - (most - first))]
}
