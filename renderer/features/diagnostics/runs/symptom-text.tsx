import type { ErrorData } from '../../../../shared/errors.ts'
import type { RunDigest, RunKind } from '../../../../shared/model/runs.ts'
import { symptomOf } from '../../../../shared/symptom.ts'
import { symptomWords } from '../../../i18n/diagnosis-words.ts'
import { ErrorText } from '../../../ui/error-text.tsx'
import { useDiagWords } from '../use-diag-words.ts'

interface SymptomTextProps {
  readonly digest: RunDigest
  readonly error: ErrorData
}

const overUdp: ReadonlySet<RunKind> = new Set(['udp-echo', 'udp-echo-server', 'mtu'])

/** What a test met and what to do next; what is no symptom of the network, as any other error. */
export function SymptomText({ digest, error }: SymptomTextProps) {
  const { locale } = useDiagWords()
  const transport = overUdp.has(digest.kind) ? 'udp' : 'tcp'
  const doing = digest.kind.endsWith('-server') ? 'listening' : transport === 'udp' ? 'sending' : 'connecting'
  const symptom = symptomOf(error, { transport, doing, ms: msOf(digest, error) })
  if (symptom === null) return <ErrorText error={error} />
  const { what, next } = symptomWords(symptom, { code: error.code, details: { ...whereOf(digest), ...error.details } }, locale)
  return (
    <span data-testid="symptom" data-symptom={symptom}>
      {what} {next} <code className="ui-error-code">({error.code})</code>
    </span>
  )
}

function whereOf({ options }: RunDigest): { readonly host?: string; readonly port?: number } {
  return 'host' in options && 'port' in options ? { host: options.host, port: options.port } : {}
}

/** How long it took until it failed, where that is known. */
function msOf({ summary }: RunDigest, { code }: ErrorData): number | null {
  return 'attempts' in summary ? (summary.attempts.find(({ result }) => result === code)?.ms ?? null) : null
}
