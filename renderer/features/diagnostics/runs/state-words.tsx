import type { RunDigest } from '../../../../shared/model/runs.ts'
import { StatusDot } from '../../../ui/status-dot.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { runDot } from './run-dot.ts'
import { SymptomText } from './symptom-text.tsx'

/** How a run stands, in words, and what went wrong. */
export function RunState({ digest }: { readonly digest: RunDigest }) {
  const { t } = useDiagWords()
  const listening = digest.kind.endsWith('-server') && digest.state === 'running'
  return (
    <div className="dg-state" role="status" data-testid="run-state" data-state={digest.state}>
      <StatusDot status={runDot(digest)} label="" />
      <span>{listening ? t('run.listening') : t(`run.${digest.state}`)}</span>
      {digest.error ? (
        <span className="dg-trouble">
          <SymptomText digest={digest} error={digest.error} />
        </span>
      ) : null}
    </div>
  )
}
