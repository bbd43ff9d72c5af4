import { useEffect } from 'react'
import { passiveLimits } from '../../../../shared/diagnostic-limits.ts'
import type { ConversationId, ConversationKind } from '../../../../shared/model/conversation.ts'
import { loadPassive, usePassive } from '../../../state/passive-store.ts'
import { useNow } from '../../conversations/use-now.ts'
import { Part } from '../../people/part.tsx'
import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { type DayFigures, dayFigures } from './day-figures.ts'
import { valueScale } from './scale.ts'
import { useDaySummary } from './use-day-summary.ts'
import { useSize } from './use-size.ts'
import './charts.css'

const dayMs = passiveLimits.buckets * passiveLimits.bucketMs

/** Round trips and losses of the last 24 hours, from keepalives that were sent anyway. */
export function DayStrip({ id, kind }: { readonly id: ConversationId; readonly kind: ConversationKind }) {
  const { t } = useDiagWords()
  const known = usePassive((state) => state.strips[id])
  const now = useNow(60_000)
  const words = useDaySummary()
  useEffect(() => void loadPassive(id), [id])
  if (!known) return null
  const day = dayFigures(known, now)
  return (
    <Part title={t('charts.day')} hint={day.asked === 0 && kind === 'plain' ? t('charts.dayPlain') : words(day)}>
      {day.asked === 0 ? null : <Strip {...day} />}
    </Part>
  )
}

function Strip({ buckets, medians, from }: DayFigures) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const height = 4.5 * rem
  const bottom = height - 1.25 * rem
  const left = 3.5 * rem
  const xOf = (at: number) => left + ((width - left) * Math.max(0, at - from)) / dayMs
  const highest = Math.max(...buckets.map(({ maxMs }) => maxMs ?? 0))
  const y = valueScale(
    [...medians, highest].sort((a, b) => a - b),
    bottom,
    4,
  )
  return (
    <div ref={ref} className="dg-measured" data-testid="day-strip">
      <svg className="dg-chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <path className="dg-grid" d={`M${left} ${bottom}H${width}`} />
        <text x={left - 6} y={8} textAnchor="end" dominantBaseline="central">
          {msWords(y.ticks.at(-1), locale)}
        </text>
        <path
          className="dg-range"
          d={buckets
            .map(({ at, minMs, maxMs }) =>
              minMs === null || maxMs === null ? '' : `M${xOf(at).toFixed(1)} ${y.of(minMs).toFixed(1)}V${y.of(maxMs).toFixed(1)}`,
            )
            .join('')}
        />
        <path
          className="dg-dots"
          data-small="true"
          d={buckets.map(({ at, p50Ms }) => (p50Ms === null ? '' : `M${xOf(at).toFixed(1)} ${y.of(p50Ms).toFixed(1)}h0`)).join('')}
        />
        <path className="dg-lost" d={buckets.map(({ at, asked, answered }) => (asked > answered ? `M${xOf(at).toFixed(1)} 0v7` : '')).join('')} />
        <text x={left} y={height - 2}>
          {t('charts.dayAgo')}
        </text>
        <text x={width} y={height - 2} textAnchor="end">
          {t('charts.dayNow')}
        </text>
      </svg>
    </div>
  )
}
