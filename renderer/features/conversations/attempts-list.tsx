import { isErrorCode } from '../../../shared/errors.ts'
import { type Attempt, formatAddress } from '../../../shared/model/address.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { durationWords } from './time-words.ts'
import { useWords } from './use-words.ts'

/** Each address tried, how long it took, what came of it. */
export function AttemptsList({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t, locale } = useWords()
  return (
    <ul className="cv-attempts" aria-label={t('link.attempts')} data-testid="attempts">
      {attempts.map((attempt) => (
        <li key={formatAddress(attempt)} data-result={attempt.result}>
          <code>{formatAddress(attempt)}</code>
          <span className="cv-attempt-ms">{attempt.ms === null ? '' : durationWords(attempt.ms, locale)}</span>
          <span className="cv-attempt-result">
            {['pending', 'connected', 'cancelled'].includes(attempt.result) ? (
              t(`link.${attempt.result}`)
            ) : isErrorCode(attempt.result) ? (
              <ErrorText short error={{ code: attempt.result, details: {} }} />
            ) : (
              attempt.result
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
