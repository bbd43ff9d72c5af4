import { useMemo } from 'react'
import type { NearbyPerson } from '../../shared/model/nearby.ts'
import type { PersonId } from '../../shared/model/person.ts'
import { useApp } from './app-store.ts'

type ById = ReadonlyMap<PersonId, NearbyPerson>

/** One map for each list that arrives, however many lines ask. */
const maps = new WeakMap<readonly NearbyPerson[], ById>()

function byId(nearby: readonly NearbyPerson[]): ById {
  const known = maps.get(nearby) ?? new Map(nearby.map((person) => [person.id, person]))
  maps.set(nearby, known)
  return known
}

export function useNearbyPerson(id: PersonId | null): NearbyPerson | null {
  return useApp(({ nearby }) => (id === null ? null : (byId(nearby).get(id) ?? null)))
}

/** Those of this network who are there now, and show a name. */
export function useHere(): readonly NearbyPerson[] {
  const nearby = useApp((state) => state.nearby)
  return useMemo(() => nearby.filter(({ online, name, sources }) => online && name !== null && sources.some((source) => source !== 'directory')), [nearby])
}
