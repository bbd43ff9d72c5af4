import { useTranslation } from 'react-i18next'

type Values = Readonly<Record<string, string | number>>

export interface Words {
  readonly t: (key: string, values?: Values) => string
  readonly locale: string
}

/** The words of this area, in the language of the app. */
export function useWords(): Words {
  const { t, i18n } = useTranslation('conversations')
  return { t: t as Words['t'], locale: i18n.language }
}
