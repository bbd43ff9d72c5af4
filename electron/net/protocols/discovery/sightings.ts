import { distinctAddresses } from '../../../../shared/model/address.ts'
import { maxAddresses } from './constants.ts'
import type { Place, Via } from './types.ts'

/** Somebody, or something, heard once, in one way, at one address. */
export interface Heard {
  /** Of whom or what. */
  readonly id: string
  readonly via: Via
  readonly host: string
  readonly port: number
  /** Of the process that was heard; null: not said. */
  readonly instance: string | null
  readonly interface: string
  /** Wall clock, ms. */
  readonly seenAt: number
  /** Monotonic, ms: forgotten from then on. */
  readonly until: number
}

const sourceOf = ({ via, host }: Pick<Heard, 'via' | 'host'>): string => `${via} ${host}`

export interface SightingsOptions<S extends Heard> {
  /** In all, and of one address. */
  readonly most: number
  readonly mostOfAddress: number
  /** Says more than that it is still there. */
  readonly isNews: (before: S, now: S) => boolean
}

/** What is near, by what was heard. Pure: time comes in with each call. Every change answers whether there is more to say than `seenAt`. */
export class Sightings<S extends Heard> {
  readonly #options: SightingsOptions<S>
  readonly #known = new Map<string, Map<string, S>>()
  /** Who is at each address. */
  readonly #hosts = new Map<string, Set<string>>()

  constructor(options: SightingsOptions<S>) {
    this.#options = options
  }

  get size(): number {
    return this.#known.size
  }

  see(sighting: S): boolean {
    const { id, host } = sighting
    if (!this.#known.has(id) && !this.#makeRoom(host)) return false
    const sources = this.#known.get(id) ?? new Map<string, S>()
    this.#known.set(id, sources)
    const source = sourceOf(sighting)
    const before = sources.get(source)
    sources.delete(source)
    sources.set(source, sighting)
    this.#hosts.set(host, (this.#hosts.get(host) ?? new Set()).add(id))
    if (sources.size > maxAddresses) {
      // What nobody signed goes first: whoever makes up addresses takes the true ones from nobody.
      const over = [...sources].find(([, { via }]) => via !== 'beacon') ?? [...sources][0]
      if (over) this.#drop(id, sources, over[0])
      if (over?.[1] === sighting) return false
    }
    return (
      !before ||
      before.port !== sighting.port ||
      before.instance !== sighting.instance ||
      before.interface !== sighting.interface ||
      this.#options.isNews(before, sighting)
    )
  }

  /** The process that was heard from says goodbye, signed: nothing of theirs is true any more. */
  goodbye(id: string, instance: string): boolean {
    const known = [...(this.#known.get(id)?.values() ?? [])].some((sighting) => sighting.instance === instance)
    return known && this.#remove(() => true, id)
  }

  /** An unsigned goodbye ends only what was as unsigned, and came from there. */
  leave(id: string, host: string): boolean {
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
    for (const sources of this.#known.values()) for (const { until } of sources.values()) next = next === null ? until : Math.min(next, until)
    return next
  }

  /** Each with its sightings, latest last. */
  all(): readonly (readonly [id: string, sightings: readonly S[]])[] {
    return [...this.#known].map(([id, sources]) => [id, [...sources.values()]])
  }

  clear(): boolean {
    const had = this.#known.size > 0
    this.#known.clear()
    this.#hosts.clear()
    return had
  }

  #remove(matches: (sighting: S) => boolean, only?: string): boolean {
    let changed = false
    for (const id of only === undefined ? [...this.#known.keys()] : [only]) {
      const sources = this.#known.get(id)
      if (!sources) continue
      for (const [source, sighting] of sources) {
        if (!matches(sighting)) continue
        this.#drop(id, sources, source)
        changed = true
      }
      if (sources.size === 0) this.#known.delete(id)
    }
    return changed
  }

  #drop(id: string, sources: Map<string, S>, source: string): void {
    const host = sources.get(source)?.host ?? ''
    sources.delete(source)
    if (sources.has(`beacon ${host}`) || sources.has(`mdns ${host}`)) return
    const there = this.#hosts.get(host)
    there?.delete(id)
    if (there?.size === 0) this.#hosts.delete(host)
  }

  #makeRoom(host: string): boolean {
    if ((this.#hosts.get(host)?.size ?? 0) >= this.#options.mostOfAddress) return false
    if (this.#known.size >= this.#options.most) this.#evict()
    return true
  }

  /** The one heard longest ago at the address that has most: who makes up people, or rooms, loses them first. */
  #evict(): void {
    let crowd: ReadonlySet<string> = new Set()
    for (const there of this.#hosts.values()) if (there.size > crowd.size) crowd = there
    const lastSeen = (id: string) => Math.max(...[...(this.#known.get(id)?.values() ?? [])].map((sighting) => sighting.seenAt))
    const oldest = [...crowd].reduce<string | null>((first, id) => (first === null || lastSeen(id) < lastSeen(first) ? id : first), null)
    if (oldest !== null) this.#remove(() => true, oldest)
  }
}

/** What was signed is believed before what was not; then the latest. */
export const mostBelieved = <S extends Heard>(sightings: readonly S[]): S | undefined => {
  const latest = sightings.toReversed()
  return latest.find(({ via }) => via === 'beacon') ?? latest[0]
}

/** What all sightings add up to. Addresses that were signed for are tried before those that anybody may have made up. */
export function placeOf(sightings: readonly Heard[]): Place {
  const latest = sightings.toReversed()
  const bySignature = latest.toSorted((a, b) => Number(b.via === 'beacon') - Number(a.via === 'beacon'))
  return {
    addresses: distinctAddresses(bySignature.map(({ host, port }) => ({ host, port }))),
    via: (['beacon', 'mdns'] as const).filter((each) => sightings.some((s) => s.via === each)),
    seenAt: Math.max(...sightings.map((s) => s.seenAt)),
    interface: latest[0]?.interface ?? '',
  }
}
