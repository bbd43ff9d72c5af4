import { courseLineBytes, help } from './constants.ts'

/** A line of the course's room. */
export type CourseLine =
  | { readonly type: 'joined' | 'left'; readonly name: string }
  | { readonly type: 'said'; readonly name: string; readonly text: string }
  | { readonly type: 'help' }
  | { readonly type: 'other'; readonly text: string }

const joined = /^\*\*\* (.+) a rejoint le chat \*\*\*$/u
const left = /^\*\*\* (.+) a quitté le chat \*\*\*$/u
/** Nobody says nothing: what ends with a colon is a question of the server. */
const said = /^([^:]{1,64}): (.*\S.*)$/u

/** What a line without its end says. Anyone can write such lines as words of theirs: a name with `***` in it is words. Pure. */
export function readCourseLine(line: string): CourseLine {
  const came = joined.exec(line)?.[1]
  if (came !== undefined) return { type: 'joined', name: came }
  const went = left.exec(line)?.[1]
  if (went !== undefined) return { type: 'left', name: went }
  if (`${line}\n` === help) return { type: 'help' }
  const words = said.exec(line)
  return words ? { type: 'said', name: words[1] ?? '', text: words[2] ?? '' } : { type: 'other', text: line }
}

/**
 * A text as the lines that its author's program would say one by one: without empty ones, which are no messages there, and none longer than what such a
 * server reads at once, cut between words where there are any. Pure.
 */
export function courseLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/u).flatMap((line) => (line.trim() === '' ? [] : partsOf(line.trimEnd())))
}

function partsOf(line: string): readonly string[] {
  const parts: string[] = []
  let [part, bytes, space] = ['', 0, 0]
  for (const letter of line) {
    bytes += Buffer.byteLength(letter)
    if (bytes > courseLineBytes) {
      const end = space || part.length
      parts.push(part.slice(0, end))
      part = part.slice(end)
      bytes = Buffer.byteLength(part + letter)
      space = 0
    }
    part += letter
    if (letter === ' ') space = part.length
  }
  return [...parts, part]
}
