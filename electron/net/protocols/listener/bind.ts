import type { AddressInfo, Server } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { fromNodeError } from '../../core/errors.ts'
import { tryListen } from '../../core/try-listen.ts'
import { FURTHER_PORTS } from './constants.ts'

const backlog = 511

/** Listens at the wanted port or the next free one. `::` without IPv6 becomes 0.0.0.0. Rejects `AppError`; see `Listen`. */
export async function bind(server: Server, { host, port }: Address): Promise<Address> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new AppError('bad-port', { port })
  const last = port === 0 ? 0 : Math.min(65535, port + FURTHER_PORTS)
  for (let candidate = port; ; candidate++) {
    const error = await tryListen(server, { host, port: candidate }, backlog)
    if (!error) return bound(server)
    if (error.code !== 'EADDRINUSE' || candidate >= last) throw fromNodeError(error, { host, port })
  }
}

function bound(server: Server): Address {
  const { address, port } = server.address() as AddressInfo
  return { host: address, port }
}
