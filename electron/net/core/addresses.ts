import { BlockList, isIP, type Socket } from 'node:net'
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { Address } from '../../../shared/model/address.ts'

export interface OwnAddress {
  readonly host: string
  readonly family: 4 | 6
  /** The system's name of the interface. */
  readonly interface: string
  /** Of a container, a virtual machine or a tunnel: rarely what others can reach. */
  readonly virtual: boolean
}

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

const virtualName = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|cni|flannel|cali|lxc|lxd|podman|tap|tun|utun|wg|tailscale|zt|ifb|dummy|awdl|llw)/i

/** Of a container, a virtual machine or a tunnel, by its name. */
export const isVirtualInterface = (name: string): boolean => virtualName.test(name)

const linkLocal = (host: string): boolean => host.startsWith('169.254.') || /^fe[89ab]/i.test(host)

/** This computer's addresses that others may reach, the most useful first: real before virtual, IPv4 before IPv6. */
export function lanAddresses(interfaces: Interfaces = networkInterfaces()): readonly OwnAddress[] {
  const found = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.filter((info) => !info.internal && !linkLocal(info.address)).map((info) => ownAddress(name, info)),
  )
  return found.sort((a, b) => Number(a.virtual) - Number(b.virtual) || a.family - b.family)
}

function ownAddress(name: string, info: NetworkInterfaceInfo): OwnAddress {
  return { host: info.address, family: info.family === 'IPv6' ? 6 : 4, interface: name, virtual: isVirtualInterface(name) }
}

/** An address as people write it: `::ffff:192.168.1.2` is 192.168.1.2, brackets go, letters are small. */
export function normaliseHost(host: string): string {
  return withoutMapping(
    host
      .trim()
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1'),
  )
}

/** `::ffff:192.168.1.2` is 192.168.1.2. */
export const withoutMapping = (host: string): string => host.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')

/** The ends of a connection. A zone in them stays as it is written: it is the name of an interface. Port 0: not connected any more. */
export const remoteOf = ({ remoteAddress = '', remotePort = 0 }: Socket): Address => ({ host: withoutMapping(remoteAddress), port: remotePort })
export const localOf = ({ localAddress = '', localPort = 0 }: Socket): Address => ({ host: withoutMapping(localAddress), port: localPort })

const withoutZone = (host: string): string => host.replace(/%.*$/, '')

/** An address that only this computer reaches. */
export const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/i.test(normaliseHost(host))

const here = new BlockList()
here.addSubnet('127.0.0.0', 8, 'ipv4')
here.addSubnet('0.0.0.0', 8, 'ipv4')
here.addAddress('::1', 'ipv6')
here.addAddress('::', 'ipv6')

/** An address, however it is written, at which whoever dials it reaches their own computer. Names are none. */
export const leadsBack = (host: string): boolean => isIP(host) !== 0 && here.check(withoutZone(host), isIP(host) === 6 ? 'ipv6' : 'ipv4')

/** Does this address or name lead to this computer? Together with the port of one's own listener: one's own address. */
export function isOwnAddress(host: string, interfaces: Interfaces = networkInterfaces()): boolean {
  const wanted = withoutZone(normaliseHost(host))
  if (isIP(wanted) === 0) return isOwnName(wanted)
  if (wanted === '0.0.0.0' || wanted === '::' || wanted === '::1' || (isIP(wanted) === 4 && wanted.startsWith('127.'))) return true
  return Object.values(interfaces).some((infos) => infos?.some((info) => withoutZone(normaliseHost(info.address)) === wanted))
}

function isOwnName(name: string): boolean {
  const mine = hostname().toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === mine || name === `${mine}.local`
}
