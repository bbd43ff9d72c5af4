import type { ErrorData } from '../../../../shared/errors.ts'
import type { RunDigest } from '../../../../shared/model/runs.ts'
import { ErrorText } from '../../../ui/error-text.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { symptomIn } from './symptom-in.ts'

interface SymptomTextProps {
  readonly digest: RunDigest
  readonly error: ErrorData
  /** It happened on a connection that there was. */
  readonly isConnected?: boolean
}

/** What a test met and what to do next; what is no symptom of the network, as any other error. */
export function SymptomText({ digest, error, isConnected = false }: SymptomTextProps) {
  const { locale } = useDiagWords()
  const met = symptomIn(digest, error, locale, isConnected)
  if (met === null) return <ErrorText error={error} />
  return (
    <span data-testid="symptom" data-symptom={met.symptom}>
      {met.what} {met.next} <code className="ui-error-code">({error.code})</code>
    </span>
  )
}
