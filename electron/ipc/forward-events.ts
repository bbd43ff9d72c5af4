import type { NetEvent, NumberedEvent } from '../../shared/events.ts'
import type { Clock } from '../net/core/types.ts'

/** About one frame, ms. */
const frameMs = 16
/** Batches on their way to a page that has not taken them yet. */
export const batchesAhead = 2
/** Events and characters kept while the page is busy. Past it they are dropped: the page sees the gap in the numbers and asks for a snapshot. */
export const batchEvents = 5_000
export const batchCharacters = 8_000_000

export interface ForwardDeps {
  readonly subscribe: (listener: (event: NumberedEvent) => void) => () => void
  readonly send: (batch: readonly NumberedEvent[]) => void
  readonly clock: Clock
}

export interface Forwarder {
  /** The page is about to ask for a snapshot: it listens. Before that, and after `pageGone`, events are dropped, since the snapshot has them. */
  readonly pageListens: () => void
  /** It reloads, has crashed or was closed. */
  readonly pageGone: () => void
  /** It has taken a batch. */
  readonly taken: () => void
  readonly stop: () => void
}

/**
 * One subscriber to the core's events, at most one batch to the page per frame, and one more when the first had no message and the second has. The
 * first event of a quiet time leaves at once, so a single message never waits; what follows within the frame is joined. That somebody writes, or
 * no longer does, comes right before a message: it can wait for it. Numbers and events are passed on as they are.
 */
export function forwardEvents({ subscribe, send, clock }: ForwardDeps): Forwarder {
  let batch: NumberedEvent[] = []
  let characters = 0
  let listening = false
  let ahead = 0
  /** What waits for the end of the frame, since a batch has just left. */
  let waits: 'nothing' | 'all but messages' | 'all' = 'nothing'
  let frameEnds = () => {}
  let patient = false

  const empty = () => {
    batch = []
    characters = 0
  }

  const flush = () => {
    waits = 'nothing'
    if (batch.length === 0 || ahead >= batchesAhead) return
    const full = batch
    empty()
    ahead++
    waits = full.some(({ event }) => event.type === 'message') ? 'all' : 'all but messages'
    frameEnds = clock.after(frameMs, flush)
    send(full)
  }

  const waitForMore = () => {
    if (patient) return
    patient = true
    clock.after(frameMs, () => {
      patient = false
      if (waits === 'nothing') flush()
    })
  }

  const unsubscribe = subscribe((numbered) => {
    if (!listening) return
    if (batch.length >= batchEvents || characters > batchCharacters) empty()
    batch.push(numbered)
    characters += charactersIn(numbered.event)
    const { type } = numbered.event
    if (waits === 'all' || (waits === 'all but messages' && type !== 'message') || ahead >= batchesAhead) return
    if (type === 'typing') return waitForMore()
    frameEnds()
    waits = 'all'
    queueMicrotask(flush)
  })

  const reset = (listens: boolean) => {
    listening = listens
    ahead = 0
    if (!listens) empty()
    else if (waits === 'nothing') flush()
  }

  return {
    pageListens: () => reset(true),
    pageGone: () => reset(false),
    taken() {
      ahead = Math.max(0, ahead - 1)
      if (waits === 'nothing') flush()
    },
    stop() {
      unsubscribe()
      reset(false)
    },
  }
}

/** Only texts can be long. */
function charactersIn(event: NetEvent): number {
  if (event.type === 'message') return event.message.text.length
  if (event.type === 'conversation') return event.conversation.draft.length + event.conversation.note.length
  return 0
}
