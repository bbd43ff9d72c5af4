import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { connectDatagrams } from '../../core/connect-datagrams.ts'
import { errorAt } from '../../core/errors.ts'
import { announceDatagrams } from '../../core/sockets.ts'
import { mtuLimits as limits } from './constants.ts'
import { type MtuResult, type MtuStep, searchMtu } from './search.ts'

interface Options {
  readonly most: number
  readonly waitMs?: number
  readonly signal?: AbortSignal
  readonly onStep?: (step: MtuStep) => void
}

/**
 * The largest datagram that a UDP echo server gives back whole. Rejects `AppError`: names, a closed port (the socket is connected, so that the
 * system tells), ECONNABORTED when stopped.
 */
export async function findMtu(target: Address, { most, waitMs = limits.waitMs, signal, onStep }: Options): Promise<MtuResult> {
  const host = normaliseHost(target.host)
  const at = { host, port: target.port }
  const { address, family } = await lookup(host).catch((thrown) => Promise.reject(errorAt(at, thrown)))
  const socket = announceDatagrams(createSocket(family === 6 ? 'udp6' : 'udp4'), 'test-client')
  let [settle, fail]: [(message: Buffer) => void, (error: Error) => void] = [() => {}, () => {}]
  socket.on('message', (message) => settle(message)).on('error', (error) => fail(error))
  try {
    await connectDatagrams(socket, { host: address, port: at.port })
    return await searchMtu((size) => once(size), most, onStep)
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : errorAt(at, thrown)
  } finally {
    socket.close()
  }

  function once(size: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const stopped = () => end(() => reject(new AppError('ECONNABORTED', at)))
      const end = (run: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stopped)
        run()
      }
      const timer = setTimeout(() => end(() => resolve(false)), waitMs)
      signal?.addEventListener('abort', stopped, { once: true })
      if (signal?.aborted) return stopped()
      const payload = randomBytes(size)
      settle = (message) => void (message.equals(payload) && end(() => resolve(true)))
      fail = (error) => end(() => (isTooLarge(error) ? resolve(false) : reject(error)))
      socket.send(payload, (error) => error && fail(error))
    })
  }
}

/** This computer, or a router by ICMP, says that it does not fit: that is the answer, not a failure. */
function isTooLarge(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EMSGSIZE'
}
