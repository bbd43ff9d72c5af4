import { limits } from '../limits.ts'

/** Neither control, format (bidirectional) nor lone surrogate characters, nor line and paragraph separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

/** Where the first of them is; -1: nowhere. */
export const invisibleIn = (text: string): number => text.search(invisible)

/** A pseudonym that can be used: 1 to 32 visible characters once trimmed. Without a schema library, so that the window stays light. */
export function isName(text: string): boolean {
  const { length } = text.trim()
  return length >= limits.nameMin && length <= limits.nameMax && invisibleIn(text.trim()) < 0
}
