import { isIPv4 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import type { SkippedInterface } from '../../../../shared/model/nearby.ts'
import { isVirtualInterface } from '../../core/addresses.ts'
import { plainAddress } from './beacon.ts'
import { maxLinks } from './constants.ts'
import type { Interfaces } from './types.ts'

/** One of our addresses on one network, and how to reach all who are there. */
export interface Link {
  /** Stays the same as long as nothing that matters changes. */
  readonly key: string
  readonly interface: string
  readonly family: 4 | 6
  /** With its scope when IPv6. */
  readonly host: string
  /** IPv4: where a broadcast goes. */
  readonly broadcast: string | null
  /** IPv6: what stands behind the `%`. */
  readonly scope: string
  readonly netmask: string
}

export interface Links {
  readonly links: readonly Link[]
  readonly skipped: readonly SkippedInterface[]
}

const bits = (v4: string): number => v4.split('.').reduce((all, part) => (all << 8) | Number(part), 0) >>> 0
const dotted = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')

const isSelfAssigned = (address: string): boolean => address.startsWith('169.254.')
const isLinkLocal6 = (address: string): boolean => /^fe[89ab]/i.test(address)

/** Which interfaces are used, and why the others are not. Pure. IPv6 speaks from its link-local address alone: it is always there. */
export function usableLinks(interfaces: Interfaces, chosen: readonly string[] | null, platform: NodeJS.Platform): Links {
  const links: Link[] = []
  const skipped: SkippedInterface[] = []
  for (const [name, infos = []] of Object.entries(interfaces)) {
    const reason = whyNot(name, infos, chosen)
    // The system's number of the interface: another one under the same name, and what was joined on the old one is lost.
    const number = Math.max(0, ...infos.map((info) => (info.family === 'IPv6' ? info.scopeid : 0)))
    const found = reason === null ? infos.flatMap((info) => linkOf(name, number, info, chosen, platform)) : []
    if (reason !== null || found.length === 0) skipped.push({ interface: name, reason: reason ?? leftOver(infos) })
    links.push(...found)
  }
  return { links: links.slice(0, maxLinks), skipped }
}

function whyNot(name: string, infos: readonly NetworkInterfaceInfo[], chosen: readonly string[] | null): SkippedInterface['reason'] | null {
  if (chosen) return chosen.includes(name) ? null : 'not-chosen'
  if (infos.some((info) => info.internal)) return 'loopback'
  return isVirtualInterface(name) ? 'virtual' : null
}

const leftOver = (infos: readonly NetworkInterfaceInfo[]): SkippedInterface['reason'] =>
  infos.some((info) => isSelfAssigned(info.address)) ? 'self-assigned' : 'no-broadcast'

function linkOf(name: string, number: number, info: NetworkInterfaceInfo, chosen: readonly string[] | null, platform: NodeJS.Platform): readonly Link[] {
  const { address, netmask } = info
  const key = `${name} ${number} ${address} ${netmask}`
  if (info.family === 'IPv6') {
    if (!isLinkLocal6(address)) return []
    const scope = platform === 'win32' ? String(info.scopeid) : name
    return [{ key, interface: name, family: 6, host: `${address}%${scope}`, broadcast: null, scope, netmask }]
  }
  // A /31 or /32 has nobody to call out to.
  if ((isSelfAssigned(address) && !chosen) || bits(netmask) >= 0xfffffffe) return []
  return [{ key, interface: name, family: 4, host: address, broadcast: dotted((bits(address) | ~bits(netmask)) >>> 0), scope: '', netmask }]
}

/** The link that a datagram came over, by its source address; undefined: from none of ours. */
export function linkOfSource(links: readonly Link[], source: string): Link | undefined {
  if (isIPv4(source)) return links.find((link) => link.family === 4 && ((bits(link.host) ^ bits(source)) & bits(link.netmask)) === 0)
  return links.find((link) => link.family === 6 && source.toLowerCase().endsWith(`%${link.scope.toLowerCase()}`))
}

/** Is this source one of our own addresses? */
export function isSelf(link: Link, source: string): boolean {
  return plainAddress(link.host) === plainAddress(source)
}
