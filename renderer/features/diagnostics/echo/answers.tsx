import { useState } from 'react'
import { historyLimits } from '../../../../shared/diagnostic-limits.ts'
import type { TcpEchoSample, UdpEchoSample } from '../../../../shared/model/diagnostics.ts'
import { msWords } from '../number-words.ts'
import { showSampleBytes } from '../runs/show-sample-bytes.ts'
import { useDiagWords } from '../use-diag-words.ts'

/** Rows of the list: the answers whose bytes are kept. */
const shown = Math.min(100, historyLimits.replies)

interface AnswersProps {
  readonly runId: string
  readonly samples: readonly (TcpEchoSample | UdpEchoSample)[]
}

/** The last probes one by one, each with its bytes. */
export function Answers({ runId, samples }: AnswersProps) {
  const { t, locale } = useDiagWords()
  const [open, setOpen] = useState(false)
  const [gone, setGone] = useState(false)
  if (samples.length === 0) return null
  const look = async (seq: number) => setGone(!(await showSampleBytes(runId, seq, t('echo.answerOf', { number: seq + 1 }))))
  return (
    <details className="dg-as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('echo.each')}</summary>
      {gone ? (
        <p className="ui-hint" role="status">
          {t('run.bytesGone')}
        </p>
      ) : null}
      {open ? (
        <table className="dg-table">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{t('echo.outcome')}</th>
              <th scope="col">{t('echo.roundTrip')}</th>
              <th scope="col">{t('echo.bytesBack')}</th>
              <th scope="col">{t('run.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {samples.slice(-shown).map((sample) => (
              <tr key={sample.seq} data-bad={sample.outcome !== 'answered' && sample.outcome !== 'waiting'}>
                <td>{sample.seq + 1}</td>
                <td>
                  {t(`outcome.${sample.outcome}`)}
                  {sample.matches === false ? `, ${t('echo.other')}` : ''}
                  {sample.code ? ` (${sample.code})` : ''}
                </td>
                <td>{msWords(sample.rttMs, locale)}</td>
                <td>{sample.outcome === 'answered' ? sample.replyBytes : '—'}</td>
                <td>
                  {sample.outcome === 'answered' ? (
                    <button type="button" className="dg-link" aria-label={t('run.bytesOf', { number: sample.seq + 1 })} onClick={() => void look(sample.seq)}>
                      {t('run.look')}
                    </button>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </details>
  )
}
