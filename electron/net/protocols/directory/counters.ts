/** What a directory counted since it started; `/metrics` shows it. */
export class Counters {
  readonly requests = new Map<string, number>()
  readonly refusals = new Map<string, number>()
  readonly closes = new Map<string, number>()
  pushes = 0
  dialbacks = 0

  count(what: 'requests' | 'refusals' | 'closes', label: string): void {
    this[what].set(label, (this[what].get(label) ?? 0) + 1)
  }
}
