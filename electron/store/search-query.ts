/**
 * What people type as a query of FTS5: each word must occur, the last one as a prefix. Every word is quoted, so nothing they type is syntax.
 * null: there is no word in it.
 */
export function searchQuery(typed: string): string | null {
  const words = typed
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
  if (words.length === 0) return null
  return `${words.map((word) => `"${word}"`).join(' ')} *`
}
