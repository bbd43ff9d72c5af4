/** What a byte or code point looks like where it has no shape of its own: the pictures that Unicode has for control characters. */
export function signOf(codePoint: number): string {
  if (codePoint < 0x20) return String.fromCodePoint(0x2400 + codePoint)
  if (codePoint === 0x7f) return '\u2421'
  if (codePoint >= 0x80 && codePoint < 0xa0) return '\u00b7'
  return invisible.test(String.fromCodePoint(codePoint)) ? '\u25a1' : String.fromCodePoint(codePoint)
}

/** Marks without width, directions, private and unassigned ones. */
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u

/** A page of text keeps its lines; all else without a shape is shown. */
export function visibleText(text: string): string {
  return [...text].map((character) => (character === '\n' ? '\u240a\n' : signOf(character.codePointAt(0) ?? 0))).join('')
}
