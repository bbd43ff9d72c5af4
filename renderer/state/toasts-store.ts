import { create } from 'zustand'
import type { ErrorData } from '../../shared/errors.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'

export interface Toast {
  readonly id: number
  readonly kind: 'info' | 'error'
  /** A key of the `conversations` words with its values, or an error that has words of its own. */
  readonly words: { readonly key: string; readonly values: Readonly<Record<string, string | number>> } | { readonly error: ErrorData }
  readonly undo: (() => void) | null
  /** What it announces, now. */
  readonly end?: () => void
  /** The conversation that it speaks of; without one, the page. */
  readonly place?: ConversationId
  readonly ms: number
}

export const useToasts = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }))

/** A pointer that happens to rest on a toast does not keep it for ever. */
export const heldMs = 30_000

let lastId = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()

export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = ++lastId
  for (const { id: old } of useToasts.getState().toasts.slice(0, -2)) dismissToast(old)
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { ...toast, id }] }))
  // The clock runs whether or not the window has the focus: nobody has to come back to clear the screen.
  expire(id, toast.ms)
  return id
}

export function dismissToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}

/** Its place is left: what could be undone there is done. `place` undefined: the whole page. */
export function leaveToasts(place?: ConversationId): void {
  for (const toast of useToasts.getState().toasts) {
    if (!toast.undo || (place !== undefined && toast.place !== place)) continue
    dismissToast(toast.id)
    toast.end?.()
  }
}

/** Somebody reads it, or has the focus in it. What can be undone keeps its time: afterwards it can't be. */
export function holdToast(id: number, held: boolean): void {
  const toast = useToasts.getState().toasts.find((each) => each.id === id)
  if (toast && !toast.undo) expire(id, held ? heldMs : toast.ms)
}

export function toastError(error: ErrorData): number {
  return showToast({ kind: 'error', words: { error }, undo: null, ms: 8_000 })
}

function expire(id: number, ms: number): void {
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => dismissToast(id), ms),
  )
}
