import type { ReactNode } from 'react'
import type { ProbeFigures } from '../../../../shared/model/diagnostics.ts'
import { countWords, msWords, percentWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'

export interface Tile {
  readonly name: string
  readonly value: string
  readonly title?: string
  readonly strong?: boolean
}

/** Numbers side by side. */
export function Tiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <dl className="dg-tiles" data-testid="figures">
      {tiles.map(({ name, value, title, strong }) => (
        <div key={name} title={title} data-strong={strong}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Round trips and losses, each with how far it can be believed. */
export function ProbeFigureTiles({ figures, more = [] }: { readonly figures: ProbeFigures; readonly more?: readonly Tile[] }) {
  const { t, locale } = useDiagWords()
  const { rtt, jitterMs } = figures
  const time = (value: number | null | undefined) => msWords(value, locale)
  return (
    <>
      <Tiles
        tiles={[
          { name: t('figures.p50'), value: time(rtt?.p50), strong: true },
          { name: 'p95', value: time(rtt?.p95), ...(rtt && rtt.p95 === null ? { title: t('figures.needs', { count: 20 }) } : {}) },
          { name: 'p99', value: time(rtt?.p99), ...(rtt && rtt.p99 === null ? { title: t('figures.needs', { count: 100 }) } : {}) },
          { name: 'min', value: time(rtt?.min) },
          { name: 'max', value: time(rtt?.max) },
          { name: t('figures.jitter'), value: time(jitterMs) },
          { name: t('figures.loss'), value: lossWords(figures, t, locale), strong: true },
          ...more,
        ]}
      />
      <Honesty figures={figures} />
    </>
  )
}

function lossWords({ lossPercent, lossBelowPercent }: ProbeFigures, t: ReturnType<typeof useDiagWords>['t'], locale: string): string {
  if (lossBelowPercent !== null) return lossBelowPercent >= 100 ? '—' : t('figures.below', { percent: percentWords(lossBelowPercent, locale) })
  return percentWords(lossPercent, locale)
}

/** What stands behind the numbers: how many, how many not, and what this computer adds by itself. */
function Honesty({ figures }: { readonly figures: ProbeFigures }) {
  const { t, locale } = useDiagWords()
  const { rtt, confidence, floorMs, warmUp, stalled, late, lost, refused, unreachable, notSent } = figures
  const count = (value: number) => countWords(value, locale)
  const parts: ReactNode[] = [
    t('figures.n', { count: rtt?.n ?? 0 }),
    ...(warmUp > 0 ? [t('figures.warmUp', { count: warmUp })] : []),
    ...(stalled > 0 ? [t('figures.stalled', { count: stalled })] : []),
    ...(
      [
        ['late', late],
        ['lost', lost],
        ['refused', refused],
        ['unreachable', unreachable],
        ['notSent', notSent],
      ] as const
    )
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${count(n)} ${t(`figures.fate.${name}`)}`),
  ]
  return (
    <p className="dg-honesty" data-testid="honesty">
      <span className="dg-confidence" data-confidence={confidence}>
        {t(`figures.confidence.${confidence}`)}
      </span>{' '}
      {parts.join(' · ')}
      {floorMs === null ? '' : ` · ${t('figures.floor', { time: msWords(floorMs, locale) })}`}
    </p>
  )
}
