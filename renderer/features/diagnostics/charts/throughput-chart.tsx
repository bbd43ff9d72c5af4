import type { ThroughputBin, ThroughputPhase, ThroughputProbe, ThroughputSample } from '../../../../shared/model/throughput.ts'
import { mbpsWords, msWords, secondsWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { Picture } from './picture.tsx'
import { linearScale } from './scale.ts'
import { rank } from './statistics.ts'
import { thin } from './thin.ts'
import { useSize } from './use-size.ts'

export const mbpsOf = ({ bytes, ms }: Pick<ThroughputBin, 'bytes' | 'ms'>): number => (ms > 0 ? (bytes * 8) / (ms * 1_000) : 0)

interface PhaseSpan {
  readonly phase: ThroughputPhase
  readonly fromMs: number
  readonly toMs: number
}

/** Where each phase begins and ends, as far as its samples tell. */
export function phaseSpans(samples: readonly ThroughputSample[]): readonly PhaseSpan[] {
  const spans: PhaseSpan[] = []
  for (const { phase, atMs } of [...samples].sort((a, b) => a.atMs - b.atMs)) {
    const last = spans.at(-1)
    if (last?.phase === phase) spans[spans.length - 1] = { ...last, toMs: Math.max(last.toMs, atMs) }
    else spans.push({ phase, fromMs: last ? Math.max(last.toMs, atMs - 50) : 0, toMs: atMs })
  }
  return spans
}

/** How much goes through, and what that does to a round trip beside it. */
export function ThroughputChart({ samples, expectedMs }: { readonly samples: readonly ThroughputSample[]; readonly expectedMs: number }) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const bins = samples.filter((sample): sample is ThroughputBin => sample.type === 'bin')
  const probes = samples.filter((sample): sample is ThroughputProbe => sample.type === 'probe')
  const answered = probes.filter(({ rttMs }) => rttMs !== null)
  const totalMs = Math.max(expectedMs, ...samples.slice(-4).map(({ atMs }) => atMs), 1)
  const frame = { left: 4.5 * rem, right: width - 4 * rem, top: 1.5 * rem, bottom: 13 * rem, height: 15 * rem }
  const xOf = (ms: number) => frame.left + ((frame.right - frame.left) * ms) / totalMs
  const rates = bins.map(mbpsOf)
  const mbps = linearScale(Math.max(0.1, ...rates), frame.bottom, frame.top)
  const sorted = answered.map(({ rttMs }) => rttMs ?? 0).sort((a, b) => a - b)
  const rtt = linearScale(sorted.at(-1) ?? 1, frame.bottom, frame.top)
  const line = thin(
    answered,
    ({ atMs }) => Math.round(xOf(atMs)),
    ({ rttMs }) => rttMs ?? 0,
  )
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  return (
    <Picture
      title={t('throughput.chart')}
      summary={t('throughput.chartSummary', { mbps: mbpsWords(rates.length > 0 ? Math.max(...rates) : null, locale), rtt: msWords(rank(sorted, 50), locale) })}
      legend={
        <ul className="dg-legend">
          <li>
            <svg className="dg-chart" width="14" height="12" aria-hidden="true">
              <rect className="dg-area" x="1" y="3" width="12" height="8" />
            </svg>
            {t('throughput.rate')}
          </li>
          <li>
            <svg className="dg-chart" width="16" height="12" aria-hidden="true">
              <path className="dg-line" d="M0 8l5 -4 5 3 6 -5" />
            </svg>
            {t('throughput.roundTrip')}
          </li>
        </ul>
      }
      table={() => (
        <table className="dg-table">
          <thead>
            <tr>
              <th scope="col">{t('charts.from')}</th>
              <th scope="col">{t('throughput.phaseName')}</th>
              <th scope="col">{t('throughput.rate')}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={bin.seq}>
                <td>{secondsWords(bin.atMs, locale)}</td>
                <td>{t(`throughput.phase.${bin.phase}`)}</td>
                <td>
                  {mbpsWords(mbpsOf(bin), locale)} {bin.counted ? '' : t('throughput.notCounted')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      data-testid="throughput-chart"
    >
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={frame.height} viewBox={`0 0 ${width} ${frame.height}`} aria-hidden="true">
          {phaseSpans(samples).map(({ phase, fromMs, toMs }) => (
            <g key={phase + fromMs}>
              <rect
                className="dg-phase"
                data-phase={phase}
                x={xOf(fromMs)}
                y={frame.top}
                width={Math.max(0, xOf(toMs) - xOf(fromMs))}
                height={frame.bottom - frame.top}
              />
              <text x={(xOf(fromMs) + xOf(toMs)) / 2} y={frame.top - 6} textAnchor="middle">
                {xOf(toMs) - xOf(fromMs) > 3 * rem ? t(`throughput.phase.${phase}`) : ''}
              </text>
            </g>
          ))}
          {mbps.ticks.map((tick) => (
            <g key={tick}>
              <path className="dg-grid" d={`M${frame.left} ${Math.round(mbps.of(tick))}H${frame.right}`} />
              <text x={frame.left - 8} y={mbps.of(tick)} textAnchor="end" dominantBaseline="central">
                {number.format(tick)}
              </text>
            </g>
          ))}
          {rtt.ticks.map((tick) => (
            <text key={tick} className="dg-axis-rtt" x={frame.right + 8} y={rtt.of(tick)} dominantBaseline="central">
              {number.format(tick)}
            </text>
          ))}
          <text x={frame.left - 8} y={frame.top - 8} textAnchor="end">
            Mbit/s
          </text>
          <text className="dg-axis-rtt" x={frame.right + 8} y={frame.top - 8}>
            ms
          </text>
          {(['up', 'down'] as const).map((phase) => (
            <path
              key={phase}
              className="dg-area"
              d={areaPath(
                bins.filter((bin) => bin.phase === phase),
                xOf,
                mbps.of,
                frame.bottom,
              )}
            />
          ))}
          {line.length > 1 ? (
            <path className="dg-line" d={`M${line.map(({ atMs, rttMs }) => `${xOf(atMs).toFixed(1)} ${rtt.of(rttMs ?? 0).toFixed(1)}`).join('L')}`} />
          ) : null}
          <path
            className="dg-lost"
            d={probes
              .filter(({ outcome }) => outcome === 'lost')
              .map(({ atMs }) => `M${xOf(atMs).toFixed(1)} ${frame.top}v8`)
              .join('')}
          />
          {linearScale(totalMs, 0, 1, 5)
            .ticks.filter((ms) => ms <= totalMs)
            .map((ms) => (
              <text key={ms} x={xOf(ms)} y={frame.bottom + 1.25 * rem} textAnchor="middle">
                {secondsWords(ms, locale)}
              </text>
            ))}
        </svg>
      </div>
    </Picture>
  )
}

function areaPath(bins: readonly ThroughputBin[], xOf: (ms: number) => number, yOf: (mbps: number) => number, bottom: number): string {
  const [first, last] = [bins[0], bins.at(-1)]
  if (!first || !last) return ''
  const steps = bins.map((bin) => `L${xOf(bin.atMs).toFixed(1)} ${yOf(mbpsOf(bin)).toFixed(1)}H${xOf(bin.atMs + bin.ms).toFixed(1)}`)
  return `M${xOf(first.atMs).toFixed(1)} ${bottom}${steps.join('')}V${bottom}Z`
}
