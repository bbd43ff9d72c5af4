import { useEffect } from 'react'
import { goTo, type Page, setPalette, usePage } from './page-store.ts'

/** As they are shown wherever a page is named; in the order of the rail. */
export const pageKeys = {
  conversations: 'Ctrl 1',
  rooms: 'Ctrl 2',
  nearby: 'Ctrl 3',
  diagnostics: 'Ctrl 4',
  settings: 'Ctrl ,',
} as const satisfies Readonly<Record<Page, string>>

const places = new Map(Object.entries(pageKeys).map(([page, keys]) => [keys.replace('Ctrl ', ''), page as Page]))

/** Keys that work on every page. Ctrl is Cmd on a Mac. */
export function useShellKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((!event.ctrlKey && !event.metaKey) || event.altKey || event.shiftKey) return
      const place = places.get(event.key)
      if (event.key === 'k') setPalette(!usePage.getState().palette)
      else if (place) goTo(place)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
