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
  /** The pointer or the focus is on it, or has left. */
  readonly onHold?: ((id: number, held: boolean) => void) | undefined
}

/** What just happened, with a way back. */
export function Toasts({ toasts, undoLabel, closeLabel, onClose, onHold }: ToastsProps) {
  return (
    <div className="ui-toasts" role="status" aria-live="polite">
      {toasts.map(({ id, content, undo }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: reading is no act; it only keeps the words a little longer
        <div
          key={id}
          className="ui-toast"
          data-testid="toast"
          onPointerEnter={() => onHold?.(id, true)}
          onPointerLeave={() => onHold?.(id, false)}
          onFocus={() => onHold?.(id, true)}
          onBlur={() => onHold?.(id, false)}
        >
          <span className="ui-toast-text">{content}</span>
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
