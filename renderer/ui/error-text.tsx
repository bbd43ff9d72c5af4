import { useTranslation } from 'react-i18next'
import type { ErrorData } from '../../shared/errors.ts'

/** An error in words: what happened, why, what to do next; the code for those who want it. `short`: only what happened. */
export function ErrorText({ error, short = false }: { readonly error: ErrorData; readonly short?: boolean }) {
  const { t } = useTranslation('errors')
  const values = { ...error.details } as Record<string, string>
  const what = t(`${error.code}.what` as 'internal.what', values)
  if (short) return <span title={error.code}>{what}</span>
  return (
    <span>
      {what} {t(`${error.code}.next` as 'internal.next', values)} <code>{error.code}</code>
    </span>
  )
}
