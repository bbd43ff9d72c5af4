import { toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { dial } from '../../core/dial.ts'

export interface DialOutcome {
  /** `connected`, a code of the system, or `no-answer`. */
  readonly result: string
  readonly ms: number | null
}

/** What becomes of a connection there, which is let go at once with a reset: nobody takes it for a visitor. Never rejects. */
export async function outcomeOf(to: Address, timeoutMs: number, signal: AbortSignal): Promise<DialOutcome> {
  const startMs = performance.now()
  try {
    const socket = await dial(to, { timeoutMs, signal, role: 'test-client' })
    socket.on('error', () => {}).resetAndDestroy()
    return { result: 'connected', ms: performance.now() - startMs }
  } catch (thrown) {
    const { code } = toErrorData(thrown)
    return code === 'ECONNABORTED' ? { result: 'no-answer', ms: null } : { result: code, ms: performance.now() - startMs }
  }
}
