import type { Outcome, Probe, ProbeFigures } from '../../../../shared/model/diagnostics.ts'
import { jitterOf } from './jitter.ts'
import { distribution } from './percentiles.ts'
import { confidence, loss } from './quality.ts'

interface Context {
  readonly gapMs: number
  readonly floorMs: number | null
  /** The first round trip is told by its test: it counts as answered, not among the times. */
  readonly firstApart?: boolean
}

/** What every series of probes has in common. Loss is of those whose fate is known; refusals and what never went out are not lost. */
export function probeFigures(probes: readonly Probe[], { gapMs, floorMs, firstApart = false }: Context): ProbeFigures {
  const real = probes.filter((p) => !p.warmUp)
  const count = (outcome: Outcome) => real.reduce((n, p) => n + Number(p.outcome === outcome), 0)
  const timed = real.filter((p) => p.outcome === 'answered' && p.rttMs !== null)
  const tainted = timed.filter((p) => p.stalled)
  const counted = timed.filter((p) => !p.stalled && !(firstApart && p.seq === 0))
  const rtts = counted.map((p) => p.rttMs ?? 0)
  const [answered, late, lost, notSent] = [count('answered'), count('late'), count('lost'), count('not-sent')]
  const lateness = distribution(real.filter((p) => p.outcome !== 'not-sent').map((p) => Math.max(0, p.sentMs - p.dueMs)))
  const lossOf = loss(lost, answered + late + lost)
  const stalled = tainted.length
  return {
    sent: real.length - notSent,
    answered,
    late,
    lost,
    refused: count('refused'),
    unreachable: count('unreachable'),
    notSent,
    warmUp: probes.length - real.length,
    stalled,
    rtt: distribution(rtts),
    jitterMs: jitterOf(rtts),
    lateness,
    lossPercent: lossOf.percent,
    lossBelowPercent: lossOf.belowPercent,
    confidence: confidence({ n: counted.length, stalled, latenessP95Ms: lateness?.p95 ?? lateness?.max ?? null, gapMs }),
    floorMs,
  }
}
