import { useEffect } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { languageOf, setLanguage } from '../../i18n/i18n.ts'

const dark = () => window.matchMedia('(prefers-color-scheme: dark)')

/** Theme, text size and language on the document; follows the system where the settings say so. */
export function useAppearance(settings: Settings | null): void {
  const theme = settings?.theme ?? 'system'
  const textSize = settings?.textSize ?? 16
  const language = settings?.language ?? 'system'
  useEffect(() => {
    const system = dark()
    const apply = () => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme
    }
    apply()
    system.addEventListener('change', apply)
    return () => system.removeEventListener('change', apply)
  }, [theme])
  useEffect(() => {
    document.documentElement.style.fontSize = `${textSize}px`
    document.documentElement.style.setProperty('--icon-zoom', String(textSize / 16))
  }, [textSize])
  useEffect(() => setLanguage(languageOf(language)), [language])
}
