import { create } from 'zustand'
import type { ErrorData } from '../../shared/errors.ts'

export interface Toast {
  readonly id: number
  readonly kind: 'info' | 'error'
  /** A key of the `conversations` words with its values, or an error that has words of its own. */
  readonly words: { readonly key: string; readonly values: Readonly<Record<string, string | number>> } | { readonly error: ErrorData }
  readonly undo: (() => void) | null
  readonly ms: number
}

export const useToasts = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }))

let lastId = 0

export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = ++lastId
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { ...toast, id }] }))
  return id
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}

export function toastError(error: ErrorData): number {
  return showToast({ kind: 'error', words: { error }, undo: null, ms: 8_000 })
}
