import { useEffect } from 'react'
import { goTo, setPalette, usePage } from './page-store.ts'

/** Keys that work on every page. Ctrl is Cmd on a Mac. */
export function useShellKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((!event.ctrlKey && !event.metaKey) || event.altKey || event.shiftKey) return
      if (event.key === 'k') setPalette(!usePage.getState().palette)
      else if (event.key === ',') goTo('settings')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
