/**
 * Who comes next: one of each origin in turn, each in the order of arrival. So thousands from one address do not keep another waiting
 * for more than one place. Pure.
 */
export class FairQueue<T> {
  readonly #byOrigin = new Map<string, T[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(origin: string, item: T): void {
    const waiting = this.#byOrigin.get(origin)
    if (waiting) waiting.push(item)
    else this.#byOrigin.set(origin, [item])
    this.#size++
  }

  next(): T | undefined {
    for (const [origin, waiting] of this.#byOrigin) {
      const item = waiting.shift()
      this.#byOrigin.delete(origin)
      if (waiting.length > 0) this.#byOrigin.set(origin, waiting)
      if (item === undefined) continue
      this.#size--
      return item
    }
    return undefined
  }
}
