/** A message that is longer is folded; what is shown of it is shorter, so that unfolding is worth it. */
const foldAt = { lines: 24, chars: 2_400 }
const shown = { lines: 20, chars: 1_800 }

/** What is shown of a long text; null for one that is shown whole. Pure. */
export function beginningOf(text: string): string | null {
  if (text.length <= foldAt.chars && lineEnd(text, foldAt.lines) === text.length) return null
  const end = Math.min(lineEnd(text, shown.lines), shown.chars)
  // Half of a pair of surrogates is no character.
  const isInPair = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')
  return `${text.slice(0, isInPair ? end - 1 : end).trimEnd()}\u2026`
}

/** Where that many lines end. */
function lineEnd(text: string, lines: number): number {
  let at = -1
  for (let i = 0; i < lines; i++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return text.length
  }
  return at
}
