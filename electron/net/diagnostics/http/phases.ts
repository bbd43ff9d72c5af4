import type { PhaseName, Phases } from './client-types.ts'

/** The moments of a request, from which its phases follow. */
export class Stopwatch {
  readonly #at: Partial<Record<PhaseName, number>> = {}
  readonly #begun = performance.now()
  #end: number | null = null
  readonly #numeric: boolean

  /** `numeric`: there is no name to look up. */
  constructor(numeric: boolean) {
    this.#numeric = numeric
  }

  /** That phase is over now; the first time counts. */
  mark(phase: PhaseName): void {
    this.#at[phase] ??= performance.now()
  }

  stop(): void {
    this.#end ??= performance.now()
  }

  /** What it is in. */
  current(secure: boolean, reused: boolean): PhaseName {
    const { dns, connect, tls, sent, waiting } = this.#at
    if (waiting !== undefined) return 'download'
    if (sent !== undefined && (reused || connect !== undefined) && (!secure || reused || tls !== undefined)) return 'waiting'
    if (reused || tls !== undefined || (connect !== undefined && !secure)) return 'sent'
    if (connect !== undefined) return 'tls'
    return dns === undefined && !this.#numeric ? 'dns' : 'connect'
  }

  /** Each from the end of the one before. The request is handed over before there is a connection: it counts from when there is one. */
  phases(): Phases {
    let last = this.#begun
    const since = (at: number | undefined): number | null => {
      if (at === undefined) return null
      const took = Math.max(0, at - last)
      last = Math.max(last, at)
      return took
    }
    const [dns, connect, tls] = [since(this.#at.dns), since(this.#at.connect), since(this.#at.tls)]
    const [sent, waiting, download] = [since(this.#at.sent), since(this.#at.waiting), since(this.#at.download)]
    return { dns, connect, tls, sent, waiting, download, total: (this.#end ?? performance.now()) - this.#begun }
  }
}
