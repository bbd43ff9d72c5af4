import { limits } from '../limits.ts'

/** Neither control, format (bidirectional) nor lone surrogate characters, nor line and paragraph separators. */
const visible = /^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u

/** A pseudonym that can be used: 1 to 32 visible characters once trimmed. Without a schema library, so that the window stays light. */
export function isName(text: string): boolean {
  const { length } = text.trim()
  return length >= limits.nameMin && length <= limits.nameMax && visible.test(text.trim())
}
