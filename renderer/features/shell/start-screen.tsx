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
    <main className="shell-center">
      <Tree size={64} />
      <Spinner label={t('loading')} />
    </main>
  )
}

export function StartFailed({ error, onAgain }: { readonly error: ErrorData | null; readonly onAgain: () => void }) {
  const { t } = useTranslation('app')
  return (
    <main className="shell-center">
      <Tree size={64} />
      <div className="shell-failure" role="alert">
        <h1>{t('failedTitle')}</h1>
        {error ? (
          <p>
            <ErrorText error={error} />
          </p>
        ) : null}
      </div>
      <Button variant="primary" onClick={onAgain}>
        {t('again')}
      </Button>
    </main>
  )
}
