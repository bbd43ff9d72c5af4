import { type Address, formatAddress } from '../../../../shared/model/address.ts'
import type { Chunk } from '../../../state/runs.ts'
import { useNow } from '../../conversations/use-now.ts'
import { secondsWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { ring } from './latency-chart.tsx'
import { Picture } from './picture.tsx'
import { linearScale } from './scale.ts'
import { useSize } from './use-size.ts'

export interface LaneClient {
  readonly number: number
  readonly remote: Address
  readonly openedAt: number
  readonly closedAt: number | null
}

interface LanesProps {
  readonly clients: readonly LaneClient[]
  readonly chunks: readonly Chunk[]
  readonly startedAt: number
  readonly running: boolean
}

/** The newest clients, and what of the past is shown. */
const lanesMost = 12
const spanMs = 60_000
const dotsMost = 400

/** A lane for each client, a dot for what it sent: its area is the bytes. */
export function Lanes({ clients, chunks, startedAt, running }: LanesProps) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const now = useNow(1_000, running)
  const shown = clients.slice(-lanesMost)
  const ends = Math.max(...clients.map(({ openedAt, closedAt }) => (closedAt ?? openedAt) - startedAt), chunks.at(-1)?.atMs ?? 0, 1_000)
  const endMs = running ? Math.max(ends, now - startedAt) : ends
  const fromMs = Math.max(0, endMs - spanMs)
  const frame = { left: 10.5 * rem, right: width - 1 * rem, row: 1.75 * rem, top: 0.5 * rem }
  const bottom = frame.top + shown.length * frame.row
  const xOf = (ms: number) => frame.left + (Math.max(0, ms - fromMs) / (endMs - fromMs)) * (frame.right - frame.left)
  const most = Math.max(1, ...chunks.map(({ bytes }) => bytes))
  const ticks = linearScale(endMs - fromMs, frame.left, frame.right, 5).ticks.filter((ms) => ms <= endMs - fromMs)
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0)
  return (
    <Picture title={t('charts.lanes')} summary={t('charts.lanesSummary', { count: clients.length, chunks: chunks.length, bytes })} data-testid="lanes">
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={bottom + 1.5 * rem} viewBox={`0 0 ${width} ${bottom + 1.5 * rem}`} aria-hidden="true">
          {shown.map((client, i) => {
            const y = frame.top + (i + 0.5) * frame.row
            const [from, to] = [client.openedAt - startedAt, client.closedAt === null ? endMs : client.closedAt - startedAt]
            return (
              <g key={client.number}>
                <text x={frame.left - 10} y={y} textAnchor="end" dominantBaseline="central">
                  {formatAddress(client.remote)}
                </text>
                <path className="dg-lane" data-open={client.closedAt === null} d={`M${xOf(Math.max(fromMs, from))} ${y}H${Math.max(xOf(to), xOf(from) + 2)}`} />
                <path
                  className="dg-chunk"
                  d={chunks
                    .filter((chunk) => chunk.number === client.number && chunk.atMs >= fromMs)
                    .slice(-dotsMost)
                    .map((chunk) => ring(xOf(chunk.atMs), y, Math.max(2, Math.sqrt(chunk.bytes / most) * frame.row * 0.45)))
                    .join('')}
                />
              </g>
            )
          })}
          {ticks.map((ms) => (
            <text key={ms} x={frame.left + (ms / (endMs - fromMs)) * (frame.right - frame.left)} y={bottom + 1.1 * rem} textAnchor="middle">
              {secondsWords(fromMs + ms, locale)}
            </text>
          ))}
        </svg>
      </div>
    </Picture>
  )
}
