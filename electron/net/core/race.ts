import type { Clock } from './types.ts'

export interface RaceOptions<T> {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The next one starts this long after the one before, or at once when that fails. */
  readonly staggerMs: number
  /** A success that came too late. */
  readonly discard: (value: T) => void
}

/**
 * Several ways to the same thing, one after the other and then side by side, as RFC 8305 does with addresses: the first success wins and the
 * others are aborted. Rejects with every failure, in the order of the candidates, once all have failed.
 */
export function race<C, T>(
  candidates: readonly C[],
  attempt: (candidate: C, index: number, signal: AbortSignal) => Promise<T>,
  options: RaceOptions<T>,
): Promise<T> {
  const { clock, signal, staggerMs, discard } = options
  return new Promise((resolve, reject) => {
    const others = new AbortController()
    const failures: unknown[] = []
    let next = 0
    let running = 0
    let isOver = false
    let cancelNext = () => {}
    const abort = () => others.abort()
    const finish = () => {
      isOver = true
      cancelNext()
      signal.removeEventListener('abort', abort)
    }
    const startNext = () => {
      cancelNext()
      const index = next
      const candidate = candidates[index]
      if (isOver || signal.aborted || candidate === undefined) return
      next++
      running++
      attempt(candidate, index, others.signal).then(
        (value) => {
          if (isOver) {
            discard(value)
            return
          }
          finish()
          others.abort()
          resolve(value)
        },
        (failure) => {
          running--
          failures[index] = failure
          if (isOver) return
          startNext()
          if (running > 0) return
          finish()
          reject(new AllFailed(failures))
        },
      )
      cancelNext = clock.after(staggerMs, startNext)
    }
    signal.addEventListener('abort', abort)
    startNext()
  })
}

export class AllFailed extends Error {
  readonly failures: readonly unknown[]

  constructor(failures: readonly unknown[]) {
    super('every way failed')
    this.failures = failures
  }
}
