import { askLimits, historyLimits } from '../../shared/diagnostic-limits.ts'
import type { AnyProgress, AnyRun, AnySample, RunDigest, RunKind } from '../../shared/model/runs.ts'

/** A run with what it has measured so far. */
export interface LiveRun {
  readonly digest: RunDigest
  readonly samples: readonly AnySample[]
  /** Of a server: what came, when, in the order it came. */
  readonly chunks: readonly Chunk[]
}

/** Something that a client of a server sent, as far as its row tells. */
export interface Chunk {
  /** Since the run's start. */
  readonly atMs: number
  /** Of the row. */
  readonly number: number
  readonly bytes: number
}

export interface Runs {
  /** Newest first. */
  readonly digests: readonly RunDigest[]
  readonly live: Readonly<Record<string, LiveRun>>
  /** The run that each kind's page shows. */
  readonly shown: Readonly<Partial<Record<RunKind, string>>>
}

export const noRuns: Runs = { digests: [], live: {}, shown: {} }

/** Runs that are over and whole in the window. */
const wholeMost = 12
/** Dots of the lanes. */
const chunksMost = 4_000

const isServer = (kind: RunKind): boolean => kind.endsWith('-server')

/** New or changed, by `seq`; both ascending. */
export function mergeSamples<S extends { readonly seq: number }>(old: readonly S[], changed: readonly S[]): readonly S[] {
  const first = changed[0]
  if (!first) return old
  const last = old.at(-1)
  if (!last || first.seq > last.seq) return [...old, ...changed]
  const merged: S[] = []
  let at = 0
  for (const sample of changed) {
    for (let next = old[at]; next && next.seq < sample.seq; next = old[++at]) merged.push(next)
    if (old[at]?.seq === sample.seq) at++
    merged.push(sample)
  }
  return [...merged, ...old.slice(at)]
}

/** It began, listens, or is over. */
export function applyRun(runs: Runs, digest: RunDigest): Runs {
  const known = runs.digests.some(({ id }) => id === digest.id)
  const digests = known ? runs.digests.map((old) => (old.id === digest.id ? digest : old)) : [digest, ...runs.digests].slice(0, historyLimits.runs)
  const old = runs.live[digest.id]
  if (!old && digest.state !== 'running') return { ...runs, digests }
  return { ...runs, digests, live: bounded({ ...runs.live, [digest.id]: old ? { ...old, digest } : { digest, samples: [], chunks: [] } }, runs.shown) }
}

export function applyProgress(runs: Runs, progress: AnyProgress): Runs {
  const old = runs.live[progress.runId]
  if (!old) return runs
  const changed = [...(progress.samples as readonly AnySample[])].sort((a, b) => a.seq - b.seq)
  const samples = mergeSamples(old.samples, changed)
  const most = isServer(progress.kind) ? historyLimits.samples : askLimits.probes
  const { state, endedAt, error, summary } = progress
  const digest = { ...old.digest, state, endedAt, error, summary, sampleCount: Math.max(old.digest.sampleCount, samples.length) } as RunDigest
  const chunks = isServer(progress.kind) ? [...old.chunks, ...newChunks(old, changed)].slice(-chunksMost) : old.chunks
  return {
    ...runs,
    digests: runs.digests.map((one) => (one.id === digest.id ? digest : one)),
    live: { ...runs.live, [digest.id]: { digest, samples: samples.length > most ? samples.slice(-most) : samples, chunks } },
  }
}

/** How many bytes each client has sent since it was last told of. */
function newChunks({ samples, digest }: LiveRun, changed: readonly AnySample[]): readonly Chunk[] {
  const before = new Map(samples.map((sample) => [sample.seq, sample]))
  const atMs = Math.max(0, Date.now() - digest.startedAt)
  return changed.flatMap((row) => {
    if (!('bytesIn' in row)) return []
    const old = before.get(row.seq)
    const bytes = row.bytesIn - (old && 'bytesIn' in old ? old.bytesIn : 0)
    return bytes > 0 ? [{ atMs, number: row.number, bytes }] : []
  })
}

/** Fetched whole: it is shown from now on. */
export function withWhole(runs: Runs, run: AnyRun, digest: RunDigest): Runs {
  const { samples } = run
  const live = { ...runs.live, [run.id]: { digest, samples, chunks: runs.live[run.id]?.chunks ?? [] } }
  const shown = { ...runs.shown, [run.kind]: run.id }
  return { ...runs, live: bounded(live, shown), shown }
}

/** Those that are over and not shown make room. */
function bounded(live: Runs['live'], shown: Runs['shown']): Runs['live'] {
  const spare = Object.values(live).filter(({ digest }) => digest.state !== 'running' && !Object.values(shown).includes(digest.id))
  if (spare.length <= wholeMost) return live
  const gone = new Set(
    spare
      .sort((a, b) => a.digest.startedAt - b.digest.startedAt)
      .slice(0, spare.length - wholeMost)
      .map(({ digest }) => digest.id),
  )
  return Object.fromEntries(Object.entries(live).filter(([id]) => !gone.has(id)))
}
