import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { isIP } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { resolveHost } from '../../core/dial.ts'
import { errorAt } from '../../core/errors.ts'
import { announceDatagrams } from '../../core/sockets.ts'
import { hasNoIpv6 } from '../../core/try-listen.ts'
import { checkPort } from '../listen-at.ts'

/** The system may give less. */
const receiveBufferBytes = 4 * 1024 * 1024
const looked = 20

type Lookup = NonNullable<SocketOptions['lookup']>
type LookupDone = Parameters<Lookup>[2]

/** Addresses in numbers need no look-up: Node would ask its thread pool for every datagram. */
function numericLookup(family: number): Lookup {
  return ((host: string, options: unknown, done?: LookupDone) => (done ?? (options as LookupDone))(null, host, family)) as Lookup
}

export function openSocket(family: number, role: 'test-client' | 'test-server' = 'test-client'): Socket {
  return announceDatagrams(createSocket({ type: family === 6 ? 'udp6' : 'udp4', recvBufferSize: receiveBufferBytes, lookup: numericLookup(family) }), role)
}

export interface Bound {
  readonly socket: Socket
  readonly address: Address
}

/** Like `listenAt`, for datagrams. */
export async function bindAt(wanted: Address): Promise<Bound> {
  const at = { host: normaliseHost(wanted.host), port: wanted.port }
  checkPort(at.port)
  const bound = await tryBoth(at).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new AppError('EADDRINUSE', { ...at, free: await freePort(at) }, { cause: error })
    throw errorAt(at, error)
  })
  const { address, port } = bound.address()
  return { socket: bound, address: { host: address, port } }
}

async function freePort({ host, port }: Address): Promise<number | null> {
  for (let candidate = port + 1; candidate <= Math.min(65_535, port + looked); candidate++) {
    const socket = await tryBoth({ host, port: candidate }).catch(() => null)
    if (!socket) continue
    socket.close()
    return candidate
  }
  return null
}

async function tryBoth({ host, port }: Address): Promise<Socket> {
  const numeric = (await resolveHost(host))[0]?.host ?? host
  try {
    return await tryBind(numeric, port)
  } catch (thrown) {
    if (numeric === '::' && hasNoIpv6(thrown as NodeJS.ErrnoException)) return tryBind('0.0.0.0', port)
    throw thrown
  }
}

function tryBind(host: string, port: number): Promise<Socket> {
  const socket = openSocket(isIP(host), 'test-server')
  return new Promise((fulfil, reject) => {
    const failed = (error: Error) => {
      socket.close()
      reject(error)
    }
    socket.once('error', failed)
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', failed)
      fulfil(socket)
    })
  })
}
