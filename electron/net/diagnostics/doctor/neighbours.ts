import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { normaliseHost } from '../../core/addresses.ts'

/** Somebody, and where they are said to be, best first. */
export interface Neighbour {
  readonly personId: PersonId
  readonly addresses: readonly Address[]
}

/**
 * One address of each other computer: what it answers is evidence beside that of the person in question only if it is none of theirs. The same person,
 * or an address in common, is the same computer, also by way of somebody else's addresses. Pure.
 */
export function independent(
  neighbours: readonly Neighbour[],
  asked: { readonly personId: PersonId | null; readonly hosts: readonly string[] },
  isUsable: (host: string) => boolean,
): readonly Address[] {
  const people = new Set(asked.personId === null ? [] : [asked.personId])
  const hosts = new Set(asked.hosts.map(plain))
  const found: Address[] = []
  let rest = withoutThem(neighbours, people, hosts)
  while (rest.length > 0) {
    const [next, ...others] = rest as [Neighbour, ...Neighbour[]]
    people.add(next.personId)
    for (const { host } of next.addresses) hosts.add(plain(host))
    // What else is said of them may hold the address that can be used.
    const left = withoutThem(others, people, hosts)
    const usable = [next, ...others.filter((each) => !left.includes(each))].flatMap(({ addresses }) => addresses).find(({ host }) => isUsable(host))
    if (usable) found.push(usable)
    rest = left
  }
  return found
}

/** Those who are not the same; what is known of the same grows meanwhile. */
function withoutThem(neighbours: readonly Neighbour[], people: Set<PersonId>, hosts: Set<string>): readonly Neighbour[] {
  const same = neighbours.filter(({ personId, addresses }) => people.has(personId) || addresses.some(({ host }) => hosts.has(plain(host))))
  if (same.length === 0) return neighbours
  for (const { personId, addresses } of same) {
    people.add(personId)
    for (const { host } of addresses) hosts.add(plain(host))
  }
  return withoutThem(
    neighbours.filter((each) => !same.includes(each)),
    people,
    hosts,
  )
}

/** The scope of a link-local address is this computer's name for the network, not part of theirs. */
const plain = (host: string): string => normaliseHost(host).replace(/%.*$/, '')
