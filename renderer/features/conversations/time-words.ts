import { millisecondDigits } from '../../../shared/millisecond-digits.ts'
import { unitSpace } from '../../i18n/unit-space.ts'

const minute = 60_000
const day = 24 * 60 * minute

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs more than using it a hundred times. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, known)
  return known
}

const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0)

/** 14:05 */
export function clockTime(time: number, locale: string): string {
  return format(locale, { timeStyle: 'short' }).format(time)
}

/** Whole and exact, for a tooltip. */
export function fullTime(time: number, locale: string): string {
  return format(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(time)
}

const capital = (text: string, locale: string) => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)

/** Today, Yesterday, Monday, 3 March, 3 March 2024. */
export function dayWords(time: number, locale: string, now = Date.now()): string {
  const ago = Math.round((midnight(now) - midnight(time)) / day)
  if (ago === 0 || ago === 1) return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day'), locale)
  if (ago > 1 && ago < 7) return capital(format(locale, { weekday: 'long' }).format(time), locale)
  const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return format(locale, { day: 'numeric', month: 'long', ...year }).format(time)
}

/** As short as the list needs: 14:05, Yesterday, Mon, 03/03/24. */
export function shortTime(time: number, locale: string, now = Date.now()): string {
  const ago = Math.round((midnight(now) - midnight(time)) / day)
  if (ago <= 0) return clockTime(time, locale)
  if (ago === 1) return dayWords(time, locale, now)
  if (ago < 7) return format(locale, { weekday: 'short' }).format(time)
  return format(locale, { dateStyle: 'short' }).format(time)
}

/** 3.2 ms, 41 ms, 1.2 s. */
export function durationWords(ms: number, locale: string): string {
  const [value, unit] = ms < 1_000 ? [ms, 'millisecond'] : [ms / 1_000, 'second']
  return unitSpace(new Intl.NumberFormat(locale, { style: 'unit', unit, ...millisecondDigits(value) }).format(value))
}
