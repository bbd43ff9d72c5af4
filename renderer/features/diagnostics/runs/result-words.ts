import type { RunDigest } from '../../../../shared/model/runs.ts'
import { verdictWords } from '../../../i18n/diagnosis-words.ts'
import { errorWords } from '../../../i18n/error-words.ts'
import { countWords, mbpsWords, msWords, percentWords } from '../number-words.ts'
import type { useDiagWords } from '../use-diag-words.ts'
import { symptomIn } from './symptom-in.ts'

/** A run in a few words, as its row in the history has room for. */
export function resultWords(run: RunDigest, { t, locale }: ReturnType<typeof useDiagWords>): string {
  if (run.error) return (symptomIn(run, run.error, locale) ?? errorWords(run.error, locale)).what
  switch (run.kind) {
    case 'tcp-echo':
    case 'udp-echo': {
      const { rtt, lossPercent } = run.summary
      const loss = lossPercent ? ` · ${t('figures.loss')} ${percentWords(lossPercent, locale)}` : ''
      return `${msWords(rtt?.p50, locale)}${loss}`
    }
    case 'http':
      return msWords(run.summary.phases.total?.p50, locale)
    case 'mtu':
      return run.summary.largest === null ? '—' : t('bytes.size', { count: run.summary.largest })
    case 'throughput':
      return [run.summary.up, run.summary.down].flatMap((one, i) => (one ? [`${i === 0 ? '↑' : '↓'} ${mbpsWords(one.mbps, locale)}`] : [])).join(' ')
    case 'doctor':
      return run.summary.verdict ? verdictWords(run.summary.verdict, locale).what : ''
    case 'http-server':
      return t('run.requests', { count: run.summary.totals.requests })
    default:
      return t('run.clients', { count: run.summary.totals.clients, shown: countWords(run.summary.totals.clients, locale) })
  }
}
