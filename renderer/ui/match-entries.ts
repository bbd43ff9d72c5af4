interface Matchable {
  readonly group: string
  readonly label: string
  readonly also?: string
}

/** Without accents and capitals: `elea` finds Éléa. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Of one group, as long as nothing is typed: what can be done stays in sight under a crowd of people. */
const fewPerGroup = 5

/** Entries in which every typed word begins a word or stands in the label; in their own order. */
export function matchEntries<T extends Matchable>(entries: readonly T[], query: string): readonly T[] {
  const wanted = fold(query).split(/\s+/u).filter(Boolean)
  if (wanted.length === 0) return entries.filter((entry) => entries.filter(({ group }) => group === entry.group).indexOf(entry) < fewPerGroup)
  return entries.filter(({ label, also = '' }) => {
    const words = fold(`${label} ${also}`).split(/[\s.:'’_-]+/u)
    return wanted.every((part) => words.some((word) => word.startsWith(part)) || fold(label).includes(part))
  })
}
