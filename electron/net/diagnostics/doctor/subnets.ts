import { createSocket } from 'node:dgram'
import { BlockList, isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { normaliseHost } from '../../core/addresses.ts'
import { connectDatagrams } from '../../core/connect-datagrams.ts'
import { fromNodeError } from '../../core/errors.ts'

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

const vpnName = /^(tun|tap|utun|wg|ppp|ipsec|tailscale|zt|nordlynx|proton|mullvad|gpd|cscotun)/i

/** Looks like a tunnel, by its name. */
export const isVpn = (name: string): boolean => vpnName.test(name)

const withoutZone = (host: string): string => host.replace(/%.*$/, '')

/** The interface that has this host in its own network; null: it is behind a router. */
export function interfaceOf(host: string, interfaces: Interfaces = networkInterfaces()): string | null {
  const wanted = withoutZone(normaliseHost(host))
  const family = isIP(wanted)
  if (family === 0) return null
  if (host.includes('%')) return host.replace(/^.*%/, '')
  for (const [name, infos = []] of Object.entries(interfaces)) if (infos.some((info) => contains(info, wanted, family))) return name
  return null
}

function contains({ cidr, family }: NetworkInterfaceInfo, host: string, wanted: number): boolean {
  const [network, bits] = cidr?.split('/') ?? []
  const type = wanted === 6 ? 'ipv6' : 'ipv4'
  if (network === undefined || bits === undefined || (family === 'IPv6') !== (wanted === 6)) return false
  const list = new BlockList()
  list.addSubnet(withoutZone(network), Number(bits), type)
  return list.check(host, type)
}

export interface Way {
  /** The address of this computer that the system would take. */
  readonly local: string
  readonly interface: string
}

/** How the system would go there; nothing is sent. Rejects `AppError` ENETUNREACH, EHOSTUNREACH, … */
export async function wayTo(host: string): Promise<Way> {
  const socket = createSocket(isIP(withoutZone(host)) === 6 ? 'udp6' : 'udp4')
  try {
    // Any port does: a datagram socket that is connected has only asked for the way.
    await connectDatagrams(socket, { host, port: 9 })
    const local = normaliseHost(socket.address().address)
    return { local, interface: nameOf(local) }
  } catch (thrown) {
    throw fromNodeError(thrown)
  } finally {
    socket.close()
  }
}

function nameOf(local: string): string {
  const of = Object.entries(networkInterfaces()).find(([, infos]) => infos?.some((info) => withoutZone(info.address) === withoutZone(local)))
  return of?.[0] ?? ''
}
