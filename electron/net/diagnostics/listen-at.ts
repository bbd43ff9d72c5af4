import { type AddressInfo, createServer, type Server } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { WireRole } from '../../../shared/model/wire.ts'
import { normaliseHost } from '../core/addresses.ts'
import { errorAt } from '../core/errors.ts'
import { announce } from '../core/sockets.ts'

/** Connections that wait to be accepted; the system may allow fewer. */
const backlog = 4_096
/** How many ports after a taken one are looked at for a free one. */
const looked = 20

interface Roles {
  readonly server: WireRole
  readonly client: WireRole
}

const testRoles: Roles = { server: 'test-server', client: 'test-server-client' }

/**
 * Listens exactly there, or rejects `AppError`: `bad-port`, EADDRINUSE (`free`: a port nearby that is free, or null), EADDRNOTAVAIL, EACCES,
 * ENOTFOUND. `::` without IPv6 is 0.0.0.0.
 */
export async function listenAt(server: Server, wanted: Address, roles = testRoles): Promise<Address> {
  const at = { host: normaliseHost(wanted.host), port: wanted.port }
  checkPort(at.port)
  const error = await tryBoth(server, at)
  if (error?.code === 'EADDRINUSE') throw new AppError('EADDRINUSE', { ...at, free: await freePort(at) }, { cause: error })
  if (error) throw errorAt(at, error)
  const { address, port } = server.address() as AddressInfo
  announce(server, roles.server)
  server.on('connection', (socket) => announce(socket, roles.client))
  return { host: address, port }
}

export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('bad-port', { port })
}

async function freePort({ host, port }: Address): Promise<number | null> {
  for (let candidate = port + 1; candidate <= Math.min(65_535, port + looked); candidate++) {
    const server = createServer()
    const error = await tryBoth(server, { host, port: candidate })
    server.close()
    if (!error) return candidate
  }
  return null
}

async function tryBoth(server: Server, at: Address): Promise<NodeJS.ErrnoException | null> {
  const error = await tryListen(server, at)
  return at.host === '::' && hasNoIpv6(error) ? tryListen(server, { ...at, host: '0.0.0.0' }) : error
}

export function hasNoIpv6(error: NodeJS.ErrnoException | null): boolean {
  return error?.code === 'EAFNOSUPPORT' || error?.code === 'EADDRNOTAVAIL' || error?.code === 'EINVAL'
}

function tryListen(server: Server, { host, port }: Address): Promise<NodeJS.ErrnoException | null> {
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
