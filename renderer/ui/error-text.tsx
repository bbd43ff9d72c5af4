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

/** What follows what happened: why, and the code; what to do next, unless nothing can be done. */
export function ErrorReason({ error, next = true }: { readonly error: ErrorData; readonly next?: boolean }) {
  const { i18n } = useTranslation('errors')
  const words = errorWords(error, i18n.language)
  return (
    <span>
      {words.why} {next ? words.next : ''} <code className="ui-error-code">({error.code})</code>
    </span>
  )
}
