import { createFakeApi, type Scenario } from './fake-api/fake-api.ts'
import { mount } from './mount.tsx'

/**
 * The whole window in a plain browser, on a fake world. In the address: `?scenario=lively|empty|first-run|broken`, `&longest=100000` (messages of
 * the longest conversation), `&crowd=1000` (conversations beyond those that show every state), `&lang=fr`, `&theme=dark`, `&latency=300`, `&seed=2`.
 */
const wish = new URLSearchParams(location.search)
const language = wish.get('lang')
const theme = wish.get('theme')
const api = createFakeApi({
  scenario: (wish.get('scenario') ?? 'lively') as Scenario,
  seed: Number(wish.get('seed') ?? 1),
  longest: Number(wish.get('longest') ?? 5_000),
  crowd: Number(wish.get('crowd') ?? 12),
  latencyMs: Number(wish.get('latency') ?? 0),
  replies: true,
  settings: { ...(language === 'fr' || language === 'en' ? { language } : {}), ...(theme === 'light' || theme === 'dark' ? { theme } : {}) },
})
Object.assign(window, { fake: api })
mount(api)
