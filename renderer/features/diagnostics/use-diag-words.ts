import { useTranslation } from 'react-i18next'
import { addDiagnosticsWords } from '../../i18n/diagnostics-words.ts'

/** The words of this area, in the language of the app. */
export function useDiagWords() {
  addDiagnosticsWords()
  const { t, i18n } = useTranslation('diagnostics')
  return { t, locale: i18n.language }
}

export type DiagWords = ReturnType<typeof useDiagWords>
