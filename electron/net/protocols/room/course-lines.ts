import { help } from './constants.ts'

/** A line of the course's room. */
export type CourseLine =
  | { readonly type: 'joined' | 'left'; readonly name: string }
  | { readonly type: 'said'; readonly name: string; readonly text: string }
  | { readonly type: 'help' }
  | { readonly type: 'other'; readonly text: string }

const joined = /^\*\*\* (.+) a rejoint le chat \*\*\*$/u
const left = /^\*\*\* (.+) a quitté le chat \*\*\*$/u
const said = /^([^:]{1,64}): (.*)$/u

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
