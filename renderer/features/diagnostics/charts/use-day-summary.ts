import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import type { DayFigures } from './day-figures.ts'

/** What the last 24 hours were like, with how many it is said of. */
export function useDaySummary(): (day: DayFigures) => string {
  const { t, locale } = useDiagWords()
  return ({ asked, lost, p50Ms }) => {
    if (asked === 0) return t('charts.dayNone')
    return p50Ms === null ? t('charts.dayLost', { asked }) : t('charts.daySummary', { p50: msWords(p50Ms, locale), lost, asked })
  }
}
