import type { Address } from '../../../shared/model/address.ts'
import type { Card } from '../../../shared/model/person.ts'

/** Where others find a room that is hosted here: the addresses of this computer, unless it listens at one alone. */
export function hostedAt({ host, port }: Address, card: Pick<Card, 'addresses'> | null): readonly Address[] {
  if (host !== '::' && host !== '0.0.0.0') return [{ host, port }]
  return (card?.addresses ?? []).map((address) => ({ host: address.host, port }))
}
