import { mostChains } from './constants.ts'
import { decodeEntry, hashOf, Keyring, readPost } from './entries.ts'
import { apply, type Facts } from './facts.ts'
import type { LoggedEntry } from './log.ts'

/** Brings facts from disk up to the log that was kept beside them: it was checked when it came. */
export function replay(facts: Facts, entries: readonly LoggedEntry[]): void {
  const keys = new Keyring(mostChains)
  for (const { bytes } of entries) {
    const entry = decodeEntry(bytes)
    if (entry.q <= facts.seq) continue
    const { b } = entry
    const opened = b.k === 'post' ? { author: keys.of(b.key).id, post: readPost(b.body), hash: hashOf(b.body) } : null
    apply(facts, entry, hashOf(bytes), opened)
  }
}
