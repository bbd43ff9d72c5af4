import type { AnyRun, RunDigest } from '../model/runs.ts'
import { targetOf } from './target.ts'

/** A run as lists have it. */
export function digestOf(run: AnyRun, sampleCount: number = run.samples.length): RunDigest {
  const { samples: _, ...rest } = run
  return { ...rest, target: targetOf(run), sampleCount, good: isGood(run) } as RunDigest
}

/** Good enough to compare later ones with: it came to its end, and nothing was wrong with what it tested. */
function isGood(run: AnyRun): boolean {
  if (run.state !== 'complete') return false
  switch (run.kind) {
    case 'tcp-echo':
    case 'udp-echo': {
      const { answered, late, lost, refused, unreachable, notSent, mismatched } = run.summary
      return answered > 0 && late + lost + refused + unreachable + notSent + mismatched === 0
    }
    case 'http':
      return run.samples.length > 0 && run.samples.every(({ problem, hops }) => problem === null && (hops.at(-1)?.status ?? 599) < 400)
    case 'mtu':
      return run.summary.largest !== null
    case 'throughput':
      return (run.summary.up?.mbps ?? run.summary.down?.mbps ?? null) !== null
    case 'doctor':
      return run.summary.verdict?.tone === 'good'
    default:
      return false
  }
}
