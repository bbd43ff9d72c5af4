interface Matchable {
  readonly label: string
  readonly also?: string
}

/** Without accents and capitals: `elea` finds Éléa. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Entries in which every typed word begins a word; in their own order. */
export function matchEntries<T extends Matchable>(entries: readonly T[], query: string): readonly T[] {
  const wanted = fold(query).split(/\s+/u).filter(Boolean)
  if (wanted.length === 0) return entries
  return entries.filter(({ label, also = '' }) => {
    const words = fold(`${label} ${also}`).split(/[\s.:'’_-]+/u)
    return wanted.every((part) => words.some((word) => word.startsWith(part)) || fold(label).includes(part))
  })
}
