import { useMemo } from 'react'
import type { Distribution } from '../../../../shared/model/diagnostics.ts'
import { msWords, secondsWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { type LatencyMark, type LatencyPoint, type LatencyPoints, type LatencySample, latencyPoints, latencyRows } from './latency-points.ts'
import { Legend } from './legend.tsx'
import { Picture } from './picture.tsx'
import { linearScale, type Scale, valueScale } from './scale.ts'
import { histogram, rollingBand } from './statistics.ts'
import { thin } from './thin.ts'
import { useCalm } from './use-calm.ts'
import { useSize } from './use-size.ts'

interface LatencyChartProps {
  readonly samples: readonly LatencySample[]
  /** How long the run is meant to take: the axis does not move while it runs. ms */
  readonly expectedMs: number
  /** Of the figures beside it, which leave out warming up and stalls: the sentence says the same. */
  readonly rtt: Distribution | null
}

/** The band looks this far around. ms */
const windowMs = 10_000
const bandSteps = 120
const bins = 36

/** Each probe where it was sent: how long it took, or that it never came back. Beside it how the times are distributed. */
export function LatencyChart({ samples: every, expectedMs, rtt }: LatencyChartProps) {
  const samples = useCalm(every)
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const all = useMemo(() => latencyPoints(samples), [samples])
  const { points, lost, refused, counts } = all
  const totalMs = Math.max(expectedMs, points.at(-1)?.atMs ?? 0, lost.at(-1) ?? 0, refused.at(-1) ?? 0, 1)
  const sorted = useMemo(() => points.map(({ value }) => value).sort((a, b) => a - b), [points])
  const frame = { left: 4 * rem, top: 1 * rem, bottom: 13.5 * rem, right: width - 6.5 * rem, height: 15.5 * rem }
  const x = linearScale(totalMs, frame.left, frame.right, 5)
  const xOf = (ms: number) => frame.left + ((frame.right - frame.left) * ms) / totalMs
  const y = valueScale(sorted, frame.bottom, frame.top + 0.75 * rem)
  const summary = t('charts.latencySummary', {
    answered: points.length,
    lost: counts.lost,
    p50: msWords(rtt?.p50, locale),
    max: msWords(rtt?.max, locale),
  })
  return (
    <Picture
      title={t('charts.latency')}
      summary={summary}
      legend={<Legend counts={counts} />}
      table={() => <LatencyTable all={all} totalMs={totalMs} />}
      data-testid="latency-chart"
    >
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={frame.height} viewBox={`0 0 ${width} ${frame.height}`} aria-hidden="true">
          <YAxis scale={y} left={frame.left} right={frame.right} name={t(y.kind === 'log' ? 'charts.msLog' : 'charts.ms')} top={frame.top} locale={locale} />
          {x.ticks
            .filter((ms) => ms <= totalMs)
            .map((ms) => (
              <text key={ms} x={xOf(ms)} y={frame.bottom + 1.25 * rem} textAnchor="middle">
                {secondsWords(ms, locale)}
              </text>
            ))}
          <Band points={points} xOf={xOf} y={y} />
          <Dots points={points} xOf={xOf} y={y} />
          <path className="dg-lost" d={ticksPath(lost, xOf, frame.top, 0.625 * rem)} />
          <path className="dg-refused" d={ticksPath(refused, xOf, frame.top, 0.625 * rem)} />
          <path
            className="dg-reordered"
            d={points
              .filter(({ reordered }) => reordered)
              .map(({ atMs }) => `M${px(xOf(atMs))} ${frame.bottom + 2}l3 6h-6z`)
              .join('')}
          />
          <Histogram sorted={sorted} y={y} left={frame.right + 0.75 * rem} right={width - 0.25 * rem} top={frame.top + 0.75 * rem} bottom={frame.bottom} />
        </svg>
      </div>
    </Picture>
  )
}

/** Half a pixel is as fine as it gets. */
const px = (value: number): number => Math.round(value * 2) / 2

function ticksPath(times: readonly number[], xOf: (ms: number) => number, top: number, length: number): string {
  return [...new Set(times.map((ms) => px(xOf(ms))))].map((at) => `M${at} ${top - 2}v${length}`).join('')
}

interface AxisProps {
  readonly scale: Scale
  readonly left: number
  readonly right: number
  readonly top: number
  readonly name: string
  readonly locale: string
}

function YAxis({ scale, left, right, top, name, locale }: AxisProps) {
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  return (
    <g>
      <text x={left - 8} y={top - 4} textAnchor="end">
        {name}
      </text>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <path className="dg-grid" d={`M${left} ${px(scale.of(tick))}H${right}`} />
          <text x={left - 8} y={scale.of(tick)} textAnchor="end" dominantBaseline="central">
            {number.format(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}

interface PlotProps {
  readonly points: readonly LatencyPoint[]
  readonly xOf: (ms: number) => number
  readonly y: Scale
}

/** Rolling p50 and p95 of what counts. */
function Band({ points, xOf, y }: PlotProps) {
  const band = useMemo(
    () =>
      rollingBand(
        points.filter(({ mark }) => mark === 'answered' || mark === 'duplicate'),
        windowMs,
        bandSteps,
      ),
    [points],
  )
  const line = (of: 'p50' | 'p95') => band.flatMap((point) => (point[of] === null ? [] : [`${px(xOf(point.atMs))} ${px(y.of(point[of]))}`]))
  const [middle, upper] = [line('p50'), line('p95')]
  if (middle.length < 2) return null
  return (
    <g>
      {upper.length < 2 ? null : <path className="dg-band" d={`M${upper.join('L')}L${[...middle].reverse().join('L')}Z`} />}
      <path className="dg-median" d={`M${middle.join('L')}`} />
    </g>
  )
}

/** One path for all dots of a kind: ten thousand of them are as fast as one. */
function Dots({ points, xOf, y }: PlotProps) {
  const of = (mark: LatencyMark) =>
    thin(
      points.filter((point) => point.mark === mark),
      (point) => Math.round(xOf(point.atMs)),
      (point) => point.value,
    )
  const dots = (mark: LatencyMark) =>
    of(mark)
      .map(({ atMs, value }) => `M${px(xOf(atMs))} ${px(y.of(value))}h0`)
      .join('')
  const rings = (mark: LatencyMark, radius: number) =>
    of(mark)
      .map(({ atMs, value }) => ring(px(xOf(atMs)), px(y.of(value)), radius))
      .join('')
  return (
    <g>
      <path className="dg-dots" data-mark="warm-up" d={dots('warm-up')} />
      <path className="dg-dots" data-mark="stalled" d={dots('stalled')} />
      <path className="dg-dots" data-mark="answered" d={dots('answered')} />
      <path className="dg-rings" data-mark="late" d={rings('late', 3.5)} />
      <path className="dg-rings" data-mark="duplicate" d={rings('duplicate', 2.5) + rings('duplicate', 5)} />
    </g>
  )
}

export const ring = (x: number, y: number, radius: number): string =>
  `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`

interface HistogramProps {
  readonly sorted: readonly number[]
  readonly y: Scale
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function Histogram({ sorted, y, left, right, top, bottom }: HistogramProps) {
  const counts = histogram(sorted, bins, (value) => (bottom - y.of(value)) / (bottom - top))
  const most = Math.max(1, ...counts)
  const height = (bottom - top) / bins
  return (
    <path
      className="dg-histogram"
      d={counts
        .map((count, i) =>
          count === 0 ? '' : `M${left} ${px(bottom - (i + 1) * height)}h${px(Math.max(1, ((right - left) * count) / most))}v${px(height - 1)}H${left}z`,
        )
        .join('')}
    />
  )
}

function LatencyTable({ all, totalMs }: { readonly all: LatencyPoints; readonly totalMs: number }) {
  const { t, locale } = useDiagWords()
  return (
    <table className="dg-table">
      <thead>
        <tr>
          <th scope="col">{t('charts.from')}</th>
          <th scope="col">{t('charts.sent')}</th>
          <th scope="col">p50</th>
          <th scope="col">max</th>
          <th scope="col">{t('charts.mark.lost')}</th>
        </tr>
      </thead>
      <tbody>
        {latencyRows(all, totalMs).map((row) => (
          <tr key={row.fromMs}>
            <td>
              {secondsWords(row.fromMs, locale)} – {secondsWords(row.toMs, locale)}
            </td>
            <td>{row.sent}</td>
            <td>{msWords(row.p50, locale)}</td>
            <td>{msWords(row.max, locale)}</td>
            <td>{row.lost}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
