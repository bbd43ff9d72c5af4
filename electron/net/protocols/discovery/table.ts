import type { PersonId } from '../../../../shared/model/person.ts'
import { visibleName } from '../../core/text.ts'
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
  /** Who is at each address. */
  readonly #hosts = new Map<string, Set<PersonId>>()

  get size(): number {
    return this.#people.size
  }

  see(sighting: Sighting): boolean {
    const { id, host } = sighting
    if (!this.#people.has(id) && !this.#makeRoom(host)) return false
    const sources = this.#people.get(id) ?? new Map<string, Sighting>()
    this.#people.set(id, sources)
    const source = sourceOf(sighting)
    const before = sources.get(source)
    sources.delete(source)
    sources.set(source, sighting)
    this.#hosts.set(host, (this.#hosts.get(host) ?? new Set()).add(id))
    for (const [oldest] of sources) {
      if (sources.size <= maxAddresses) break
      this.#drop(id, sources, oldest)
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
    return known && this.#remove(() => true, id)
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
    this.#hosts.clear()
    return had
  }

  #remove(matches: (sighting: Sighting) => boolean, only?: PersonId): boolean {
    let changed = false
    for (const id of only === undefined ? [...this.#people.keys()] : [only]) {
      const sources = this.#people.get(id)
      if (!sources) continue
      for (const [source, sighting] of sources) {
        if (!matches(sighting)) continue
        this.#drop(id, sources, source)
        changed = true
      }
      if (sources.size === 0) this.#people.delete(id)
    }
    return changed
  }

  #drop(id: PersonId, sources: Map<string, Sighting>, source: string): void {
    const host = sources.get(source)?.host ?? ''
    sources.delete(source)
    if (sources.has(`beacon ${host}`) || sources.has(`mdns ${host}`)) return
    const there = this.#hosts.get(host)
    there?.delete(id)
    if (there?.size === 0) this.#hosts.delete(host)
  }

  #makeRoom(host: string): boolean {
    if ((this.#hosts.get(host)?.size ?? 0) >= maxEntriesOfAddress) return false
    if (this.#people.size >= maxEntries) this.#evict()
    return true
  }

  /** The one heard longest ago at the address that has most: who makes up people loses them first. */
  #evict(): void {
    let crowd: ReadonlySet<PersonId> = new Set()
    for (const there of this.#hosts.values()) if (there.size > crowd.size) crowd = there
    const lastSeen = (id: PersonId) => Math.max(...[...(this.#people.get(id)?.values() ?? [])].map((sighting) => sighting.seenAt))
    const oldest = [...crowd].reduce<PersonId | null>((first, id) => (first === null || lastSeen(id) < lastSeen(first) ? id : first), null)
    if (oldest !== null) this.#remove(() => true, oldest)
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
    name: visibleName(named?.name ?? '') || null,
    addresses: unique,
    via,
    seenAt: Math.max(...sightings.map((s) => s.seenAt)),
    interface: latest[0]?.interface ?? '',
  }
}
