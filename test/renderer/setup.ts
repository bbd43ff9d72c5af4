import '@testing-library/jest-dom/vitest'
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'
import { setLanguage, startI18n } from '../../renderer/i18n/i18n.ts'
import { loadParts } from '../../renderer/ui/lazy-part.tsx'

startI18n('en')

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
