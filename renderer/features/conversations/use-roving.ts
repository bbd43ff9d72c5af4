import { type KeyboardEvent, useState } from 'react'

export interface Roving {
  /** The one item that is in the tab order. */
  readonly current: string | null
  readonly set: (id: string) => void
}

export function useRoving(ids: readonly string[], preferred: string | null): Roving {
  const [chosen, set] = useState<string | null>(null)
  const present = (id: string | null) => id !== null && ids.includes(id)
  return { current: present(chosen) ? chosen : present(preferred) ? preferred : (ids[0] ?? null), set }
}

/** For the items (`data-roving-item`) of a list (`data-roving`): the arrows, Home and End move along it. */
export function moveRoving(event: KeyboardEvent<HTMLElement>): void {
  const items = [...(event.currentTarget.closest('[data-roving]')?.querySelectorAll<HTMLElement>('[data-roving-item]') ?? [])]
  const step = { ArrowUp: -1, ArrowDown: 1, Home: -items.length, End: items.length }[event.key]
  if (step === undefined || event.altKey) return
  event.preventDefault()
  const next = items.indexOf(event.currentTarget) + step
  items[Math.min(items.length - 1, Math.max(0, next))]?.focus()
}
