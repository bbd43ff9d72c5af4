import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { countWords, msWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'
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
            </div>
            <Button size="small" disabled={running !== null} onClick={() => void run(name)}>
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
  const words = (value: number | null) => (name === 'flood' ? countWords(value ?? 0, locale) : msWords(value, locale))
  return t(`experiments.${name}.found`, { code: found.code, one: words(found.one), other: words(found.other) })
}
