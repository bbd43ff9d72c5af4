import { lookup } from 'node:dns/promises'
import { isIP, type Socket } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Address, Attempt } from '../../../shared/model/address.ts'
import { normaliseHost } from './addresses.ts'
import { errorAt, fromNodeError, mostTelling } from './errors.ts'
import { EyeballRace, type Resolved } from './happy-eyeballs.ts'
import type { Dial, DialOptions } from './types.ts'

/** Idle time before TCP keepalive probes, in ms: a computer that vanished is noticed. */
export const keepAliveMs = 10_000

/** Injected by tests; the system's resolver otherwise. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>

const ipFamily = (family: number): 4 | 6 => (family === 6 ? 6 : 4)

export const resolveHost: Resolve = async (host) => {
  const family = isIP(host)
  if (family !== 0) return [{ host, family: ipFamily(family) }]
  const found = await lookup(host, { all: true, verbatim: true })
  return found.map((each) => ({ host: each.address, family: ipFamily(each.family) }))
}

/**
 * A TCP connection by happy eyeballs (RFC 8305), each attempt visible as it starts and ends. The socket is half-open capable
 * (`allowHalfOpen`), with TCP_NODELAY and keepalive on. See `Dial` for its errors; `signal` rejects ECONNABORTED.
 */
export const dial: Dial = (address, options) => dialWith(resolveHost, address, options)

export async function dialWith(resolve: Resolve, address: Address, options: DialOptions = {}): Promise<Socket> {
  const target = { host: normaliseHost(address.host), port: address.port }
  if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65535) throw new AppError('bad-port', { ...target })
  if (target.host === '') throw new AppError('bad-address', { ...target })
  const socket = await connect(resolve, target, options)
  return socket.setNoDelay(true).setKeepAlive(true, keepAliveMs)
}

function connect(resolve: Resolve, target: Address, { signal, timeoutMs = limits.connectTimeoutMs, onAttempts, role }: DialOptions): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    const events = {
      onAttempts: (attempts: readonly Attempt[]) => onAttempts?.(attempts),
      onConnected: (socket: Socket) => settle('cancelled', () => fulfil(socket)),
      onAllFailed: () => settle('cancelled', () => reject(verdict())),
    }
    const race = new EyeballRace(target.port, events, role)
    const verdict = () =>
      noConnection(
        target,
        race.attempts.map((a) => a.result),
        timeoutMs,
      )
    const onAbort = () => settle('cancelled', () => reject(new AppError('ECONNABORTED', { ...target })))
    const timer = setTimeout(() => settle('no-answer', () => reject(verdict())), timeoutMs)
    const settle = (pendingBecame: string, run: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      race.stop(pendingBecame)
      run()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) return onAbort()
    resolve(target.host).then(
      (found) => race.start(found),
      (thrown) => settle('cancelled', () => reject(errorAt(target, thrown))),
    )
  })
}

/** The attempt that says most; without any, the name server is what did not answer. */
function noConnection(target: Address, results: readonly string[], timeoutMs: number): AppError {
  const code = mostTelling(results.filter((r) => r !== 'cancelled')) ?? 'EAI_AGAIN'
  return fromNodeError({ code }, { ...target, ...(code === 'no-answer' ? { timeoutMs } : {}) })
}
