import { hashEntry } from './codec.ts'
import type { ReceivedEntry } from './types.ts'

/** How far I have someone's log, as kept on disk. `theirHash` null with a `theirSeq`: not known, so the next one is taken on trust. */
export interface TheirLog {
  readonly theirEpoch: string | null
  readonly theirSeq: number
  readonly theirHash: Uint8Array | null
}

export interface Intake {
  /** New, in order: to be stored, then acknowledged. */
  readonly accept: readonly ReceivedEntry[]
  /** Known already: only to be acknowledged again. */
  readonly duplicates: number
  /** Something is missing from here on; what came after it was dropped and will be sent again. */
  readonly resendFrom: number | null
  /** An accepted entry does not follow on what I have of this log: it was rewritten before. Nothing to ask for; say `messages-lost`. */
  readonly broken: boolean
  readonly log: TheirLog
}

/**
 * What of these entries is new. Exactly once and in order, whatever is repeated, dropped or shuffled on the way.
 * @param epoch of their log, from the hello of the session that brought the entries. Another one than mine: their log began anew.
 */
export function takeIn(known: TheirLog, epoch: string, entries: readonly ReceivedEntry[]): Intake {
  let { theirSeq, theirHash } = inEpoch(known, epoch)
  const accept: ReceivedEntry[] = []
  let duplicates = 0
  let broken = false
  let resendFrom: number | null = null
  for (const received of entries) {
    const { seq, prev } = received.entry
    if (seq <= theirSeq) duplicates++
    else if (seq > theirSeq + 1) resendFrom = theirSeq + 1
    else {
      broken ||= !follows(prev, theirSeq, theirHash)
      accept.push(received)
      theirSeq = seq
      theirHash = hashEntry(received.frame)
      resendFrom = null
    }
  }
  return { accept, duplicates, resendFrom, broken, log: { theirEpoch: epoch, theirSeq, theirHash } }
}

/** They will never send entries up to `upTo`. `lost`: how many of those I don't have. */
export function skipGone(known: TheirLog, epoch: string, upTo: number): { readonly lost: number; readonly log: TheirLog } {
  const log = inEpoch(known, epoch)
  if (upTo <= log.theirSeq) return { lost: 0, log }
  return { lost: upTo - log.theirSeq, log: { theirEpoch: epoch, theirSeq: upTo, theirHash: null } }
}

function inEpoch(known: TheirLog, epoch: string): TheirLog {
  return known.theirEpoch === epoch ? known : { theirEpoch: epoch, theirSeq: 0, theirHash: null }
}

function follows(prev: Uint8Array | null, theirSeq: number, theirHash: Uint8Array | null): boolean {
  if (theirSeq === 0) return prev === null
  return theirHash === null || (prev !== null && Buffer.compare(prev, theirHash) === 0)
}
