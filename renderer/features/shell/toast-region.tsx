import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { dismissToast, holdToast, useToasts } from '../../state/toasts-store.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { Toasts } from '../../ui/toasts.tsx'

/** Beside the dialogs, not under them: what happens in a dialog is told too. */
export function ToastRegion() {
  const { t } = useTranslation(['app', 'conversations'])
  const toasts = useToasts((state) => state.toasts)
  const words = t as unknown as (key: string, values: object) => string
  const views = toasts.map(({ id, words: said, undo }) => ({
    id,
    undo,
    content: 'error' in said ? <ErrorText error={said.error} /> : words(said.key, { ns: 'conversations', ...said.values }),
  }))
  return createPortal(<Toasts toasts={views} undoLabel={t('undo')} closeLabel={t('close')} onClose={dismissToast} onHold={holdToast} />, document.body)
}
