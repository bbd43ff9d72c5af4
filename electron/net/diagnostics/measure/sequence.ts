export interface Arrival {
  /** It came before. */
  readonly duplicate: boolean
  /** A later one came before it. */
  readonly reordered: boolean
}

/** Numbered packets as they arrive: duplicates, reordering and its extent (RFC 4737 section 4.2.2: how many arrivals a late one was behind). */
export class SequenceCounter {
  readonly #seen = new Map<number, number>()
  #highest = -1
  /** Numbers that were the highest when they arrived, in order, with their position: ascending, so the extent is a binary search. */
  readonly #peaks: { readonly seq: number; readonly at: number }[] = []
  #duplicates = 0
  #reordered = 0
  #extent = 0

  arrived(seq: number): Arrival {
    if (this.#seen.has(seq)) {
      this.#duplicates++
      return { duplicate: true, reordered: false }
    }
    const at = this.#seen.size
    this.#seen.set(seq, at)
    if (seq > this.#highest) {
      this.#highest = seq
      this.#peaks.push({ seq, at })
      return { duplicate: false, reordered: false }
    }
    this.#reordered++
    this.#extent = Math.max(this.#extent, at - this.#firstAbove(seq))
    return { duplicate: false, reordered: true }
  }

  has(seq: number): boolean {
    return this.#seen.has(seq)
  }

  get received(): number {
    return this.#seen.size
  }

  get duplicates(): number {
    return this.#duplicates
  }

  get reordered(): number {
    return this.#reordered
  }

  get extent(): number {
    return this.#extent
  }

  /** The first arrival with a higher number. */
  #firstAbove(seq: number): number {
    let low = 0
    let high = this.#peaks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#peaks[middle]?.seq ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return this.#peaks[low]?.at ?? 0
  }
}
