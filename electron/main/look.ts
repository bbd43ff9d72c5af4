import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'

export type Look = Pick<Settings, 'theme' | 'language'>

const themes: readonly unknown[] = ['system', 'light', 'dark'] satisfies Settings['theme'][]
const languages: readonly unknown[] = ['system', 'en', 'fr'] satisfies Settings['language'][]

/** Theme and language for the window's first moment, before the store is open; what can't be understood takes its default. */
export function readLook(folder: string): Look {
  const { theme, language } = readSettings(folder)
  return {
    theme: themes.includes(theme) ? (theme as Look['theme']) : defaultSettings.theme,
    language: languages.includes(language) ? (language as Look['language']) : defaultSettings.language,
  }
}

function readSettings(folder: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))
    return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
