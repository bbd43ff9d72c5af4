import { type HttpSample, phaseNames } from '../../../../shared/model/http.ts'
import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { Picture } from './picture.tsx'
import { linearScale } from './scale.ts'
import { rank } from './statistics.ts'
import { useSize } from './use-size.ts'

/** Requests side by side: more are joined to the slowest of their neighbours. */
const barsMost = 160

interface Stack {
  readonly seq: number
  readonly total: number
  readonly phases: readonly number[]
  readonly failed: boolean
}

/** Each request a stack of its phases. */
export function RepeatChart({ samples }: { readonly samples: readonly HttpSample[] }) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const stacks = joined(samples.map(stackOf), barsMost)
  const sorted = samples.map(({ hops }) => hops.reduce((sum, hop) => sum + hop.phases.total, 0)).sort((a, b) => a - b)
  const frame = { left: 4 * rem, right: width - 0.5 * rem, top: 0.5 * rem, bottom: 9 * rem }
  const y = linearScale(Math.max(1e-3, ...stacks.map(({ total }) => total)), frame.bottom, frame.top)
  const step = (frame.right - frame.left) / stacks.length
  return (
    <Picture
      title={t('http.each')}
      summary={t('http.eachSummary', { count: samples.length, p50: msWords(rank(sorted, 50), locale), max: msWords(sorted.at(-1), locale) })}
      legend={
        <ul className="dg-legend">
          {phaseNames.map((phase) => (
            <li key={phase}>
              <svg className="dg-chart" width="12" height="12" aria-hidden="true">
                <rect className="dg-bar" data-phase={phase} width="12" height="12" rx="2" />
              </svg>
              {t(`http.phase.${phase}`)}
            </li>
          ))}
        </ul>
      }
      data-testid="repeat-chart"
    >
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={frame.bottom + 0.5 * rem} viewBox={`0 0 ${width} ${frame.bottom + 0.5 * rem}`} aria-hidden="true">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <path className="dg-grid" d={`M${frame.left} ${Math.round(y.of(tick))}H${frame.right}`} />
              <text x={frame.left - 8} y={y.of(tick)} textAnchor="end" dominantBaseline="central">
                {msWords(tick, locale)}
              </text>
            </g>
          ))}
          {phaseNames.map((phase, index) => (
            <path
              key={phase}
              className="dg-bar"
              data-phase={phase}
              d={stacks.map((stack, i) => segment(stack, index, frame.left + i * step, step, y.of)).join('')}
            />
          ))}
          <path className="dg-lost" d={stacks.map((stack, i) => (stack.failed ? `M${frame.left + (i + 0.5) * step} ${frame.top - 4}v8` : '')).join('')} />
        </svg>
      </div>
    </Picture>
  )
}

function stackOf({ seq, hops, problem }: HttpSample): Stack {
  const phases = phaseNames.map((phase) => hops.reduce((sum, hop) => sum + (hop.phases[phase] ?? 0), 0))
  return { seq, phases, total: phases.reduce((sum, ms) => sum + ms, 0), failed: problem !== null }
}

function joined(stacks: readonly Stack[], most: number): readonly Stack[] {
  if (stacks.length <= most) return stacks
  const each = stacks.length / most
  return Array.from({ length: most }, (_, i) =>
    stacks
      .slice(Math.floor(i * each), Math.floor((i + 1) * each))
      .reduce((a, b) => (b.failed || b.total > a.total ? { ...b, failed: a.failed || b.failed } : a)),
  )
}

function segment({ phases }: Stack, index: number, x: number, step: number, of: (value: number) => number): string {
  const ms = phases[index] ?? 0
  if (ms <= 0) return ''
  const below = phases.slice(0, index).reduce((sum, value) => sum + value, 0)
  const [from, to] = [of(below), of(below + ms)]
  return `M${(x + step * 0.1).toFixed(1)} ${from.toFixed(1)}h${(step * 0.8).toFixed(1)}V${to.toFixed(1)}h${(-step * 0.8).toFixed(1)}z`
}
