import i18next from 'i18next'
import { diagnostics as en } from './en/diagnostics/index.ts'
import { diagnostics as fr } from './fr/diagnostics/index.ts'
import { frenchSpaces } from './french-spaces.ts'

/** The words of the diagnostics page: in its own file, so that the start does not wait for them. */
export const diagnosticsWords = { en, fr: frenchSpaces(fr) } as const

export function addDiagnosticsWords(): void {
  if (i18next.hasResourceBundle('en', 'diagnostics')) return
  for (const [language, words] of Object.entries(diagnosticsWords)) i18next.addResourceBundle(language, 'diagnostics', words)
}
