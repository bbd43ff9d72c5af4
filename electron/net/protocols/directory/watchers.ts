import type { PersonId } from '../../../../shared/model/person.ts'

/** Who watches whom, by identity and by folded name. A change costs those who watch it, and nothing for those who don't. Pure. */
export class Watchers<T> {
  readonly #byId = new Map<string, Set<T>>()
  readonly #byKey = new Map<string, Set<T>>()

  watch(who: T, { ids, keys }: Watched): void {
    for (const id of ids) add(this.#byId, id, who)
    for (const key of keys) add(this.#byKey, key, who)
  }

  unwatch(who: T, { ids, keys }: Watched): void {
    for (const id of ids) remove(this.#byId, id, who)
    for (const key of keys) remove(this.#byKey, key, who)
  }

  /** Those who watch this person, each once. */
  of(id: PersonId, key: string): Iterable<T> {
    const byId = this.#byId.get(id)
    const byKey = this.#byKey.get(key)
    if (!byId || !byKey) return byId ?? byKey ?? []
    return new Set([...byId, ...byKey])
  }

  ofKey(key: string): Iterable<T> {
    return this.#byKey.get(key) ?? []
  }

  /** All that is watched by anyone. */
  watched(): Watched {
    return { ids: [...this.#byId.keys()], keys: [...this.#byKey.keys()] }
  }
}

export interface Watched {
  readonly ids: Iterable<PersonId>
  readonly keys: Iterable<string>
}

function add<T>(map: Map<string, Set<T>>, key: string, who: T): void {
  const known = map.get(key)
  if (known) known.add(who)
  else map.set(key, new Set([who]))
}

function remove<T>(map: Map<string, Set<T>>, key: string, who: T): void {
  const known = map.get(key)
  known?.delete(who)
  if (known?.size === 0) map.delete(key)
}
