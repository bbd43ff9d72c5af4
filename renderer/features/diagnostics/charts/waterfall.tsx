import { type Hop, type PhaseName, phaseNames } from '../../../../shared/model/http.ts'
import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { Picture } from './picture.tsx'
import { linearScale } from './scale.ts'
import { useSize } from './use-size.ts'

export interface Bar {
  readonly phase: PhaseName
  readonly fromMs: number
  readonly ms: number
}

/** The phases of a request one after the other; those that were not, left out. */
export function barsOf({ phases }: Pick<Hop, 'phases'>): readonly Bar[] {
  let fromMs = 0
  return phaseNames.flatMap((phase) => {
    const ms = phases[phase]
    if (ms === null) return []
    const bar = { phase, fromMs, ms }
    fromMs += ms
    return [bar]
  })
}

/** Where the time of a request went, hop by hop. */
export function Waterfall({ hops }: { readonly hops: readonly Hop[] }) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const total = hops.reduce((sum, { phases }) => sum + phases.total, 0)
  const rows = hops.flatMap((hop, i) => {
    const start = hops.slice(0, i).reduce((sum, { phases }) => sum + phases.total, 0)
    return barsOf(hop).map((bar) => ({ ...bar, hop: i, fromMs: start + bar.fromMs }))
  })
  const frame = { left: 8.5 * rem, right: width - 5.5 * rem, row: 1.5 * rem, top: 0.25 * rem }
  const bottom = frame.top + rows.length * frame.row
  const scale = linearScale(total || 1, frame.left, frame.right, 5)
  return (
    <Picture
      title={t('http.waterfall')}
      summary={t('http.waterfallSummary', { count: hops.length, total: msWords(total, locale) })}
      table={() => <PhaseTable hops={hops} />}
      data-testid="waterfall"
    >
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={bottom + 1.5 * rem} viewBox={`0 0 ${width} ${bottom + 1.5 * rem}`} aria-hidden="true">
          {scale.ticks.map((ms) => (
            <g key={ms}>
              <path className="dg-grid" d={`M${Math.round(scale.of(ms))} ${frame.top}V${bottom}`} />
              <text x={scale.of(ms)} y={bottom + 1.1 * rem} textAnchor="middle">
                {msWords(ms, locale)}
              </text>
            </g>
          ))}
          {rows.map(({ phase, fromMs, ms, hop }, i) => {
            const y = frame.top + i * frame.row
            const x = scale.of(fromMs)
            return (
              <g key={`${hop}${phase}`}>
                <text x={frame.left - 8} y={y + frame.row / 2} textAnchor="end" dominantBaseline="central">
                  {hops.length > 1 ? `${hop + 1} · ` : ''}
                  {t(`http.phase.${phase}`)}
                </text>
                <rect className="dg-bar" data-phase={phase} x={x} y={y + 3} width={Math.max(1.5, scale.of(fromMs + ms) - x)} height={frame.row - 6} rx="2" />
                <text x={Math.max(scale.of(fromMs + ms), x + 2) + 6} y={y + frame.row / 2} dominantBaseline="central">
                  {msWords(ms, locale)}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
    </Picture>
  )
}

function PhaseTable({ hops }: { readonly hops: readonly Hop[] }) {
  const { t, locale } = useDiagWords()
  return (
    <table className="dg-table">
      <thead>
        <tr>
          <th scope="col">{t('http.hop')}</th>
          {phaseNames.map((phase) => (
            <th key={phase} scope="col">
              {t(`http.phase.${phase}`)}
            </th>
          ))}
          <th scope="col">{t('http.total')}</th>
        </tr>
      </thead>
      <tbody>
        {hops.map((hop, i) => (
          <tr key={hop.url + i}>
            <th scope="row">{i + 1}</th>
            {phaseNames.map((phase) => (
              <td key={phase}>{msWords(hop.phases[phase], locale)}</td>
            ))}
            <td>{msWords(hop.phases.total, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
