import i18next from 'i18next'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import { sizeWords } from './numbers.ts'

export interface ErrorWords {
  readonly what: string
  readonly why: string
  readonly next: string
}

type Entry = { readonly what: string; readonly whatWith?: string; readonly why: string; readonly next: string }

const inBytes = new Set(['bytes', 'limit'])

/** What happened, why, and what to do next, in a language of the app; with the details that the error carries. */
export function errorWords({ code, details }: ErrorData, language: string = i18next.language): ErrorWords {
  const words = (i18next.getResourceBundle(language, 'errors') as Record<ErrorCode, Entry>)[code]
  const values = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shown(name, value, language)]))
  const told = words.whatWith && namesIn(words.whatWith).every((name) => values[name]) ? words.whatWith : words.what
  return { what: filled(told, values), why: words.why, next: words.next }
}

function shown(name: string, value: string | number | boolean | null, language: string): string {
  if (value === null) return ''
  return typeof value === 'number' && inBytes.has(name) ? sizeWords(value, language) : String(value)
}

const namesIn = (words: string): string[] => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')

const filled = (words: string, values: Readonly<Record<string, string>>): string => words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
