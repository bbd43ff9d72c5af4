import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'
import { setLanguage, startI18n } from '../../renderer/i18n/i18n.ts'
import { loadParts } from '../../renderer/ui/lazy-part.tsx'
import { rememberStyles } from './computed-style.ts'

startI18n('en')
// A busy machine is slow, not wrong: what is looked for may be long in coming. ms
configure({ asyncUtilTimeout: 10_000 })
rememberStyles()

/** What the pages use of a browser and jsdom does not have. */
class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver
globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver
Element.prototype.scrollIntoView ??= () => undefined
Element.prototype.getAnimations ??= () => []
window.matchMedia ??= (media) =>
  ({ media, matches: false, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList

beforeEach(async () => {
  setLanguage('en')
  await loadParts()
})
afterEach(cleanup)
