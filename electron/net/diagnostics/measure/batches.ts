import type { Clock } from '../../core/types.ts'

/** Not more often than eyes can follow. ms */
export const batchMs = 100

/** Says at most ten times a second that something is new: soon after the first time, then in step. */
export class Batches {
  readonly #clock: Clock
  readonly #tell: () => void
  #cancel: (() => void) | null = null

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Something is new. */
  touch(): void {
    this.#cancel ??= this.#clock.after(batchMs, () => {
      this.#cancel = null
      this.#tell()
    })
  }

  /** No further call; what was new is told now. */
  flush(): void {
    this.stop()
    this.#tell()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
