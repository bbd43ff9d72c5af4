import type { PersonId } from '../../../../shared/model/person.ts'
import type { Clock } from '../../core/types.ts'
import { cachedPeople } from './constants.ts'
import type { Change, DirectoryStore } from './store/types.ts'
import type { DirectoryPerson } from './types.ts'

interface Kept {
  /** JSON of the person, or `null`. A promise while it is being read: all who ask meanwhile share it. */
  json: string | Promise<string>
  readonly until: number
}

/** Looks people up, and keeps their JSON ready. A change forgets it; where other processes write too it is old after `freshMs` anyway. */
export class People {
  readonly #store: DirectoryStore
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  constructor(store: DirectoryStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  byKey(key: string): string | Promise<string> {
    return this.#find(`k${key}`, () => this.#store.byKey(key))
  }

  byId(id: PersonId): string | Promise<string> {
    return this.#find(`i${id}`, () => this.#store.byId(id))
  }

  changed({ person, key, released }: Change): void {
    for (const which of [`i${person.id}`, `k${key}`, `k${released}`]) this.#kept.delete(which)
  }

  clear(): void {
    this.#kept.clear()
  }

  #find(which: string, read: () => Promise<DirectoryPerson | null>): string | Promise<string> {
    const known = this.#kept.get(which)
    if (known && known.until > this.#clock.monotonic()) return known.json
    this.#kept.delete(which)
    const oldest = this.#kept.size >= cachedPeople ? this.#kept.keys().next() : null
    if (oldest && !oldest.done) this.#kept.delete(oldest.value)
    const kept: Kept = { json: '', until: this.#clock.monotonic() + this.#store.freshMs }
    kept.json = read().then(
      (person) => {
        kept.json = JSON.stringify(person)
        return kept.json
      },
      (error) => {
        if (this.#kept.get(which) === kept) this.#kept.delete(which)
        throw error
      },
    )
    this.#kept.set(which, kept)
    return kept.json
  }
}
