import type { ErrorData } from '../../../shared/errors.ts'
import type { FileInfo, Taker, TransferProgress } from '../../../shared/model/file.ts'
import { sizeWords } from '../../i18n/numbers.ts'
import { unitSpace } from '../../i18n/unit-space.ts'
import { type Words, wordsOf } from '../../i18n/words.ts'

export const useFileWords = wordsOf('files')

/** `2.5 MB`, and of a folder how many files. */
export function sizeOf({ size, files }: FileInfo, { t, locale }: Words): string {
  const words = sizeWords(size, locale)
  return files === null ? words : `${t('folder', { count: files })} · ${words}`
}

export interface Situation {
  readonly mine: boolean
  readonly name: string
  /** Of the other person. */
  readonly who: string
  readonly reachable: boolean
  readonly inRoom: boolean
}

/** Who could not reach whom; null: it goes on, or there is nothing to wait for. */
export function stuckOf({ state, pausedByMe, pausedByThem }: FileInfo, progress: TransferProgress | null): ErrorData | null {
  return state === 'accepted' && !pausedByMe && !pausedByThem ? (progress?.stuck ?? null) : null
}

/** Names said of those who have it. */
const namesSaid = 5

function taken(takenBy: readonly Taker[], { t, locale }: Words): string {
  if (takenBy.length === 0) return t('offeredRoom')
  const names = takenBy.slice(0, namesSaid).map(({ name }) => name)
  return t('taken', { count: takenBy.length, names: new Intl.ListFormat(locale).format(takenBy.length > namesSaid ? [...names, '…'] : names) })
}

/** Where a file stands, in words; '' when the buttons say it. */
export function stateWords(file: FileInfo, progress: TransferProgress | null, { mine, name, who, reachable, inRoom }: Situation, words: Words): string {
  const { t } = words
  switch (file.state) {
    case 'offered':
      if (mine && inRoom) return taken(file.takenBy ?? [], words)
      return mine ? t('offered', { name: who }) : ''
    case 'declined':
      return mine ? t('declinedByThem', { name: who }) : t('declined')
    case 'cancelled':
      return t('cancelled')
    case 'failed':
      return ''
    case 'done':
      if (mine) return t('received', { name: who })
      return file.savedAs !== null && file.savedAs !== name ? t('savedAs', { name: file.savedAs }) : t('saved')
    case 'accepted':
      if (file.pausedByMe) return t('paused')
      if (file.pausedByThem) return t('pausedByThem', { name: who })
      if (progress?.moving) return moving(file, progress, words)
      return reachable ? t('starting') : t('waiting', { name: who })
  }
}

function moving({ size }: FileInfo, { at, rate }: TransferProgress, { t, locale }: Words): string {
  const done = t('doneOf', { done: sizeWords(at, locale), size: sizeWords(size, locale) })
  if (rate === null || rate === 0) return done
  return [done, t('perSecond', { size: sizeWords(rate, locale) }), t('left', { time: timeLeft((size - at) / rate, locale) })].join(' · ')
}

const units = [
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `20 sec`, `3 min`, `2 hr`: one unit is enough. */
export function timeLeft(seconds: number, locale: string): string {
  const [unit, length] = units.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 })
  return unitSpace(format.format(Math.max(1, Math.round(seconds / length))))
}
