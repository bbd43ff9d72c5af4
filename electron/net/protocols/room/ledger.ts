import type { Clock } from '../../core/types.ts'
import { busyTurnBytes, logFrameBytes, longestRestMs, newcomerEntries, plainEntryBytes, restShare, turnBytes } from './constants.ts'
import { type Entry, type EntryBody, encodeEntry, hashOf, type Post } from './entries.ts'
import { apply, type Facts } from './facts.ts'
import { writeFrame } from './frames.ts'
import type { LoggedEntry, RoomLog } from './log.ts'

type Opened = { readonly author: string; readonly post: Post; readonly hash: Uint8Array }

/**
 * Numbers what happens in a room, keeps it, and tells it: all of one turn of the event loop together. Where much is
 * said, telling rests in between, for a write to each of a hundred people costs as much as 16 KiB in it; a line now and then is told at once.
 */
export class Ledger {
  readonly facts: Facts
  readonly #log: RoomLog
  readonly #clock: Clock
  /** Somebody is there to be told. */
  readonly #isHeard: () => boolean
  readonly #tell: (frames: readonly Uint8Array[]) => void
  #turn: LoggedEntry[] = []
  #plain: [string, string][] = []
  /** About as many are in this turn. */
  #bytes = 0
  /** At the end of this turn of the event loop. */
  #isDue = false
  /** At the end of the rest; calls it off. */
  #cancelRest: (() => void) | null = null
  /** By the monotonic clock. */
  #restUntil = 0
  /** Entries that the log has not yet confirmed. */
  unstored = 0
  /** The last entry that was told. */
  told: number

  constructor(facts: Facts, log: RoomLog, clock: Clock, isHeard: () => boolean, tell: (frames: readonly Uint8Array[]) => void) {
    this.facts = facts
    this.#log = log
    this.#clock = clock
    this.#isHeard = isHeard
    this.#tell = tell
    this.told = facts.seq
  }

  plain(name: string, text: string): void {
    this.#plain.push([name, text])
    this.#bytes += text.length
    if (this.#log.lasting || this.#isHeard()) this.#schedule()
    // What a newcomer will get; nobody else will ever ask.
    else if (this.#plain.length >= 2 * newcomerEntries) this.#plain = this.#plain.slice(-newcomerEntries)
  }

  add(body: EntryBody, opened: Opened | null = null, epoch = this.facts.epoch): void {
    this.#sealPlain()
    this.#write(body, opened, epoch)
    this.#schedule()
  }

  /** What happened so far is numbered, and given to the log. */
  flush(): void {
    this.#sealPlain()
    this.#cancelRest?.()
    this.#cancelRest = null
    const entries = this.#turn
    if (entries.length === 0) return
    const isBusy = this.#bytes >= busyTurnBytes
    this.#turn = []
    this.#bytes = 0
    this.unstored += entries.length
    this.#log.append(entries, () => {
      this.unstored -= entries.length
      this.told = entries.at(-1)?.seq ?? this.told
      const from = this.#clock.monotonic()
      this.#tell(logFrames(entries))
      const until = this.#clock.monotonic()
      this.#restUntil = isBusy ? until + Math.min((until - from) * restShare, longestRestMs) : until
    })
  }

  #sealPlain(): void {
    const lines = this.#plain
    if (lines.length === 0) return
    this.#plain = []
    for (let from = 0; from < lines.length; ) {
      const to = endOfEntry(lines, from)
      this.#write({ k: 'plain', lines: lines.slice(from, to) }, null, this.facts.epoch)
      from = to
    }
  }

  #write(body: EntryBody, opened: Opened | null, epoch: number): void {
    const entry: Entry = { e: epoch, q: this.facts.seq + 1, p: this.facts.hash, at: Math.max(this.facts.at, this.#clock.now()), b: body }
    const bytes = encodeEntry(entry)
    apply(this.facts, entry, hashOf(bytes), opened)
    this.#turn.push({ epoch, seq: entry.q, bytes })
    this.#bytes += bytes.length
  }

  #schedule(): void {
    const isFull = this.#bytes >= turnBytes
    if (this.#isDue || (this.#cancelRest && !isFull)) return
    this.#cancelRest?.()
    this.#cancelRest = null
    const rest = isFull ? 0 : this.#restUntil - this.#clock.monotonic()
    if (rest > 0) {
      this.#cancelRest = this.#clock.after(rest, () => this.flush())
      return
    }
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.flush()
    })
  }
}

/** Where the entry ends that begins with this line: programs may say more in one turn than one entry carries. */
function endOfEntry(lines: readonly (readonly [string, string])[], from: number): number {
  let bytes = 0
  for (let at = from; at < lines.length; at++) {
    const [name = '', text = ''] = lines[at] ?? []
    bytes += 3 * (name.length + text.length) + 8
    if (at > from && bytes > plainEntryBytes) return at
  }
  return lines.length
}

/** Entries as few frames, none too large. */
export function logFrames(entries: readonly LoggedEntry[]): Uint8Array[] {
  const frames: Uint8Array[] = []
  let part: Uint8Array[] = []
  let bytes = 0
  for (const entry of entries) {
    if (part.length > 0 && bytes + entry.bytes.length > logFrameBytes) {
      frames.push(writeFrame({ type: 'log', entries: part }))
      part = []
      bytes = 0
    }
    part.push(entry.bytes)
    bytes += entry.bytes.length
  }
  if (part.length > 0) frames.push(writeFrame({ type: 'log', entries: part }))
  return frames
}
