import { isIP } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { lanAddresses, leadsBack } from '../../core/addresses.ts'
import { type Facts, greet } from '../../protocols/room/index.ts'
import { connectStream } from '../../protocols/secure-peer/index.ts'
import type { Stream } from '../../protocols/secure-peer/types.ts'
import type { Core } from '../core.ts'

/** How somebody is reached for another protocol. */
export interface Way {
  readonly address: Address
  readonly dial: (signal: AbortSignal) => Promise<Stream>
}

/**
 * Where another member waits to go on with the room. They are where the host sees them; the host itself is where I reached it, and so is who shares its
 * computer. null: they listen nowhere, or where no host can see anybody. Pure.
 */
export function memberAddress(facts: Facts, personId: PersonId, host: Address, isHosting: boolean): Address | null {
  const member = facts.members.get(personId) ?? facts.away.get(personId) ?? facts.lost.get(personId)
  if (!member || member.standby === 0) return null
  if (personId === facts.hostId) return host
  if (isIP(member.host) === 0) return null
  return { host: !isHosting && leadsBack(member.host) ? host.host : member.host, port: member.standby }
}

/** To a member, pinned to their key. */
export async function dialMember(core: Core, address: Address, personId: PersonId, protocol: string, signal: AbortSignal): Promise<Stream> {
  const { socket } = await greet(await core.dial(address, { signal, role: 'room-client' }), core.settings().name, true, core.clock)
  return connectStream(socket, protocol, { identity: core.identity, clock: core.clock, logger: core.logger, expected: personId })
}

/** Where others find what listens there. */
export const reachableHost = (host: string): string => (host === '::' || host === '0.0.0.0' ? (lanAddresses()[0]?.host ?? '127.0.0.1') : host)
