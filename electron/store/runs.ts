import { historyLimits as limits } from '../../shared/diagnostic-limits.ts'
import type { AnyRun, RunDigest, RunKind } from '../../shared/model/runs.ts'
import type { Row, Statements } from './statements.ts'

/** What the history of the diagnostics writes. */
export interface RunsTx {
  /** Of one that is over. The oldest make room; the last good one of each kind and target goes last. */
  addRun(run: AnyRun, digest: RunDigest): void
  /** null: all. */
  forgetRun(id: string | null): void
}

export interface RunsReader {
  /** Newest first. `kind` null: of every kind. */
  runs(kind: RunKind | null, limit: number): readonly RunDigest[]
  run(id: string): { readonly run: AnyRun; readonly digest: RunDigest } | null
  /** The last good one that began before. */
  lastGoodRun(kind: RunKind, target: string, before: number): RunDigest | null
}

export function runsTx(sql: Statements): RunsTx {
  return {
    addRun(run, digest) {
      const { id, kind, startedAt, samples } = run
      const { target, good } = digest
      sql.run(
        'INSERT OR REPLACE INTO runs (id, kind, target, started_at, good, digest, samples) VALUES (?,?,?,?,?,?,?)',
        ...[id, kind, target, startedAt, Number(good), JSON.stringify(digest), JSON.stringify(samples)],
      )
      const tooMany = (sql.get('SELECT count(*) FROM runs')?.[0] as number) - limits.runs
      if (tooMany <= 0) return
      sql.run(
        `DELETE FROM runs WHERE key IN (
           SELECT key FROM runs r ORDER BY good = 1 AND NOT EXISTS (
             SELECT 1 FROM runs l WHERE l.kind = r.kind AND l.target = r.target AND l.good = 1 AND l.started_at > r.started_at
           ), started_at LIMIT ?)`,
        tooMany,
      )
    },
    forgetRun(id) {
      if (id === null) sql.run('DELETE FROM runs')
      else sql.run('DELETE FROM runs WHERE id = ?', id)
    },
  }
}

const digestOf = (row: Row): RunDigest => JSON.parse(row[0] as string) as RunDigest

export function runsReader(sql: Statements): RunsReader {
  return {
    runs: (kind, limit) =>
      sql.all('SELECT digest FROM runs WHERE kind = ifnull(?, kind) ORDER BY started_at DESC, key DESC LIMIT ?', kind, limit).map(digestOf),
    run(id) {
      const row = sql.get('SELECT digest, samples FROM runs WHERE id = ?', id)
      if (!row) return null
      const digest = digestOf(row)
      const { target: _target, sampleCount: _count, good: _good, ...rest } = digest
      return { digest, run: { ...rest, samples: JSON.parse(row[1] as string) } as AnyRun }
    },
    lastGoodRun(kind, target, before) {
      const row = sql.get(
        'SELECT digest FROM runs WHERE kind = ? AND target = ? AND started_at < ? AND good = 1 ORDER BY started_at DESC LIMIT 1',
        ...[kind, target, before],
      )
      return row ? digestOf(row) : null
    },
  }
}
