import { createRoot } from 'react-dom/client'
import type { Api } from './api.ts'
import { App } from './app.tsx'
import { languageOf, startI18n } from './i18n/i18n.ts'
import { useApp } from './state/app-store.ts'
import { flushState, startState } from './state/start.ts'
import { loadParts } from './ui/lazy-part.tsx'
import './styles/base.css'

/** Brings the page to life on an api: the real one in the app, the fake one in a browser. */
export function mount(api: Api): void {
  startI18n(languageOf('system'))
  startState(api)
  window.addEventListener('beforeunload', flushState)
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App />)
  afterFirstScreen(() => void loadParts())
}

/** Long enough after the first snapshot that what is shown has been painted. */
function afterFirstScreen(then: () => void): void {
  const idle = () => requestIdleCallback(then, { timeout: 2_000 })
  if (useApp.getState().status !== 'loading') return void idle()
  const stop = useApp.subscribe(({ status }) => {
    if (status === 'loading') return
    stop()
    idle()
  })
}
