import { Play, Square } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../../shared/errors.ts'
import type { RunKind } from '../../../../shared/model/runs.ts'
import { startRun, stopRun } from '../../../state/run-actions.ts'
import { useRuns } from '../../../state/runs-store.ts'
import { Button } from '../../../ui/button.tsx'
import { ErrorText } from '../../../ui/error-text.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { FormContext } from './fields.tsx'
import type { Read } from './read-echo.ts'

interface RunFormProps {
  readonly kind: RunKind
  readonly read: Read<string>
  readonly children: ReactNode
  /** Beside Start. */
  readonly note?: ReactNode
  /** Why it can't start, beside a Start that is off. */
  readonly hindrance?: string | null
}

/** The one visible Start of a test, which is Stop while it runs. */
export function RunForm({ kind, read, children, note, hindrance = null }: RunFormProps) {
  const { t } = useDiagWords()
  const [asked, setAsked] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const [starting, setStarting] = useState(false)
  const running = useRuns(({ digests }) => digests.find((run) => run.kind === kind && run.state === 'running')?.id ?? null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setError(null)
    if (running !== null) return void (await stopRun(running))
    if (hindered) return
    setAsked(true)
    if (!read.test) return focusFirstWrong(event.currentTarget as HTMLElement)
    setStarting(true)
    try {
      await startRun(read.test)
      setAsked(false)
      showResult()
    } catch (thrown) {
      setError(toErrorData(thrown))
    } finally {
      setStarting(false)
    }
  }
  const hindranceId = useId()
  const hindered = running === null && hindrance !== null
  const isServer = kind.endsWith('-server')
  return (
    <form className="dg-sheet dg-form" noValidate onSubmit={(event) => void submit(event)} data-testid={`form-${kind}`}>
      <FormContext value={{ wrongs: read.wrongs, asked }}>{children}</FormContext>
      <div className="dg-row">
        <Button
          type="submit"
          variant={running === null ? 'primary' : 'secondary'}
          disabled={starting || hindered}
          aria-describedby={hindered ? hindranceId : undefined}
          data-testid={running === null ? 'start' : 'stop'}
        >
          {running === null ? <Play size={16} aria-hidden="true" /> : <Square size={14} aria-hidden="true" />}
          {t(running === null ? (isServer ? 'form.listen' : 'form.start') : 'form.stop')}
        </Button>
        {hindered ? (
          <span id={hindranceId} className="ui-hint">
            {hindrance}
          </span>
        ) : null}
        {note}
      </div>
      {error ? (
        <p className="ui-error" role="alert">
          <ErrorText error={error} />
        </p>
      ) : null}
    </form>
  )
}

/** In a small window it would be below what is seen. */
function showResult(): void {
  requestAnimationFrame(() => document.querySelector('[data-testid="run"]')?.scrollIntoView?.({ block: 'nearest' }))
}

/** The field that is wrong, once its words are there. */
function focusFirstWrong(form: HTMLElement): void {
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[aria-invalid="true"]')
    field?.closest('details')?.setAttribute('open', '')
    field?.focus()
  })
}
