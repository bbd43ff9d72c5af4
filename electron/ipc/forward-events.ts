import type { NumberedEvent } from '../../shared/events.ts'
import type { Clock } from '../net/core/types.ts'

/** About one frame, ms. */
const frameMs = 16
/** Events kept for one batch. Past it the window gets a gap in the numbers and asks for a snapshot. */
export const batchLimit = 5_000

/**
 * One subscriber to the core's events, one message to the window per frame. The first event of a quiet time leaves at once,
 * so a single message never waits; what follows within the frame is joined.
 */
export function forwardEvents(
  subscribe: (listener: (event: NumberedEvent) => void) => () => void,
  send: (batch: readonly NumberedEvent[]) => void,
  clock: Clock,
): () => void {
  let batch: NumberedEvent[] = []
  let cooling = false
  const flush = () => {
    if (batch.length === 0) {
      cooling = false
      return
    }
    const full = batch
    batch = []
    cooling = true
    send(full)
    clock.after(frameMs, flush)
  }
  return subscribe((event) => {
    if (batch.length >= batchLimit) batch = []
    batch.push(event)
    if (!cooling) {
      cooling = true
      queueMicrotask(flush)
    }
  })
}
