import { turnLength } from './constants.ts'

/** Who hears a room. `write` answers false once this member is too far behind. */
export interface Hearer {
  write(bytes: Buffer): void
}

interface Said<M> {
  readonly line: string
  /** Does not hear it. */
  readonly from: M | null
}

/**
 * Lines of one turn of the event loop become one write for each member: a line for a hundred people costs a hundred system calls, and so do a hundred
 * lines. Everyone who said nothing in the turn is given the same bytes.
 */
export class Broadcast<M extends Hearer> {
  readonly #members: ReadonlySet<M>
  #turn: Said<M>[] = []
  #speakers = new Set<M>()
  #length = 0

  constructor(members: ReadonlySet<M>) {
    this.#members = members
  }

  /** Enough was said in this turn. */
  get isFull(): boolean {
    return this.#length > turnLength
  }

  say(line: string, from: M | null): void {
    if (this.#turn.length === 0) setImmediate(() => this.flush())
    this.#turn.push({ line, from })
    this.#length += line.length
    if (from) this.#speakers.add(from)
  }

  /** What was said so far goes out now. */
  flush(): void {
    const [turn, speakers] = [this.#turn, this.#speakers]
    if (turn.length === 0) return
    this.#turn = []
    this.#speakers = new Set()
    this.#length = 0
    let all = ''
    for (const { line } of turn) all += line
    const bytes = Buffer.from(all)
    for (const member of this.#members) {
      if (!speakers.has(member)) member.write(bytes)
      else if (turn.length > 1) this.#writeOthers(member, turn)
    }
  }

  #writeOthers(member: M, turn: readonly Said<M>[]): void {
    let others = ''
    for (const { line, from } of turn) if (from !== member) others += line
    if (others !== '') member.write(Buffer.from(others))
  }
}
