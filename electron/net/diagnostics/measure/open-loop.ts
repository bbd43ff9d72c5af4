import type { Clock } from '../../core/types.ts'

/** The system's timers are late by about a millisecond: the last stretch is waited for turn by turn. ms */
const lastStretchMs = 1.5

interface OpenLoopOptions {
  readonly clock: Clock
  readonly count: number
  readonly gapMs: number
  /** When the first is due, as `clock.monotonic()`. */
  readonly startMs: number
  readonly send: (index: number, dueMs: number) => void
  readonly onDone: () => void
  /** Comes back within the same turn or the next; tests own it. */
  readonly soon?: (run: () => void) => void
}

/**
 * Sends at `start + index × gap`, whatever came back or not: a frozen server is then seen by every probe that it delayed, not by one.
 * Never drifts; after a stall of ours, what was missed goes out at once. Answers a function that stops it.
 */
export function openLoop({ clock, count, gapMs, startMs, send, onDone, soon = (run) => void setImmediate(run) }: OpenLoopOptions): () => void {
  let next = 0
  let stopped = false
  let cancel: () => void = () => {}
  const turn = () => {
    if (stopped) return
    for (; next < count && !stopped; next++) {
      const due = startMs + next * gapMs
      if (clock.monotonic() < due) return waitFor(due)
      send(next, due)
    }
    if (!stopped) onDone()
  }
  const waitFor = (due: number) => {
    const left = due - clock.monotonic()
    if (left > lastStretchMs) cancel = clock.after(left - lastStretchMs, turn)
    else soon(turn)
  }
  turn()
  return () => {
    stopped = true
    cancel()
  }
}
