import { toErrorData } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import { dial } from '../../core/dial.ts'
import { letGo } from './let-go.ts'

export interface DialOutcome {
  /** `connected`, a code of the system, or `no-answer`. */
  readonly result: string
  readonly ms: number | null
}

/** What becomes of a connection there, which is let go at once. Never rejects. */
export async function outcomeOf(to: Address, timeoutMs: number, signal: AbortSignal, isPalabre = false): Promise<DialOutcome> {
  const startMs = performance.now()
  try {
    const socket = await dial(to, { timeoutMs, signal, role: 'test-client' })
    letGo(socket, isPalabre)
    return { result: 'connected', ms: performance.now() - startMs }
  } catch (thrown) {
    const { code } = toErrorData(thrown)
    return code === 'ECONNABORTED' ? { result: 'no-answer', ms: null } : { result: code, ms: performance.now() - startMs }
  }
}
