import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { useSelection } from '../../state/selection-store.ts'
import { dismissToast, holdToast, leaveToasts, useToasts } from '../../state/toasts-store.ts'
import { ErrorText } from '../../ui/error-text.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import { usePage } from './page-store.ts'

const useSlot = create<{ readonly slot: HTMLElement | null }>()(() => ({ slot: null }))
const setSlot = (slot: HTMLElement | null) => useSlot.setState({ slot })

/** A room of their own in a page, where they cover nothing. */
export function ToastSlot() {
  return <div ref={setSlot} className="ui-toast-slot" />
}

/** In the page's slot; else, and while a dialog is open, over everything: what happens in a dialog is told too. */
export function ToastRegion() {
  const { t } = useTranslation(['app', 'conversations'])
  const toasts = useToasts((state) => state.toasts)
  const slot = useSlot((state) => state.slot)
  const isCovered = useSelection((state) => state.dialog !== null)
  const page = usePage((state) => state.page)
  const place = useSelection((state) => state.conversationId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the page is another one
  useEffect(() => () => leaveToasts(), [page])
  useEffect(() => () => leaveToasts(place ?? ''), [place])
  const words = t as unknown as (key: string, values: object) => string
  const views = toasts.map(({ id, words: said, undo }) => ({
    id,
    undo,
    content: 'error' in said ? <ErrorText error={said.error} /> : words(said.key, { ns: 'conversations', ...said.values }),
  }))
  return createPortal(
    <Toasts toasts={views} undoLabel={t('undo')} closeLabel={t('close')} onClose={dismissToast} onHold={holdToast} />,
    slot && !isCovered ? slot : document.body,
  )
}
