import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import './feedback.css'

export interface ToastView {
  readonly id: number
  readonly content: ReactNode
  readonly undo: (() => void) | null
}

interface ToastsProps {
  readonly toasts: readonly ToastView[]
  readonly undoLabel: string
  readonly closeLabel: string
  readonly onClose: (id: number) => void
}

/** What just happened, with a way back. */
export function Toasts({ toasts, undoLabel, closeLabel, onClose }: ToastsProps) {
  return (
    <div className="ui-toasts" role="status" aria-live="polite">
      {toasts.map(({ id, content, undo }) => (
        <div key={id} className="ui-toast" data-testid="toast">
          <span>{content}</span>
          {undo ? (
            <button
              type="button"
              className="ui-toast-undo"
              onClick={() => {
                undo()
                onClose(id)
              }}
            >
              {undoLabel}
            </button>
          ) : null}
          <button type="button" className="ui-close" aria-label={closeLabel} onClick={() => onClose(id)}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  )
}
