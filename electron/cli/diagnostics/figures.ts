import type { Distribution, ProbeFigures } from '../../../shared/model/diagnostics.ts'

/** Three significant digits; `-` for what is not known. */
export function ms(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-'
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3)} ms`
}

/** The lines that every series of probes has. */
export function figureLines(figures: ProbeFigures): readonly string[] {
  const { sent, answered, late, lost, refused, unreachable, notSent, warmUp, stalled, rtt, jitterMs, floorMs } = figures
  const fates = Object.entries({ late, lost, refused, unreachable, 'not sent': notSent }).filter(([, n]) => n > 0)
  const apart = [...(warmUp > 0 ? [`${warmUp} to warm up`] : []), ...(stalled > 0 ? [`${stalled} while this computer was busy`] : [])]
  return [
    `${sent} sent, ${answered} answered${fates.map(([fate, n]) => `, ${n} ${fate}`).join('')}${lossWords(figures)}`,
    `round trip  ${distributionWords(rtt)}${jitterMs === null ? '' : `  jitter ${ms(jitterMs)}`}`,
    ...(apart.length > 0 ? [`set apart: ${apart.join(', ')}`] : []),
    `confidence ${figures.confidence}${floorMs === null ? '' : `; this computer adds about ${ms(floorMs)}`}`,
  ]
}

export function distributionWords(values: Distribution | null): string {
  if (!values) return '-'
  const { min, p50, p95, p99, max, mean } = values
  return `min ${ms(min)}  p50 ${ms(p50)}  p95 ${ms(p95)}  p99 ${ms(p99)}  max ${ms(max)}  mean ${ms(mean)}`
}

function lossWords({ lossPercent, lossBelowPercent }: ProbeFigures): string {
  if (lossBelowPercent !== null && lossBelowPercent < 100) return ` (loss below ${lossBelowPercent.toPrecision(2)} %)`
  return lossPercent === null || lossPercent === 0 ? '' : ` (loss ${lossPercent.toPrecision(3)} %)`
}
