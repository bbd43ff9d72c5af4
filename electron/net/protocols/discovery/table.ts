import type { PersonId } from '../../../../shared/model/person.ts'
import { safeName } from '../../core/text.ts'
import { maxAddresses, maxEntries, maxEntriesOfAddress } from './constants.ts'
import type { Entry, Via } from './types.ts'

/** Somebody heard once, in one way, at one address. */
export interface Sighting {
  readonly id: PersonId
  readonly via: Via
  readonly host: string
  readonly port: number
  /** Of the process that was heard; null: not said. */
  readonly instance: string | null
  /** As it was received; null: hidden. */
  readonly name: string | null
  readonly interface: string
  /** Wall clock, ms. */
  readonly seenAt: number
  /** Monotonic, ms: forgotten from then on. */
  readonly until: number
}

const sourceOf = ({ via, host }: Pick<Sighting, 'via' | 'host'>): string => `${via} ${host}`

/** Who is near, by what was heard. Pure: time comes in with each call. Every change answers whether the entries differ by more than `seenAt`. */
export class Table {
  readonly #people = new Map<PersonId, Map<string, Sighting>>()

  get size(): number {
    return this.#people.size
  }

  see(sighting: Sighting): boolean {
    let sources = this.#people.get(sighting.id)
    if (!sources) {
      if (this.#atHost(sighting.host) >= maxEntriesOfAddress) return false
      if (this.#people.size >= maxEntries) this.#evict()
      sources = new Map()
      this.#people.set(sighting.id, sources)
    }
    const source = sourceOf(sighting)
    const before = sources.get(source)
    sources.delete(source)
    sources.set(source, sighting)
    for (const oldest of sources.keys()) {
      if (sources.size <= maxAddresses) break
      sources.delete(oldest)
    }
    return (
      !before ||
      before.port !== sighting.port ||
      before.instance !== sighting.instance ||
      before.name !== sighting.name ||
      before.interface !== sighting.interface
    )
  }

  /** The process that was heard from says goodbye, signed: nothing of theirs is true any more. */
  goodbye(id: PersonId, instance: string): boolean {
    const known = [...(this.#people.get(id)?.values() ?? [])].some((sighting) => sighting.instance === instance)
    return known && this.#people.delete(id)
  }

  /** An unsigned goodbye ends only what was as unsigned, and came from there. */
  leave(id: PersonId, host: string): boolean {
    return this.#remove((sighting) => sighting.host === host && sighting.via === 'mdns', id)
  }

  /** An interface is gone, and what was heard there can't be reached. */
  dropInterface(name: string): boolean {
    return this.#remove((sighting) => sighting.interface === name)
  }

  /** @param now monotonic, ms */
  expire(now: number): boolean {
    return this.#remove((sighting) => sighting.until <= now)
  }

  /** When the next sighting runs out, monotonic; null: nothing is in here. */
  nextExpiry(): number | null {
    let next: number | null = null
    for (const sources of this.#people.values()) for (const { until } of sources.values()) next = next === null ? until : Math.min(next, until)
    return next
  }

  /** Latest first. */
  entries(): readonly Entry[] {
    return [...this.#people].map(([id, sources]) => entryOf(id, [...sources.values()])).sort((a, b) => b.seenAt - a.seenAt || (a.id < b.id ? -1 : 1))
  }

  clear(): boolean {
    const had = this.#people.size > 0
    this.#people.clear()
    return had
  }

  #remove(matches: (sighting: Sighting) => boolean, only?: PersonId): boolean {
    let changed = false
    for (const id of only === undefined ? [...this.#people.keys()] : [only]) {
      const sources = this.#people.get(id)
      for (const [source, sighting] of sources ?? []) if (matches(sighting)) changed = sources?.delete(source) || changed
      if (sources?.size === 0) this.#people.delete(id)
    }
    return changed
  }

  #atHost(host: string): number {
    let count = 0
    for (const sources of this.#people.values()) if (sources.has(`beacon ${host}`) || sources.has(`mdns ${host}`)) count++
    return count
  }

  /** The one heard longest ago at the address that has most: who makes up people loses them first. */
  #evict(): void {
    const byHost = new Map<string, [PersonId, number][]>()
    for (const [id, sources] of this.#people) {
      const last = [...sources.values()].at(-1)
      if (!last) continue
      const there = byHost.get(last.host) ?? []
      there.push([id, last.seenAt])
      byHost.set(last.host, there)
    }
    const crowd = [...byHost.values()].reduce((most, each) => (each.length > most.length ? each : most), [])
    const oldest = crowd.reduce<[PersonId, number] | null>((first, each) => (first === null || each[1] < first[1] ? each : first), null)
    if (oldest) this.#people.delete(oldest[0])
  }
}

/** What was signed is believed before what was not. */
function entryOf(id: PersonId, sightings: readonly Sighting[]): Entry {
  const latest = sightings.toReversed()
  const named = latest.find((s) => s.via === 'beacon') ?? latest[0]
  const addresses = latest.map(({ host, port }) => ({ host, port }))
  const unique = addresses.filter((a, i) => addresses.findIndex((b) => b.host === a.host && b.port === a.port) === i)
  const via = (['beacon', 'mdns'] as const).filter((each) => sightings.some((s) => s.via === each))
  return {
    id,
    name: named?.name == null ? null : safeName(named.name),
    addresses: unique,
    via,
    seenAt: Math.max(...sightings.map((s) => s.seenAt)),
    interface: latest[0]?.interface ?? '',
  }
}
