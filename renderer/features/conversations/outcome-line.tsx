import { X } from 'lucide-react'
import { ErrorText } from '../../ui/error-text.tsx'
import type { Outcome } from './run-command.ts'
import { useWords } from './use-words.ts'

/** What came of a command: an answer, or what is wrong with it. */
export function OutcomeLine({ outcome, onClose }: { readonly outcome: Outcome; readonly onClose: () => void }) {
  const { t } = useWords()
  if (outcome.type !== 'done') {
    return (
      <p className="cv-outcome" role="alert" data-wrong="true" data-testid="command-error">
        {outcome.type === 'wrong' ? (
          outcome.words
        ) : (
          <span>
            <ErrorText error={outcome.error} /> {outcome.also}
          </span>
        )}
      </p>
    )
  }
  if (outcome.words === null) return null
  return (
    <p className="cv-outcome" role="status" data-testid="command-answer">
      <span className="cv-outcome-words">{outcome.words}</span>
      <button type="button" className="cv-outcome-close" aria-label={t('command.close')} onClick={onClose}>
        <X size={16} aria-hidden="true" />
      </button>
    </p>
  )
}
