import type { FoundPage, FoundPerson } from '../../../../../shared/model/directory.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { nameKey } from '../names.ts'
import { compareKeys } from './records.ts'

const known = { online: 2, offline: 1, unknown: 0 } as const

/** Of two words on one person the better: online wins, then what is said now, then the record that still holds, then the later sign of life. */
export function better(one: FoundPerson, other: FoundPerson): FoundPerson {
  const order =
    known[one.state] - known[other.state] ||
    (one.asOf ?? Infinity) - (other.asOf ?? Infinity) ||
    Number(other.expired) - Number(one.expired) ||
    one.seenAt - other.seenAt
  return order < 0 ? other : one
}

/** One entry per identity. */
export function byIdentity(people: readonly FoundPerson[]): readonly FoundPerson[] {
  const merged = new Map<PersonId, FoundPerson>()
  for (const person of people) {
    const before = merged.get(person.id)
    merged.set(person.id, before ? better(before, person) : person)
  }
  return [...merged.values()]
}

/**
 * Pages of the same search at several directories as one page. It goes no further than the first directory whose page ended early has
 * told, so that nobody is skipped; all who share a name stay on one page.
 */
export function mergePages(pages: readonly FoundPage[], limit: number): FoundPage {
  const ends = pages.flatMap(({ next }) => next ?? []).sort(compareKeys)
  const end = ends[0] ?? null
  const keyed = byIdentity(pages.flatMap(({ people }) => people)).map((person) => ({ person, key: nameKey(person.name) }))
  const within = keyed.filter(({ key }) => end === null || compareKeys(key, end) <= 0).sort((a, b) => compareKeys(a.key, b.key))
  const last = within[limit - 1]?.key
  const shown = last === undefined ? within : within.filter(({ key }) => compareKeys(key, last) <= 0)
  return { people: shown.map(({ person }) => person), next: shown.length < within.length ? (last ?? null) : end }
}
