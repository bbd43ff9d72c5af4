import i18next from 'i18next'
import { useSyncExternalStore } from 'react'

type Values = Readonly<Record<string, string | number>>

export interface Words {
  readonly t: (key: string, values?: Values) => string
  readonly locale: string
}

const subscribe = (changed: () => void) => {
  i18next.on('languageChanged', changed)
  return () => i18next.off('languageChanged', changed)
}

/** A hook for the words of one area, in the language of the app. Hundreds of messages use it: it keeps no state and makes the words once a language. */
export function wordsOf(area: 'conversations' | 'files' | 'people' | 'rooms'): () => Words {
  let words: Words | null = null
  const current = () => {
    const locale = i18next.language
    if (words?.locale !== locale) words = { t: i18next.getFixedT(null, area) as Words['t'], locale }
    return words
  }
  return () => useSyncExternalStore(subscribe, current)
}
