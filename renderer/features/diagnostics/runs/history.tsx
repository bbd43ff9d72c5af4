import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { RunDigest, RunKind } from '../../../../shared/model/runs.ts'
import { forgetRun, showRun } from '../../../state/run-actions.ts'
import { useRuns } from '../../../state/runs-store.ts'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { StatusDot } from '../../../ui/status-dot.tsx'
import { fullTime, shortTime } from '../../conversations/time-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { resultWords } from './result-words.ts'
import { runDot } from './run-dot.ts'

/** Rows shown before one asks for all. */
const few = 5

/** Earlier runs of one kind, newest first. */
export function History({ kind }: { readonly kind: RunKind }) {
  const words = useDiagWords()
  const { t } = words
  const [all, setAll] = useState(false)
  const digests = useRuns((state) => state.digests)
  const shown = useRuns((state) => state.shown[kind])
  const runs = digests.filter((run) => run.kind === kind)
  if (runs.length === 0) return null
  return (
    <section className="dg-sheet" aria-labelledby={`dg-history-${kind}`} data-testid="history">
      <h2 id={`dg-history-${kind}`}>{t('run.history')}</h2>
      <ul className="dg-history">
        {(all ? runs : runs.slice(0, few)).map((run) => (
          <Row key={run.id} run={run} current={run.id === shown} words={words} />
        ))}
      </ul>
      {runs.length > few && !all ? (
        <div>
          <Button size="small" onClick={() => setAll(true)}>
            {t('run.all', { count: runs.length })}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

function Row({ run, current, words }: { readonly run: RunDigest; readonly current: boolean; readonly words: ReturnType<typeof useDiagWords> }) {
  const { t, locale } = words
  const when = fullTime(run.startedAt, locale)
  const result = resultWords(run, words)
  return (
    <li className="dg-history-row" data-current={current}>
      <button
        type="button"
        className="dg-history-show"
        aria-current={current ? 'true' : undefined}
        onClick={() => void showRun(run.id)}
        data-testid="history-run"
      >
        <StatusDot status={runDot(run)} label={t(`run.${run.state}`)} />
        <bdi className="dg-history-target">{run.target}</bdi>
        <span className="dg-history-result" title={result}>
          {result}
        </span>
        <time className="ui-hint" title={when} dateTime={new Date(run.startedAt).toISOString()}>
          {shortTime(run.startedAt, locale)}
        </time>
      </button>
      {run.state === 'running' ? null : (
        <IconButton
          size="small"
          label={t('run.forget', { target: run.target, time: when })}
          icon={<Trash2 size={16} />}
          onClick={() => void forgetRun(run.id)}
        />
      )}
    </li>
  )
}
