import { confusables } from './confusables.ts'
import { nameMax, nameMin } from './constants.ts'

/** Letters, marks and digits of any script, and `.`, `_`, `-` inside. Emoji, spaces, controls and bidirectional marks are none of these. */
const characters = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._-]*$/u
const ends = /[\p{L}\p{M}\p{Nd}]$/u
/** Letters by category that nobody sees (Hangul fillers, joiners). */
const invisible = /\p{Default_Ignorable_Code_Point}/u
/** More marks on one letter than a living script needs. */
const stacked = /\p{M}{5}/u
const ownDigits = /(?![0-9])\p{Nd}/u

/** Scripts that people write today (UAX 31, recommended and limited use). */
const living = [
  'Adlm Arab Armn Bali Bamu Batk Beng Bopo Cakm Cans Cham Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Java Kali Kana Khmr Knda Lana',
  'Laoo Latn Lepc Limb Lisu Mand Mlym Mong Mtei Mymr Newa Nkoo Olck Orya Osge Rohg Saur Sinh Sund Sylo Syrc Tale Talu Taml Tavt Telu Tfng Thaa Thai',
  'Tibt Vaii Yiii',
].flatMap((line) => line.split(' '))

/** Mixes that belong together (UTS 39, highly restrictive): Japanese, Chinese with Bopomofo, Korean, each with Latin. */
const mixes = ['Latn Hani Hira Kana', 'Latn Hani Bopo', 'Latn Hani Hang'].map((mix) => mix.split(' '))

const written = (scripts: readonly string[]) => new RegExp(`^[${scripts.map((script) => `\\p{scx=${script}}`).join('')}\\p{scx=Zyyy}\\p{scx=Zinh}]+$`, 'u')

const anyAlphabet = [['Latn'], ...mixes, ...living.map((script) => [script])].map(written)

const ascii = /^[0-9A-Za-z._-]+$/
/** Most names, judged without more ado. */
const asciiName = /^[0-9A-Za-z][0-9A-Za-z._-]{0,30}[0-9A-Za-z]$/

/** May someone be called this in a directory? The name is in NFKC already; `normaliseName` makes it so. */
export function isDirectoryName(name: string): boolean {
  if (asciiName.test(name)) return true
  if (name.length > 2 * nameMax || name.normalize('NFKC') !== name) return false
  const length = Array.from(name).length
  if (length < nameMin || length > nameMax || !characters.test(name) || !ends.test(name)) return false
  return !invisible.test(name) && !stacked.test(name) && !mixesDigits(name) && anyAlphabet.some((alphabet) => alphabet.test(name))
}

const mixesDigits = (name: string): boolean => /[0-9]/.test(name) && ownDigits.test(name)

/** What a person typed as it travels: NFKC, without spaces around. Long input is cut first, so that it stays too long and cheap. */
export function normaliseName(name: string): string {
  if (asciiName.test(name)) return name
  return name
    .slice(0, 8 * nameMax)
    .normalize('NFKC')
    .trim()
}

/** What names are compared by: NFKC and case folding. `Straße`, `STRASSE` and `STRAẞE` are one name. Small first: a capital sharp s is its own capital. */
export function nameKey(name: string): string {
  const plain = normaliseName(name)
  return ascii.test(plain) ? plain.toLowerCase() : plain.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')
}

/**
 * How a name looks (skeleton of UTS 39): as written, in small and in capital letters, since Cyrillic `сора` resembles Latin in small
 * letters and `вов` in capitals. Two names that share one of these are not given to two people.
 */
export function nameLooks(name: string): readonly string[] {
  const key = nameKey(name)
  return [...new Set([normaliseName(name), key, key.toUpperCase()].map(skeleton))]
}

function skeleton(text: string): string {
  return Array.from(text.normalize('NFD'), (character) => confusables.get(character) ?? character)
    .join('')
    .normalize('NFD')
}

/** What to look up for a name that someone typed; null when nobody can be called so. */
export function lookupKey(name: string): string | null {
  if (asciiName.test(name)) return name.toLowerCase()
  return isDirectoryName(normaliseName(name)) ? nameKey(name) : null
}
