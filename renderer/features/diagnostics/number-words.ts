import { millisecondDigits } from '../../../shared/millisecond-digits.ts'
import { unitSpace } from '../../i18n/unit-space.ts'

const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options)
  formats.set(key, known)
  return known
}

/** — for what is not known. */
export function msWords(ms: number | null | undefined, locale: string): string {
  if (ms === null || ms === undefined) return '—'
  return unitSpace(format(locale, { style: 'unit', unit: 'millisecond', ...millisecondDigits(ms) }).format(ms))
}

/** 0 s, 2.5 s */
export function secondsWords(ms: number, locale: string): string {
  return unitSpace(format(locale, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumSignificantDigits: 3 }).format(ms / 1_000)).replace(/sec$/, 's')
}

/** 3.2 %; a share is never more exact than its count. */
export function percentWords(percent: number | null, locale: string): string {
  return percent === null ? '—' : unitSpace(format(locale, { style: 'percent', maximumSignificantDigits: 2 }).format(percent / 100))
}

export function mbpsWords(mbps: number | null, locale: string): string {
  return mbps === null ? '—' : `${format(locale, { maximumSignificantDigits: 3 }).format(mbps)} Mbit/s`
}

export function countWords(count: number, locale: string): string {
  return format(locale, {}).format(count)
}
