import { type AddressInfo, createServer, type Server } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { WireRole } from '../../../shared/model/wire.ts'
import { normaliseHost } from '../core/addresses.ts'
import { errorAt } from '../core/errors.ts'
import { announce } from '../core/sockets.ts'
import { tryListen } from '../core/try-listen.ts'

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
  const error = await tryListen(server, at, backlog)
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
    const error = await tryListen(server, { host, port: candidate }, backlog)
    server.close()
    if (!error) return candidate
  }
  return null
}
