import { useEffect } from 'react'
import { goTo, type Page, setPalette, usePage } from './page-store.ts'

const places: Readonly<Record<string, Page>> = { 1: 'conversations', 2: 'rooms', 3: 'nearby', 4: 'diagnostics', ',': 'settings' }

/** Keys that work on every page. Ctrl is Cmd on a Mac. */
export function useShellKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((!event.ctrlKey && !event.metaKey) || event.altKey || event.shiftKey) return
      const place = places[event.key]
      if (event.key === 'k') setPalette(!usePage.getState().palette)
      else if (place) goTo(place)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
