import type { Clock } from '../../core/types.ts'
import { silenceMs } from './constants.ts'

/**
 * Calls `then` once nothing was heard for `silenceMs`; what it answers calls that off. While nothing is read, silence means nothing; nor does it where
 * this process was busy, before what has come meanwhile was looked at.
 */
export function afterSilence(clock: Clock, isRead: () => boolean, then: () => void): () => void {
  let isOver = false
  let cancel = () => {}
  const wait = () => {
    cancel = clock.after(silenceMs, () => setImmediate(() => isOver || (isRead() ? then() : wait())))
  }
  wait()
  return () => {
    isOver = true
    cancel()
  }
}
