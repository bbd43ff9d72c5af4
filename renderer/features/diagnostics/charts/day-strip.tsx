import { useEffect } from 'react'
import { passiveLimits } from '../../../../shared/diagnostic-limits.ts'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { PassiveBucket } from '../../../../shared/model/passive.ts'
import { loadPassive, usePassive } from '../../../state/passive-store.ts'
import { useNow } from '../../conversations/use-now.ts'
import { Part } from '../../people/part.tsx'
import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { valueScale } from './scale.ts'
import { rank } from './statistics.ts'
import { useSize } from './use-size.ts'
import './charts.css'

const dayMs = passiveLimits.buckets * passiveLimits.bucketMs

/** Round trips and losses of the last 24 hours, from keepalives that were sent anyway. */
export function DayStrip({ id }: { readonly id: ConversationId }) {
  const { t, locale } = useDiagWords()
  const buckets = usePassive((state) => state.strips[id])
  useEffect(() => void loadPassive(id), [id])
  if (!buckets) return null
  const asked = buckets.reduce((sum, bucket) => sum + bucket.asked, 0)
  const lost = asked - buckets.reduce((sum, bucket) => sum + bucket.answered, 0)
  const medians = buckets.flatMap(({ p50Ms }) => p50Ms ?? []).sort((a, b) => a - b)
  const summary = asked === 0 ? t('charts.dayNone') : t('charts.daySummary', { p50: msWords(rank(medians, 50), locale), lost, asked })
  return (
    <Part title={t('charts.day')} hint={summary}>
      {asked === 0 ? null : <Strip buckets={buckets} medians={medians} />}
    </Part>
  )
}

function Strip({ buckets, medians }: { readonly buckets: readonly PassiveBucket[]; readonly medians: readonly number[] }) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const now = useNow(60_000)
  const from = now - dayMs
  const height = 4.5 * rem
  const bottom = height - 1.25 * rem
  const left = 3.5 * rem
  const xOf = (at: number) => left + ((width - left) * (at - from)) / dayMs
  const highest = Math.max(...buckets.map(({ maxMs }) => maxMs ?? 0))
  const y = valueScale(
    [...medians, highest].sort((a, b) => a - b),
    bottom,
    4,
  )
  const shown = buckets.filter(({ at }) => at >= from)
  return (
    <div ref={ref} className="dg-measured" data-testid="day-strip">
      <svg className="dg-chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <path className="dg-grid" d={`M${left} ${bottom}H${width}`} />
        <text x={left - 6} y={8} textAnchor="end" dominantBaseline="central">
          {msWords(y.ticks.at(-1), locale)}
        </text>
        <path
          className="dg-range"
          d={shown
            .map(({ at, minMs, maxMs }) =>
              minMs === null || maxMs === null ? '' : `M${xOf(at).toFixed(1)} ${y.of(minMs).toFixed(1)}V${y.of(maxMs).toFixed(1)}`,
            )
            .join('')}
        />
        <path
          className="dg-dots"
          data-small="true"
          d={shown.map(({ at, p50Ms }) => (p50Ms === null ? '' : `M${xOf(at).toFixed(1)} ${y.of(p50Ms).toFixed(1)}h0`)).join('')}
        />
        <path className="dg-lost" d={shown.map(({ at, asked, answered }) => (asked > answered ? `M${xOf(at).toFixed(1)} 0v7` : '')).join('')} />
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
