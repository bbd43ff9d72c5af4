import { createRoot } from 'react-dom/client'
import type { Api } from './api.ts'
import { App } from './app.tsx'
import { languageOf, startI18n } from './i18n/i18n.ts'
import { flushState, startState } from './state/start.ts'
import './styles/base.css'

/** Brings the page to life on an api: the real one in the app, the fake one in a browser. */
export function mount(api: Api): void {
  startI18n(languageOf('system'))
  startState(api)
  window.addEventListener('beforeunload', flushState)
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App />)
}
