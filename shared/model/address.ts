/** Where a socket listens or connects: an IPv4 or IPv6 address, or a name, and a port from 1 to 65535. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** `HOST:PORT`, with brackets around IPv6. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

export const isSameAddress = (a: Address, b: Address): boolean => a.host === b.host && a.port === b.port

/** Both ends of the way there are this computer. */
export const isOnOneComputer = (local: string, remote: string): boolean => local === remote || /^(127\.|::1$)/.test(local)

/** Each once, where it came first. */
export function distinctAddresses<A extends Address>(addresses: readonly A[]): A[] {
  return addresses.filter((a, index) => addresses.findIndex((b) => isSameAddress(a, b)) === index)
}

/** One address tried while connecting (happy eyeballs, RFC 8305). `ms` is null while pending. */
export interface Attempt {
  readonly host: string
  readonly port: number
  readonly family: 4 | 6
  readonly ms: number | null
  /** `pending`, `connected`, `cancelled` (another won), or the system's code. */
  readonly result: string
}
