import type { Change, Figure, RunDigest } from '../model/runs.ts'

type Figures = readonly (readonly [Figure, number | null])[]

/** Of these, more is better. */
const moreIsBetter: ReadonlySet<Figure> = new Set(['largest', 'mbps-up', 'mbps-down'])
/** Two lines a day apart are never the same: what is within this share is. */
const sameShare = 0.1
/** Times closer than this are the same whatever the floor. ms */
const sameMs = 0.05

/** What differs between a run and an earlier one of its kind and target. Times below twice the floor of this computer are the same. Pure. */
export function compareRuns(now: RunDigest, before: RunDigest): readonly Change[] {
  const earlier = new Map(figuresOf(before))
  const floor = Math.max(floorOf(now), floorOf(before))
  return figuresOf(now).flatMap(([figure, value]) => {
    const old = earlier.get(figure) ?? null
    return value === null && old === null ? [] : [{ figure, before: old, now: value, trend: trendOf(figure, old, value, floor) }]
  })
}

function trendOf(figure: Figure, before: number | null, now: number | null, floorMs: number): Change['trend'] {
  if (before === null || now === null) return 'unknown'
  const difference = Math.abs(now - before)
  const isTime = !moreIsBetter.has(figure) && figure !== 'loss'
  if (difference <= sameShare * before || now === before || (isTime && difference < Math.max(sameMs, 2 * floorMs))) return 'same'
  return now > before === moreIsBetter.has(figure) ? 'better' : 'worse'
}

const floorOf = ({ kind, summary }: RunDigest): number => (kind === 'tcp-echo' || kind === 'udp-echo' ? (summary.floorMs ?? 0) : 0)

function figuresOf(run: RunDigest): Figures {
  switch (run.kind) {
    case 'tcp-echo':
      return [...echoFigures(run.summary), ['connect', run.summary.connect?.p50 ?? null]]
    case 'udp-echo':
      return echoFigures(run.summary)
    case 'http':
      return [
        ['http-total', run.summary.phases.total?.p50 ?? null],
        ['http-waiting', run.summary.phases.waiting?.p50 ?? null],
        ['connect', run.summary.phases.connect?.p50 ?? null],
      ]
    case 'mtu':
      return [['largest', run.summary.largest]]
    case 'throughput': {
      const { idle, up, down } = run.summary
      return [
        ['mbps-up', up?.mbps ?? null],
        ['mbps-down', down?.mbps ?? null],
        ['idle-p50', idle?.p50 ?? null],
        ['loaded-up', up?.loaded?.p50 ?? null],
        ['loaded-down', down?.loaded?.p50 ?? null],
      ]
    }
    default:
      return []
  }
}

type EchoSummary = RunDigest<'tcp-echo' | 'udp-echo'>['summary']

function echoFigures({ rtt, jitterMs, lossPercent }: EchoSummary): Figures {
  return [
    ['rtt-p50', rtt?.p50 ?? null],
    ['rtt-p95', rtt?.p95 ?? null],
    ['jitter', jitterMs],
    ['loss', lossPercent],
  ]
}
