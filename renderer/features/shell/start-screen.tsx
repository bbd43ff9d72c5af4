import { useTranslation } from 'react-i18next'
import type { ErrorData } from '../../../shared/errors.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Tree } from '../../ui/tree.tsx'

/** Before the first snapshot. */
export function Loading() {
  const { t } = useTranslation('app')
  return (
    <div className="shell-center">
      <Tree size={64} />
      <Spinner label={t('loading')} />
    </div>
  )
}

export function StartFailed({ error, onAgain }: { readonly error: ErrorData | null; readonly onAgain: () => void }) {
  const { t } = useTranslation('app')
  return (
    <div className="shell-center" role="alert">
      <Tree size={64} />
      <h1>{t('failedTitle')}</h1>
      {error ? (
        <p>
          <ErrorText error={error} />
        </p>
      ) : null}
      <Button variant="primary" onClick={onAgain}>
        {t('again')}
      </Button>
    </div>
  )
}
