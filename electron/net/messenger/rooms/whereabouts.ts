import type { Address } from '../../../../shared/model/address.ts'

/** Addresses of one host that are tried. */
const mostAims = 4

/** Where a host may be, and the key it must have; null: any. */
export interface Aim {
  readonly address: Address
  readonly expected: string | null
}

/**
 * Where the host is said to be, by an invitation or what it announces: looked for there first, once. And by which of the ways the one that is tried was
 * found, which says what to remember of it: nothing is kept before a welcome comes from there. Pure.
 */
export class Whereabouts {
  #aims: readonly Aim[] = []
  #heard = ''
  #tried: { readonly as: 'before' | 'standby' } | { readonly as: 'aim'; readonly address: Address } = { as: 'before' }

  set(addresses: readonly Address[], expected: string): void {
    this.#aims = addresses.slice(0, mostAims).map((address) => ({ address, expected }))
  }

  /** false: it was heard before. */
  hear(addresses: readonly Address[], hostId: string): boolean {
    const heard = JSON.stringify([addresses, hostId])
    if (heard === this.#heard) return false
    this.#heard = heard
    this.set(addresses, hostId)
    return true
  }

  take(): readonly Aim[] {
    const aims = this.#aims
    this.#aims = []
    return aims
  }

  get isAim(): boolean {
    return this.#tried.as === 'aim'
  }

  triesAim(address: Address): void {
    this.#tried = { as: 'aim', address }
  }

  /** Where it waited to become the host, which is not where it listens for all. */
  triesStandby(): void {
    this.#tried = { as: 'standby' }
  }

  /** Where it was the last time; also once whatever was tried is over. */
  triesBefore(): void {
    this.#tried = { as: 'before' }
  }

  /** It is there: the address to look for it the next time; null: the one that is known. `forAll`: where it says that it listens. */
  found(forAll: Address | null): Address | null {
    const tried = this.#tried
    this.triesBefore()
    if (tried.as === 'aim') return tried.address
    return tried.as === 'standby' ? forAll : null
  }
}
