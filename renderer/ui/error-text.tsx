import { useTranslation } from 'react-i18next'
import type { ErrorData } from '../../shared/errors.ts'
import { errorWords } from '../i18n/error-words.ts'
import './error-text.css'

interface ErrorTextProps {
  readonly error: ErrorData
  /** Only what happened; the rest is one hover away. */
  readonly short?: boolean
}

/** An error in words: what happened, why, what to do next; the code for those who want it. */
export function ErrorText({ error, short = false }: ErrorTextProps) {
  const { i18n } = useTranslation('errors')
  const { what, why, next } = errorWords(error, i18n.language)
  if (short) return <span title={`${why} ${next} (${error.code})`}>{what}</span>
  return (
    <span>
      {what} {why} {next} <code className="ui-error-code">({error.code})</code>
    </span>
  )
}
