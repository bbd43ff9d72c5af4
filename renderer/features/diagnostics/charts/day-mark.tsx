import { useEffect } from 'react'
import type { ConversationId } from '../../../../shared/model/conversation.ts'
import { loadPassive, usePassive } from '../../../state/passive-store.ts'
import { useSelection } from '../../../state/selection-store.ts'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { useNow } from '../../conversations/use-now.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { columnsOf, dayColumns, dayFigures } from './day-figures.ts'
import { useDaySummary } from './use-day-summary.ts'
import './charts.css'

/** Each half hour is a bar of one pixel and a pixel of air; a missed keepalive a tick above it. px */
const step = 2
const height = 18
const bars = { top: 5, least: 2 }

/** The last 24 hours of one conversation at a glance, in its header; nothing while there is nothing to show. */
export function DayMark({ id }: { readonly id: ConversationId }) {
  const { t } = useDiagWords()
  const known = usePassive((state) => state.strips[id])
  const now = useNow(60_000)
  const words = useDaySummary()
  useEffect(() => void loadPassive(id), [id])
  const day = dayFigures(known ?? [], now)
  if (day.asked === 0) return null
  const columns = columnsOf(day)
  const most = Math.max(...columns.map(({ p50Ms }) => p50Ms ?? 0)) || 1
  const label = `${t('charts.day')}. ${words(day)}`
  const bar = (ms: number) => Math.max(bars.least, ((height - bars.top) * ms) / most)
  return (
    <Tooltip content={label}>
      <button type="button" className="dg-day" data-testid="day-mark" aria-label={label} onClick={() => useSelection.setState({ dialog: 'person' })}>
        <svg width={dayColumns * step} height={height} viewBox={`0 0 ${dayColumns * step} ${height}`} aria-hidden="true">
          <path className="dg-day-floor" d={`M0 ${height - 0.5}H${dayColumns * step}`} />
          <path
            className="dg-day-bars"
            d={columns.map(({ p50Ms }, i) => (p50Ms === null ? '' : `M${i * step + 0.5} ${height}v${-bar(p50Ms).toFixed(1)}`)).join('')}
          />
          <path className="dg-day-lost" d={columns.map(({ lost }, i) => (lost ? `M${i * step + 0.5} 0v4` : '')).join('')} />
        </svg>
      </button>
    </Tooltip>
  )
}
