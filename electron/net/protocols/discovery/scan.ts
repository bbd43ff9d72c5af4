import { connect, isIPv4, type Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { announce } from '../../core/sockets.ts'
import { BANNER_BYTES, BANNER_MARK } from '../listener/constants.ts'
import { scanAtOnce, scanMs } from './constants.ts'

export interface ScanOptions {
  readonly port: number
  readonly signal?: AbortSignal
  /** After each address. */
  readonly onProgress?: (progress: ScanProgress) => void
}

export interface ScanProgress {
  readonly done: number
  readonly of: number
  readonly found: readonly Address[]
}

/**
 * Knocks at every address of the /24 around an IPv4 address, that one left out, and answers those where a Palabre greets. Only on request: this
 * is noticed by others. Rejects `AppError`: `bad-address` for what is no private IPv4 address, ECONNABORTED once `signal` aborts.
 */
export async function scanSubnet(address: string, { port, signal, onProgress }: ScanOptions): Promise<readonly Address[]> {
  const waiting = hostsAround(address)
  const of = waiting.length
  const found: Address[] = []
  let done = 0
  const cancels = new Set<() => void>()
  const onAbort = () => {
    for (const cancel of cancels) cancel()
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  const worker = async () => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      if (signal?.aborted) throw new AppError('ECONNABORTED', { host: address })
      if (await greets(host, port, cancels)) found.push({ host, port })
      onProgress?.({ done: ++done, of, found: [...found] })
    }
  }
  await Promise.all(Array.from({ length: scanAtOnce }, worker)).finally(() => signal?.removeEventListener('abort', onAbort))
  if (signal?.aborted) throw new AppError('ECONNABORTED', { host: address })
  return found
}

/** Private (RFC 1918), shared (RFC 6598), self-assigned and loopback: never a stranger's network. */
const isPrivate = (address: string): boolean =>
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address)

function hostsAround(address: string): string[] {
  if (!isIPv4(address) || !isPrivate(address)) throw new AppError('bad-address', { host: address })
  const subnet = address.replace(/\d+$/, '')
  return Array.from({ length: 254 }, (_, i) => `${subnet}${i + 1}`).filter((host) => host !== address)
}

/** Leaves by a reset, so that the other side does not take it for somebody who wants to talk. */
function greets(host: string, port: number, cancels: Set<() => void>): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = ''
    const socket: Socket = announce(connect({ host, port }), 'discovery', { host, port })
    const settle = (answer: boolean) => {
      clearTimeout(timer)
      cancels.delete(cancel)
      socket.removeAllListeners().on('error', () => {})
      socket.resetAndDestroy()
      resolve(answer)
    }
    const cancel = () => settle(false)
    const timer = setTimeout(() => settle(false), scanMs)
    cancels.add(cancel)
    socket.on('error', () => settle(false)).on('end', () => settle(false))
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1')
      const end = seen.indexOf('\n')
      if (end !== -1 || seen.length > BANNER_BYTES) settle(seen.slice(0, end === -1 ? BANNER_BYTES : end).includes(BANNER_MARK))
    })
  })
}
