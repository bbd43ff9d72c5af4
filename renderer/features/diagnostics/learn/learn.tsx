import { Dialog as Base } from '@base-ui/react/dialog'
import { GraduationCap, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../../shared/model/address.ts'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { useSize } from '../charts/use-size.ts'
import { msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import type { Ladder, Rung } from './ladder.ts'
import './learn.css'

export type Lesson = 'handshake' | 'noMessages' | 'ephemeral' | 'loopback' | 'nagle' | 'datagrams' | 'udpNever' | 'phases' | 'keepAlive' | 'farewell' | 'dashed'

interface LearnProps {
  readonly ladder: Ladder
  readonly lessons: readonly Lesson[]
  /** Where there are several. */
  readonly label?: string
}

/** What happened on the wire in this very run: what the app saw, and what the system must have done. */
export function Learn({ ladder, lessons, label }: LearnProps) {
  const { t } = useDiagWords()
  const app = useTranslation('app')
  const [open, setOpen] = useState(false)
  if (ladder.rungs.length === 0) return null
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-testid="learn">
        <GraduationCap size={16} aria-hidden="true" /> {label ?? t('learn.open')}
      </Button>
      <Base.Root open={open} onOpenChange={setOpen}>
        <Base.Portal>
          <Base.Backdrop className="ui-backdrop" />
          <Base.Popup className="dg-drawer" data-testid="learn-drawer">
            <div className="ui-dialog-head">
              <Base.Title>{t('learn.title')}</Base.Title>
              <Base.Close render={<IconButton label={app.t('close')} icon={<X size={20} aria-hidden="true" />} />} />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
            <section className="ui-dialog-body dg-learn" tabIndex={0} aria-label={t('learn.title')}>
              <LadderPicture ladder={ladder} />
              <p className="ui-hint">{t('learn.lesson.dashed')}</p>
              {lessons
                .filter((lesson) => lesson !== 'dashed')
                .map((lesson) => (
                  <section key={lesson}>
                    <h3>{t(`learn.lessonTitle.${lesson}`)}</h3>
                    <p>{t(`learn.lesson.${lesson}`, { port: ladder.local?.port ?? '—', remotePort: ladder.remote?.port ?? '—' })}</p>
                  </section>
                ))}
            </section>
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </>
  )
}

function useRungWords(): (rung: Rung) => string {
  const { t, locale } = useDiagWords()
  return ({ say, values }) => {
    const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name === 'ms' ? msWords(Number(value), locale) : value]))
    return t(`learn.rung.${say}`, { bytes: '', ms: '', chunks: '', number: '', code: '', host: '', method: '', path: '', status: '', ...shown })
  }
}

/** Two lines that time runs down along; an arrow for each packet. The list beneath says the same. */
function LadderPicture({ ladder: { local, remote, rungs } }: { readonly ladder: Ladder }) {
  const { t } = useDiagWords()
  const { width, rem, ref } = useSize()
  const words = useRungWords()
  const row = 2.6 * rem
  const [left, right] = [2 * rem, width - 2 * rem]
  const height = rungs.length * row + 3 * rem
  return (
    <figure className="dg-figure" data-testid="ladder">
      <div className="dg-ladder-ends" aria-hidden="true">
        <span>
          {t('learn.here')}
          <br />
          <code>{local ? formatAddress(local) : ''}</code>
        </span>
        <span>
          {t('learn.there')}
          <br />
          <code>{remote ? formatAddress(remote) : ''}</code>
        </span>
      </div>
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <path className="dg-rail" d={`M${left} 0V${height}M${right} 0V${height}`} />
          {rungs.map((rung, i) => {
            const y = 1.75 * rem + i * row
            if (rung.way === 'here')
              return (
                <g key={i}>
                  <circle className="dg-event" cx={left} cy={y} r="5" />
                  <text className="dg-rung-text" x={left + 12} y={y} dominantBaseline="central">
                    {words(rung)}
                  </text>
                </g>
              )
            const [from, to] = rung.way === 'out' ? [left, right] : [right, left]
            const end = rung.lost ? from + (to - from) * 0.6 : to
            const drop = (0.5 * rem * (end - from)) / (to - from)
            return (
              <g key={i}>
                <path className="dg-rung" data-seen={rung.seen} data-way={rung.way} d={`M${from} ${y}L${end} ${y + drop}`} />
                {rung.lost ? (
                  <path className="dg-lost" d={`M${end - 5} ${y + drop - 5}l10 10m0 -10l-10 10`} />
                ) : (
                  <path className="dg-arrow" data-seen={rung.seen} data-way={rung.way} d={arrow(end, y + drop, rung.way)} />
                )}
                <text className="dg-rung-text" data-seen={rung.seen} x={(left + right) / 2} y={y - 0.4 * rem} textAnchor="middle">
                  {words(rung)}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
      <ol className="ui-hidden">
        {rungs.map((rung, i) => (
          <li key={i}>
            {t(rung.way === 'here' ? 'learn.seenHere' : rung.way === 'out' ? `learn.out.${rung.seen}` : `learn.in.${rung.seen}`)} {words(rung)}
          </li>
        ))}
      </ol>
    </figure>
  )
}

const arrow = (x: number, y: number, way: 'out' | 'in'): string => (way === 'out' ? `M${x} ${y}l-9 -5v9z` : `M${x} ${y}l9 -5v9z`)
