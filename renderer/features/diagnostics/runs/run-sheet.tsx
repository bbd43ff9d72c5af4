import { FileText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { RunDigest } from '../../../../shared/model/runs.ts'
import { Button } from '../../../ui/button.tsx'
import { fullTime } from '../../conversations/time-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { Compare } from './compare.tsx'
import { ReportDialog } from './report-dialog.tsx'
import { RunState } from './state-words.tsx'

/** One run: what it was, how it stands, what it found, and what to do with that. */
export function RunSheet({ digest, actions, children }: { readonly digest: RunDigest; readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t, locale } = useDiagWords()
  const [report, setReport] = useState(false)
  const over = digest.state !== 'running'
  return (
    <section className="dg-sheet" aria-label={t('run.label', { target: digest.target })} data-testid="run" data-run={digest.id} data-state={digest.state}>
      <header className="dg-row dg-run-head">
        <div className="dg-run-title">
          <h2>
            <bdi>{digest.target}</bdi>
          </h2>
          <time className="ui-hint" dateTime={new Date(digest.startedAt).toISOString()}>
            {fullTime(digest.startedAt, locale)}
          </time>
        </div>
        <RunState digest={digest} />
        <div className="dg-run-actions">
          {actions}
          {over ? (
            <Button size="small" onClick={() => setReport(true)} data-testid="report">
              <FileText size={16} aria-hidden="true" /> {t('run.report')}
            </Button>
          ) : null}
        </div>
      </header>
      {children}
      {over && !digest.kind.endsWith('-server') ? <Compare key={digest.id} runId={digest.id} /> : null}
      {report ? <ReportDialog runId={digest.id} onClose={() => setReport(false)} /> : null}
    </section>
  )
}
