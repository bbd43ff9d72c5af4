import { toErrorData } from '../../shared/errors.ts'
import type { NumberedEvent, Snapshot } from '../../shared/events.ts'
import type { Api } from '../api.ts'
import { useApp } from './app-store.ts'
import { applyEvent, applySnapshot } from './apply-event.ts'
import { readCore, writeCore } from './core-state.ts'

/** Batches kept while a snapshot is on its way; past it the oldest go, which a gap then repairs. */
const heldEvents = 10_000

export interface Sync {
  /** Asks for a new snapshot, as after a gap. */
  readonly again: () => void
  readonly stop: () => void
}

/**
 * Keeps the stores equal to the core: subscribes first, asks for a snapshot, drops what the snapshot already has, applies the rest in order.
 * A number that is missing means a lost batch: a new snapshot, then `refetch` for the pages that are open.
 */
export function startSync(api: Api, refetch: () => void): Sync {
  let last: number | null = null
  let held: NumberedEvent[] = []
  /** Only the answer to the last question counts; stopping makes it none. */
  let asked = 0

  const take = (batch: readonly NumberedEvent[]) => {
    let state = readCore()
    let complete = true
    for (const { number, event } of batch) {
      complete = last !== null && number <= last + 1
      if (!complete) break
      if (number === (last ?? 0) + 1) {
        state = applyEvent(state, event)
        last = number
      }
    }
    writeCore(state)
    if (!complete) {
      held.push(...batch)
      ask()
    }
  }

  const ask = () => {
    last = null
    const mine = ++asked
    api.call('app.snapshot', {}).then(
      (snapshot) => mine === asked && start(snapshot),
      (thrown: unknown) => mine === asked && failed(thrown),
    )
  }

  const start = (snapshot: Snapshot) => {
    const first = useApp.getState().status !== 'ready'
    writeCore(applySnapshot(readCore(), snapshot))
    last = snapshot.number
    const batch = held.sort((a, b) => a.number - b.number)
    held = []
    take(batch)
    if (!first) refetch()
  }

  const failed = (thrown: unknown) => useApp.setState({ status: 'failed', error: toErrorData(thrown) })

  const unsubscribe = api.onEvents((batch) => {
    if (last !== null) return take(batch)
    held.push(...batch)
    if (held.length > heldEvents) held = held.slice(-heldEvents)
  })
  ask()
  return {
    again: () => {
      if (useApp.getState().status === 'failed') useApp.setState({ status: 'loading', error: null })
      ask()
    },
    stop: () => {
      asked++
      unsubscribe()
    },
  }
}
