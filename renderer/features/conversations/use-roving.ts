import { type KeyboardEvent, useState } from 'react'

export interface Roving {
  readonly current: string | null
  readonly set: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** One item of a list is in the tab order; the arrows, Home and End move along it. Items carry their id in `data-<name>`. */
export function useRoving(ids: readonly string[], preferred: string | null, name: string): Roving {
  const [chosen, setChosen] = useState<string | null>(null)
  const present = (id: string | null) => id !== null && ids.includes(id)
  const current = present(chosen) ? chosen : present(preferred) ? preferred : (ids[0] ?? null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -ids.length, End: ids.length }[event.key]
    if (step === undefined || event.altKey || current === null || !(event.target as HTMLElement).matches(`[data-${name}]`)) return
    event.preventDefault()
    const next = ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(current) + step))]
    if (next === undefined) return
    setChosen(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-${name}="${next}"]`)?.focus()
  }
  return { current, set: setChosen, onKeyDown }
}
