import { nameBytes } from './constants.ts'

/** Controls, format characters (bidirectional marks among them), halves of surrogates, private use, line and paragraph separators; what Windows reserves. */
const never = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029<>:"|?*\\/]/gu
/** Devices of Windows, with any ending; also with the superscript digits that it takes for digits. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/iu
const encoder = new TextEncoder()

/** A name that every system takes for a file of one folder, whatever came: never empty, a path, a device, hidden or too long. Pure; safe of safe is the same. */
export function safeFileName(name: string): string {
  const last = name.slice(-4_096).split(/[/\\]/u).at(-1) ?? ''
  // In a folder where programs look for their own, `.bash_profile` would be more than a file.
  return safeSegment(last).replace(/^\.+/u, '_') || 'file'
}

/** The same for one segment of a path, where a dot at the start is kept (`.gitignore`); '' when nothing is left. */
export function safeSegment(segment: string): string {
  // Cutting or cleaning may bring another thing to light, so until nothing changes: each round only shortens, or puts one `_` in front.
  for (let [before, name] = [segment, clean(segment)]; ; [before, name] = [name, clean(name)]) if (name === before) return name
}

/** What two names have in common that some disk takes for one. */
export const folded = (name: string): string => name.normalize('NFKC').toLowerCase().toUpperCase()

function clean(segment: string): string {
  const visible = trimmed(segment.normalize('NFC').replace(never, '').replace(/\s+/gu, ' '))
  const name = trimmed(shortened(visible))
  return device.test(name) ? `_${name}` : name
}

/** Windows drops dots and spaces at the end; `.` and `..` are nobody's name. */
const trimmed = (name: string): string => name.replace(/^ +|[. ]+$/gu, '')

/** At most `nameBytes`, the ending kept when it is one. */
function shortened(name: string): string {
  if (encoder.encode(name).length <= nameBytes) return name
  const { stem, ending } = splitName(name)
  let room = nameBytes - encoder.encode(ending).length
  let kept = ''
  for (const character of stem) {
    room -= encoder.encode(character).length
    if (room < 0) break
    kept += character
  }
  return `${kept}${ending}`
}

/** `photo` and `.jpg`; an ending has at most 16 characters. */
export function splitName(name: string): { readonly stem: string; readonly ending: string } {
  const ending = /(?<=.)\.[^. ]{1,16}$/u.exec(name)?.[0] ?? ''
  return { stem: ending === '' ? name : name.slice(0, -ending.length), ending }
}

/** `file.txt`, `file (1).txt`, `file (2).txt`. */
export function numbered(name: string, copy: number): string {
  if (copy === 0) return name
  const { stem, ending } = splitName(name)
  return `${stem} (${copy})${ending}`
}
