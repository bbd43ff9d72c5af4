import { historyLimits } from '../../shared/diagnostic-limits.ts'
import { toErrorData } from '../../shared/errors.ts'
import type { CallArgs } from '../../shared/ipc/contract.ts'
import type { RunKind, RunView } from '../../shared/model/runs.ts'
import { getApi } from '../api.ts'
import { tell } from './call.ts'
import { applyRun, withWhole } from './runs.ts'
import { useRuns } from './runs-store.ts'
import { toastError } from './toasts-store.ts'

export type StartTest = CallArgs<'diagnostics.start'>['test']

/** Begins, and shows it. Throws `AppError`: the form has the place for the words. */
export async function startRun(test: StartTest): Promise<string> {
  const digest = await getApi().call('diagnostics.start', { test })
  useRuns.setState((runs) => {
    const next = applyRun(runs, runs.live[digest.id]?.digest ?? digest)
    // One that could not begin is over already, and shown all the same.
    const live = next.live[digest.id] ?? { digest: next.digests.find(({ id }) => id === digest.id) ?? digest, samples: [], chunks: [] }
    return { ...next, live: { ...next.live, [digest.id]: live }, shown: { ...next.shown, [digest.kind]: digest.id } }
  })
  return digest.id
}

export const stopRun = (runId: string) => tell('diagnostics.stop', { runId })
export const kick = (runId: string, number: number) => tell('diagnostics.kick', { runId, number })
export const sampleBytes = (runId: string, seq: number) => tell('diagnostics.bytes', { runId, seq })

/** What is known of earlier runs. */
export async function loadRuns(): Promise<void> {
  try {
    const digests = await getApi().call('diagnostics.runs', { kind: null, limit: historyLimits.runs })
    useRuns.setState((runs) => digests.filter(({ state }) => state === 'running').reduce(applyRun, { ...runs, digests }))
  } catch (thrown) {
    toastError(toErrorData(thrown))
  }
}

/** An earlier run instead of the one that is shown. */
export async function showRun(runId: string): Promise<void> {
  const view = await tell('diagnostics.run', { runId })
  if (view) useRuns.setState((runs) => withWhole(runs, view.run, view.digest))
}

/** Beside the last good one of its kind and target. */
export async function compareRun(runId: string): Promise<RunView | null> {
  return await getApi()
    .call('diagnostics.run', { runId })
    .catch(() => null)
}

export async function forgetRun(runId: string): Promise<void> {
  if ((await tell('diagnostics.forget', { runId })) === null && !useRuns.getState().digests.some(({ id }) => id === runId)) return
  useRuns.setState(({ digests, live, shown }) => ({
    digests: digests.filter(({ id }) => id !== runId),
    live: Object.fromEntries(Object.entries(live).filter(([id]) => id !== runId)),
    shown: Object.fromEntries(Object.entries(shown).filter(([, id]) => id !== runId)) as Partial<Record<RunKind, string>>,
  }))
}

/** After a gap in the events: what is shown may have missed something. */
export async function refetchRuns(): Promise<void> {
  const { digests, shown } = useRuns.getState()
  if (digests.length === 0) return
  await loadRuns()
  await Promise.all(Object.values(shown).map((id) => showRun(id)))
}
