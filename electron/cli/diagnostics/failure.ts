import { type ErrorDetails, toErrorData } from '../../../shared/errors.ts'
import type { Attempt } from '../../../shared/model/address.ts'
import { symptomOf } from '../../../shared/symptom.ts'
import { diagnosticLimits as limits } from '../../net/diagnostics/limits.ts'
import { errorInWords, symptomInWords } from '../words.ts'
import type { Output } from './output.ts'

interface Circumstances extends Pick<Parameters<typeof symptomOf>[1], 'transport' | 'doing'> {
  readonly attempts?: readonly Attempt[]
}

/** Says what went wrong and what to do next; with several addresses, what each of them did. */
export function sayFailure(output: Output, thrown: unknown, { attempts = [], ...circumstances }: Circumstances): void {
  const error = toErrorData(thrown)
  const ms = attempts.find((attempt) => attempt.result === error.code)?.ms ?? null
  const symptom = symptomOf(error, { ...circumstances, ms })
  const words = symptom ? symptomInWords(symptom, error) : { what: fileInWords(error.details) ?? errorInWords(error), next: null }
  const each = attempts.length > 1 ? attempts.map((a) => `  ${a.host}: ${a.result}${a.ms === null ? '' : ` after ${a.ms.toFixed(1)} ms`}`) : []
  output.trouble(
    'error',
    { code: error.code, symptom, message: words.what, next: words.next, ...error.details, ...(attempts.length > 0 ? { attempts } : {}) },
    [`${words.what}${symptom ? ` (${error.code})` : ''}`, ...each, ...(words.next ? [words.next] : [])].join('\n'),
  )
}

function fileInWords({ file, problem }: ErrorDetails): string | null {
  if (typeof file !== 'string') return null
  if (problem === 'too-large') return `${file} is too large: at most ${limits.payloadBytes / 1024 / 1024} MiB can be sent.`
  return problem === 'empty' ? `${file} is empty: there is nothing to send.` : `${file} can’t be read (${String(problem)}).`
}
