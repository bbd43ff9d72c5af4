import { AppError } from '../../../../shared/errors.ts'
import { type Incoming, readFrame } from './frames.ts'
import type { ReceivedEntry } from './types.ts'

/** Does not depend on the entries before it. */
export type AtOnce = Extract<Incoming, { type: 'ack' | 'resend' | 'ping' | 'pong' | 'check' | 'checked' }>
/** Keeps its place behind the entries before it. */
export type InTurn = Extract<Incoming, { type: 'gone' | 'read' | 'typing' | 'profile' | 'wanted' | 'picture' | 'bye' | 'error' }>
export type Step = readonly ReceivedEntry[] | InTurn

export interface Arranged {
  readonly atOnce: readonly AtOnce[]
  readonly steps: readonly Step[]
  /** Of the first frame that can't be read; those behind it are not looked at. */
  readonly error: AppError | null
}

const atOnceTypes: ReadonlySet<string> = new Set(['ack', 'resend', 'ping', 'pong', 'check', 'checked'] satisfies AtOnce['type'][])
/** Says what is so now: what it said before no longer matters. */
const replacedTypes: ReadonlySet<string> = new Set(['read', 'typing', 'profile', 'wanted', 'picture'] satisfies InTurn['type'][])

/**
 * What came in one read: what is dealt with at once, and the rest in wire order with neighbouring entries as one batch. Of what has no place in the log
 * only the last of each type counts, as it is written: thousands in one read cost no more than one.
 */
export function arrange(frames: readonly Uint8Array[]): Arranged {
  const latest = new Map<string, AtOnce>()
  const replaced = new Map<string, InTurn>()
  const steps: Step[] = []
  let batch: ReceivedEntry[] | null = null
  const done = (error: AppError | null): Arranged => ({ atOnce: [...latest.values()], steps, error })
  const place = (frame: Incoming) => {
    if (frame.type === 'ignored' || frame.type === 'hello') return
    if (frame.type === 'entry') {
      if (batch) batch.push(frame.received)
      else {
        batch = [frame.received]
        steps.push(batch)
      }
    } else if (isAtOnce(frame)) latest.set(frame.type, frame)
    else {
      const before = replaced.get(frame.type)
      if (before) steps.splice(steps.lastIndexOf(before), 1)
      if (replacedTypes.has(frame.type)) replaced.set(frame.type, frame)
      steps.push(frame)
      batch = null
    }
  }
  for (const bytes of frames) {
    try {
      place(readFrame(bytes))
    } catch (thrown) {
      return done(thrown instanceof AppError ? thrown : new AppError('protocol-error', {}, { cause: thrown }))
    }
  }
  return done(null)
}

export function isBatch(step: Step): step is readonly ReceivedEntry[] {
  return Array.isArray(step)
}

function isAtOnce(frame: AtOnce | InTurn): frame is AtOnce {
  return atOnceTypes.has(frame.type)
}
