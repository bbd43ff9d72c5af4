import { timingSafeEqual } from 'node:crypto'
import { limits } from '../../../shared/limits.ts'

/** Bidirectional embeddings, overrides, isolates and marks: they can make `exe.txt` of `txt.exe`. */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const controls = /[\u0000-\u001f\u007f-\u009f]/gu
const neverInNames = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu

function symbol(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** Text with its control characters as visible symbols (U+2400 block) and without bidirectional tricks. Tabs stay; newlines where asked. */
export function printable(text: string, { multiline = false }: { readonly multiline?: boolean } = {}): string {
  return text.replace(controls, (c) => (c === '\t' || (multiline && c === '\n') ? c : symbol(c))).replace(bidi, '\ufffd')
}

/** Delete, C1 controls, line and paragraph separators, bidirectional controls: JSON lets them pass, terminals and editors obey them. */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** JSON on one line: nothing is lost, and nothing in it moves a cursor, turns the text around or ends the line. */
export function safeJson(value: object): string {
  return JSON.stringify(value).replace(unsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** What of a name can be shown: one line, nothing invisible, at most `limits.nameMax` characters; empty when there is nothing. */
export function visibleName(name: string): string {
  const visible = name.normalize('NFC').replace(neverInNames, '').replace(/\s+/gu, ' ').trim()
  return Array.from(visible).slice(0, limits.nameMax).join('').trim()
}

/** The same, never empty. */
export const safeName = (name: string): string => visibleName(name) || '?'

/** Takes as long whatever differs: of secrets. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
