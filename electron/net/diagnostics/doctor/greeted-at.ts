import type { Socket } from 'node:net'
import { toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { dial } from '../../core/dial.ts'
import { fromNodeError } from '../../core/errors.ts'
import { BANNER_MARK } from '../../protocols/listener/constants.ts'
import { doctorLimits as limits } from './constants.ts'
import { letGo } from './let-go.ts'

export interface Greeted {
  /** `connected`, a code of the system, or `no-answer`. */
  readonly result: string
  /** Until connected, or until it failed; null: not known. */
  readonly ms: number | null
  /** A Palabre greeted. */
  readonly banner: boolean
}

/** Connects, reads what comes first, and lets go. Never rejects. */
export async function greetedAt(to: Address, timeoutMs: number, signal?: AbortSignal): Promise<Greeted> {
  const startMs = performance.now()
  try {
    const socket = await dial(to, { timeoutMs, role: 'test-client', ...(signal ? { signal } : {}) })
    const ms = performance.now() - startMs
    const said = await readGreeting(socket, Math.min(limits.greetingMs, Math.max(1, timeoutMs - ms)))
    const banner = said.text.includes(BANNER_MARK)
    letGo(socket, banner)
    return { result: 'connected', ms, banner }
  } catch (thrown) {
    return { result: toErrorData(thrown).code, ms: performance.now() - startMs, banner: false }
  }
}

export interface Greeting {
  readonly text: string
  readonly bytes: Buffer
  /** How it ended instead: `ended`, or a code; null: it is still open. */
  readonly over: string | null
}

/** The first line, or what there is of it when the time is over. What comes behind the line stays in the socket, which is left paused. */
export function readGreeting(socket: Socket, ms: number): Promise<Greeting> {
  return new Promise((fulfil) => {
    let bytes: Buffer = Buffer.alloc(0)
    const settle = (over: string | null) => {
      clearTimeout(timer)
      socket.off('readable', look).off('end', ended).off('error', failed)
      socket.pause()
      fulfil({ text: bytes.toString('latin1'), bytes, over })
    }
    const look = () => {
      for (let chunk: Buffer | null = socket.read(); chunk; chunk = socket.read()) bytes = Buffer.concat([bytes, chunk])
      const end = bytes.indexOf('\n') + 1
      if (end === 0 && bytes.length < limits.greetingBytes) return
      const cut = end > 0 ? end : bytes.length
      if (bytes.length > cut) socket.unshift(bytes.subarray(cut))
      bytes = bytes.subarray(0, cut)
      settle(null)
    }
    const ended = () => settle('ended')
    const failed = (error: Error) => settle(fromNodeError(error).code)
    const timer = setTimeout(() => settle(null), ms)
    socket.on('readable', look).on('end', ended).on('error', failed)
    if (socket.destroyed) ended()
  })
}
