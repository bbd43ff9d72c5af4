import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { app as enApp } from './en/app.ts'
import { conversations as enConversations } from './en/conversations.ts'
import type { diagnostics } from './en/diagnostics/index.ts'
import { errors as enErrors } from './en/errors.ts'
import { files as enFiles } from './en/files.ts'
import { people as enPeople } from './en/people.ts'
import { rooms as enRooms } from './en/rooms.ts'
import { app as frApp } from './fr/app.ts'
import { conversations as frConversations } from './fr/conversations.ts'
import { errors as frErrors } from './fr/errors.ts'
import { files as frFiles } from './fr/files.ts'
import { people as frPeople } from './fr/people.ts'
import { rooms as frRooms } from './fr/rooms.ts'
import { frenchSpaces } from './french-spaces.ts'

const enWords = { app: enApp, conversations: enConversations, errors: enErrors, files: enFiles, people: enPeople, rooms: enRooms }
const frWords = { app: frApp, conversations: frConversations, errors: frErrors, files: frFiles, people: frPeople, rooms: frRooms }
let french: typeof frWords | null = null

/** French gets its spaces when it is first spoken: the start in English need not wait for them. */
export const resources = {
  en: enWords,
  get fr() {
    french ??= frenchSpaces(frWords)
    return french
  },
} as const

export type Language = keyof typeof resources

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app'
    /** Those of the diagnostics come with their page: see `diagnostics-words.ts`. */
    resources: (typeof resources)['en'] & { readonly diagnostics: typeof diagnostics }
  }
}

/** The language of the setting, or the system's where it is one of ours. */
export function languageOf(setting: 'system' | Language, system: string = navigator.language): Language {
  if (setting !== 'system') return setting
  return system.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}

/** Synchronous: all words are in the bundle, so the first paint has them. React escapes, i18next need not. */
export function startI18n(language: Language): void {
  void i18next
    .use(initReactI18next)
    .init({ lng: language, fallbackLng: 'en', defaultNS: 'app', resources, initAsync: false, interpolation: { escapeValue: false }, returnNull: false })
}

export function setLanguage(language: Language): void {
  document.documentElement.lang = language
  if (i18next.language !== language) void i18next.changeLanguage(language)
}
