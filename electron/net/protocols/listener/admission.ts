import { limits } from '../../../../shared/limits.ts'

/** Counts what is open, in all and by address: nobody takes every place. Pure. */
export class Admission {
  readonly #byHost = new Map<string, number>()
  #total = 0

  /** false: no place left. Otherwise `release` once it is closed. */
  admit(host: string): boolean {
    const open = this.#byHost.get(host) ?? 0
    if (this.#total >= limits.inboundConnections || open >= limits.inboundPerAddress) return false
    this.#total++
    this.#byHost.set(host, open + 1)
    return true
  }

  release(host: string): void {
    const open = this.#byHost.get(host) ?? 0
    this.#total--
    if (open > 1) this.#byHost.set(host, open - 1)
    else this.#byHost.delete(host)
  }
}
