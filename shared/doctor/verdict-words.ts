import { millisecondDigits } from '../millisecond-digits.ts'
import type { Verdict, VerdictCode } from '../model/doctor.ts'
import { en } from './words/en.ts'
import { fr } from './words/fr.ts'

export interface Advice {
  readonly what: string
  readonly next: string
}

/** The sentence, and what to do next. Pure. */
export function verdictWords({ code, details }: Verdict, language: string): Advice {
  const french = language.startsWith('fr')
  const words = french ? fr : en
  const values = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, name === 'program' ? programIn(words, value) : shownFact(name, value, language)]),
  )
  const here: Readonly<Partial<Record<VerdictCode, Advice>>> = words.here
  const { what, next } = (details['here'] ? here[code] : null) ?? words.verdict[code]
  const said = (text: string) => filledWith(french ? unbroken(text) : text, values)
  return { what: said(what), next: said(next) }
}

/** In French a sign does not begin a line. */
const unbroken = (text: string): string => text.replace(/ (?=[:;!?»])/g, '\u00a0')

const programIn = ({ program }: typeof en | typeof fr, value: unknown): string => (program as Readonly<Record<string, string>>)[String(value)] ?? String(value)

/** A number as the language writes it; what is not known is said so. */
export function shownFact(name: string, value: string | number | boolean | null, language: string): string {
  if (value === null) return name === 'ms' ? '' : '?'
  if (typeof value !== 'number') return String(value)
  if (name === 'ms' || name.endsWith('Ms')) return milliseconds(value, language)
  // A port is a name, not a quantity.
  return /port$/i.test(name) ? String(value) : new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
}

function milliseconds(ms: number, language: string): string {
  return `${new Intl.NumberFormat(language, millisecondDigits(ms)).format(ms)}\u00a0ms`
}

export const filledWith = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
