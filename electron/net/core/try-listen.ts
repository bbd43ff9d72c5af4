import type { Server } from 'node:net'
import type { Address } from '../../../shared/model/address.ts'

/** Listens exactly there, or says why not; `::` without IPv6 is 0.0.0.0. `backlog`: connections that wait to be accepted, the system may allow fewer. */
export async function tryListen(server: Server, at: Address, backlog: number): Promise<NodeJS.ErrnoException | null> {
  const error = await tryOne(server, at, backlog)
  return at.host === '::' && hasNoIpv6(error) ? tryOne(server, { ...at, host: '0.0.0.0' }, backlog) : error
}

export function hasNoIpv6(error: NodeJS.ErrnoException | null): boolean {
  return error?.code === 'EAFNOSUPPORT' || error?.code === 'EADDRNOTAVAIL' || error?.code === 'EINVAL'
}

function tryOne(server: Server, { host, port }: Address, backlog: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((fulfil) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      fulfil(error)
    }
    const listening = () => {
      server.off('error', failed)
      fulfil(null)
    }
    server.once('error', failed).once('listening', listening)
    server.listen({ host, port, backlog })
  })
}
