import { AppError } from '../../../../shared/errors.ts'
import type { RoomRole } from '../../../../shared/model/room.ts'
import { mostChains } from './constants.ts'
import { decodeEntry, type Entry, hashOf, Keyring, openPost, type Post } from './entries.ts'
import type { Chain } from './facts.ts'

/** An entry that was looked at. `post`: its author and what they signed. */
export interface Seen {
  readonly entry: Entry
  readonly bytes: Uint8Array
  readonly hash: Uint8Array
  readonly opened: { readonly author: string; readonly post: Post; readonly hash: Uint8Array } | null
  /** Of the author when it was said, where that is known. */
  readonly role?: RoomRole
}

/**
 * What is wrong with what a host passed on. gap: numbers are missing. rewritten: it does not follow on what came before.
 * forged: nobody signed it so. withheld: its author said something before it that never came.
 */
export type Fault = 'gap' | 'rewritten' | 'forged' | 'withheld'

export type Judged =
  | { readonly ok: true; readonly seen: Seen; readonly withheld: boolean }
  | { readonly ok: false; readonly fault: Exclude<Fault, 'withheld'>; readonly seq: number }

/** Follows one log from somewhere on: numbers, hashes, signatures, and everyone's own chain. Pure but for its memory. */
export class Verifier {
  #seq: number
  #hash: Uint8Array | null
  readonly #room: string
  readonly #chains: Map<string, Chain>
  readonly #keys: Keyring

  /** `hash` null: the first is taken on trust. */
  constructor(
    room: string,
    from: { readonly seq: number; readonly hash: Uint8Array | null },
    chains: ReadonlyMap<string, Chain> = new Map(),
    keys = new Keyring(mostChains),
  ) {
    this.#room = room
    this.#seq = from.seq
    this.#hash = from.hash
    this.#chains = new Map(chains)
    this.#keys = keys
  }

  get seq(): number {
    return this.#seq
  }

  /** What is missing before `seq` will never come. */
  skipTo(seq: number): void {
    this.#seq = seq - 1
    this.#hash = null
  }

  judge(bytes: Uint8Array): Judged {
    let entry: Entry
    try {
      entry = decodeEntry(bytes)
    } catch {
      return { ok: false, fault: 'forged', seq: this.#seq + 1 }
    }
    if (entry.q !== this.#seq + 1) return { ok: false, fault: 'gap', seq: entry.q }
    if (this.#hash && !same(this.#hash, entry.p)) return { ok: false, fault: 'rewritten', seq: entry.q }
    const hash = hashOf(bytes)
    this.#seq = entry.q
    this.#hash = hash
    if (entry.b.k !== 'post') return { ok: true, seen: { entry, bytes, hash, opened: null }, withheld: false }
    const opened = this.#open(entry.b)
    if (!opened) return { ok: false, fault: 'forged', seq: entry.q }
    const known = this.#chains.get(opened.author)
    const { n, prev } = opened.post
    // The same words twice are as forged as words that nobody said.
    if (known && n <= known.n) return { ok: false, fault: 'forged', seq: entry.q }
    const withheld = known !== undefined && (n !== known.n + 1 || !same(known.hash, prev))
    if (!known && this.#chains.size >= mostChains) this.#chains.clear()
    this.#chains.set(opened.author, { n, hash: opened.hash })
    return { ok: true, seen: { entry, bytes, hash, opened }, withheld }
  }

  #open(signed: { readonly key: Uint8Array; readonly body: Uint8Array; readonly sig: Uint8Array }): Seen['opened'] {
    try {
      const { id, key } = this.#keys.of(signed.key)
      const post = openPost(signed, key)
      return post.room === this.#room ? { author: id, post, hash: hashOf(signed.body) } : null
    } catch (thrown) {
      if (thrown instanceof AppError) return null
      throw thrown
    }
  }
}

const same = (a: Uint8Array, b: Uint8Array | null): boolean => b !== null && Buffer.compare(a, b) === 0
