import { useDiagWords } from '../use-diag-words.ts'
import type { LatencyPoints } from './latency-points.ts'

const marks = ['answered', 'warm-up', 'stalled', 'late', 'duplicate', 'reordered', 'lost', 'refused'] as const
type Mark = (typeof marks)[number]

/** What the signs mean, of those that are there. */
export function Legend({ counts }: Pick<LatencyPoints, 'counts'>) {
  const { t } = useDiagWords()
  const shown = marks.filter((mark) => mark === 'answered' || counts[mark] > 0)
  return (
    <ul className="dg-legend">
      {shown.map((mark) => (
        <li key={mark}>
          <Sign mark={mark} /> {t(`charts.mark.${mark}`)} <span className="dg-legend-count">{counts[mark]}</span>
        </li>
      ))}
      {counts.answered > 1 ? (
        <li>
          <svg className="dg-chart" width="20" height="14" aria-hidden="true">
            <rect className="dg-band" x="1" y="2" width="18" height="10" />
            <path className="dg-median" d="M1 10H19" />
          </svg>{' '}
          {t('charts.band')}
        </li>
      ) : null}
    </ul>
  )
}

function Sign({ mark }: { readonly mark: Mark }) {
  return (
    <svg className="dg-chart" width="14" height="14" aria-hidden="true">
      {mark === 'lost' ? <path className="dg-lost" d="M7 2v10" /> : null}
      {mark === 'refused' ? <path className="dg-refused" d="M7 2v10" /> : null}
      {mark === 'reordered' ? <path className="dg-reordered" d="M7 3l4 8h-8z" /> : null}
      {mark === 'late' ? <circle className="dg-rings" data-mark="late" cx="7" cy="7" r="3.5" /> : null}
      {mark === 'duplicate' ? (
        <>
          <circle className="dg-rings" data-mark="duplicate" cx="7" cy="7" r="2.5" />
          <circle className="dg-rings" data-mark="duplicate" cx="7" cy="7" r="5" />
        </>
      ) : null}
      {mark === 'answered' || mark === 'stalled' || mark === 'warm-up' ? <path className="dg-dots" data-mark={mark} d="M7 7h0" /> : null}
    </svg>
  )
}
