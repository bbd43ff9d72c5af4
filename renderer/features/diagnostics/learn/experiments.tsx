import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import type { TcpEchoSample } from '../../../../shared/model/diagnostics.ts'
import { useRuns } from '../../../state/runs-store.ts'
import { Button } from '../../../ui/button.tsx'
import { payloadBytes } from '../echo/payload-bytes.ts'
import { countWords, msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { tcpLadder } from './ladder.ts'
import { Learn, type Lesson } from './learn.tsx'
import { type Experiment, type Found, runExperiment } from './run-experiment.ts'

/** Change one thing, and see what it does. Both ends are on this computer. */
export function Experiments({ names }: { readonly names: readonly Experiment[] }) {
  const { t } = useDiagWords()
  const [running, setRunning] = useState<Experiment | null>(null)
  const [found, setFound] = useState<Readonly<Partial<Record<Experiment, Found>>>>({})
  const run = async (name: Experiment) => {
    setRunning(name)
    const result = await runExperiment(name)
    setFound((old) => ({ ...old, [name]: result }))
    setRunning(null)
  }
  return (
    <details className="dg-sheet dg-experiments" data-testid="experiments">
      <summary>
        <FlaskConical size={18} aria-hidden="true" /> {t('experiments.title')}
      </summary>
      <ul>
        {names.map((name) => (
          <li key={name} data-testid={`experiment-${name}`}>
            <div>
              <p className="ui-label">{t(`experiments.${name}.title`)}</p>
              <p className="ui-hint">{t(`experiments.${name}.text`)}</p>
              <p className="dg-found" role="status">
                {found[name] ? <FoundWords name={name} found={found[name]} /> : null}
              </p>
              {found[name] ? <FoundLadders name={name} found={found[name]} /> : null}
            </div>
            <Button size="small" disabled={running !== null} onClick={() => void run(name)} data-testid={`try-${name}`}>
              {t(running === name ? 'experiments.running' : 'experiments.run')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}

function FoundWords({ name, found }: { readonly name: Experiment; readonly found: Found }) {
  const { t, locale } = useDiagWords()
  if ('failed' in found) return t('experiments.failed', { code: found.failed })
  const words = (value: number | null) => {
    if (name === 'flood') return countWords(value ?? 0, locale)
    return name === 'split' ? t('experiments.split.pieces', { count: value ?? 0 }) : msWords(value, locale)
  }
  return t(`experiments.${name}.found`, { code: found.code, one: words(found.one), other: words(found.other) })
}

/** What was sent in which order, of the runs that show it. */
function FoundLadders({ name, found }: { readonly name: Experiment; readonly found: Found }) {
  const { t } = useDiagWords()
  const live = useRuns((runs) => runs.live)
  const ids = 'failed' in found ? [] : (found.runs ?? [])
  const label = (i: number) => {
    if (name === 'farewell') return t(i === 0 ? 'experiments.farewell.learnOne' : 'experiments.farewell.learn')
    return t(name === 'split' ? 'experiments.split.learn' : 'learn.open')
  }
  const lessons: readonly Lesson[] = name === 'farewell' ? ['farewell'] : name === 'split' ? ['noMessages'] : ['nagle']
  return ids.map((id, i) => {
    const { digest, samples } = live[id] ?? {}
    if (digest?.kind !== 'tcp-echo') return null
    const { options, summary, error } = digest
    const { split, ending, payload } = options
    const ladder = tcpLadder({ target: options, summary, samples: samples as readonly TcpEchoSample[], error, bytes: payloadBytes(payload), split, ending })
    return <Learn key={id} ladder={ladder} lessons={lessons} label={label(i)} />
  })
}
