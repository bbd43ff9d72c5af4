import { useEffect, useState } from 'react'
import type { Figure, RunView } from '../../../../shared/model/runs.ts'
import { compareRun } from '../../../state/run-actions.ts'
import { fullTime } from '../../conversations/time-words.ts'
import { countWords, mbpsWords, msWords, percentWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'

/** Beside the last good run of the same kind and target. */
export function Compare({ runId }: { readonly runId: string }) {
  const { t, locale } = useDiagWords()
  const [view, setView] = useState<RunView | null>(null)
  useEffect(() => {
    let current = true
    void compareRun(runId).then((found) => current && setView(found))
    return () => {
      current = false
    }
  }, [runId])
  if (!view?.lastGood || view.changes.length === 0) return null
  return (
    <table className="dg-table" data-testid="compare">
      <caption>{t('compare.title', { time: fullTime(view.lastGood.startedAt, locale) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('compare.figure')}</th>
          <th scope="col">{t('compare.before')}</th>
          <th scope="col">{t('compare.now')}</th>
          <th scope="col">{t('compare.change')}</th>
        </tr>
      </thead>
      <tbody>
        {view.changes.map(({ figure, before, now, trend }) => (
          <tr key={figure}>
            <th scope="row">{t(`compare.figures.${figure}`)}</th>
            <td>{figureWords(figure, before, locale)}</td>
            <td>{figureWords(figure, now, locale)}</td>
            <td className="dg-trend" data-trend={trend}>
              {t(`compare.trend.${trend}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function figureWords(figure: Figure, value: number | null, locale: string): string {
  if (figure === 'loss') return percentWords(value, locale)
  if (figure === 'largest') return value === null ? '—' : countWords(value, locale)
  return figure.startsWith('mbps') ? mbpsWords(value, locale) : msWords(value, locale)
}
