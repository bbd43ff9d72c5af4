import { rememberedEntries } from './constants.ts'

/** An entry as it travels and is kept. */
export interface LoggedEntry {
  readonly epoch: number
  readonly seq: number
  readonly bytes: Uint8Array
}

/** Where a room's entries are kept. All reads are of what was appended, also before `done`. */
export interface RoomLog {
  /** It outlives the room: everything is worth keeping. */
  readonly lasting: boolean
  /** In order; `done` once they would survive the death of this process. */
  append(entries: readonly LoggedEntry[], done: () => void): void
  /** Those after `seq`, in order. */
  after(seq: number, limit: number): readonly LoggedEntry[]
  /** The last before `seq`, in order. */
  before(seq: number, limit: number): readonly LoggedEntry[]
}

/** For a room without a disk: the last `rememberedEntries`. */
export function memoryLog(): RoomLog {
  let kept: LoggedEntry[] = []
  return {
    lasting: false,
    append(entries, done) {
      kept.push(...entries)
      if (kept.length > 2 * rememberedEntries) kept = kept.slice(-rememberedEntries)
      done()
    },
    after: (seq, limit) => from(kept, seq + 1, limit),
    before: (seq, limit) => {
      const end = indexOf(kept, seq)
      return kept.slice(Math.max(0, end - limit), end)
    },
  }
}

function from(kept: readonly LoggedEntry[], seq: number, limit: number): readonly LoggedEntry[] {
  const at = indexOf(kept, seq)
  return kept.slice(at, at + limit)
}

/** Numbers have no gaps. */
function indexOf(kept: readonly LoggedEntry[], seq: number): number {
  return Math.min(kept.length, Math.max(0, seq - (kept[0]?.seq ?? seq)))
}
