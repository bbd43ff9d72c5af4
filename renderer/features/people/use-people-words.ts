import { useTranslation } from 'react-i18next'
import type { Words } from '../conversations/use-words.ts'

/** The words about finding people, in the language of the app. */
export function usePeopleWords(): Words {
  const { t, i18n } = useTranslation('people')
  return { t: t as Words['t'], locale: i18n.language }
}
