import type { TransferProgress } from '../../../../shared/model/file.ts'
import { type Core, emit, emitStored } from '../core.ts'

/** Told at most this often; the rate is of this long. ms */
const tellMs = 200
const rateMs = 3_000

/** How one transfer goes on: told a few times a second, and kept with its message when it rests. */
export class Meter {
  readonly #core: Core
  readonly #conversationId: string
  readonly #id: string
  #samples: { readonly at: number; readonly time: number }[] = []
  #toldAt = Number.NEGATIVE_INFINITY
  at = 0

  constructor(core: Core, conversationId: string, id: string) {
    this.#core = core
    this.#conversationId = conversationId
    this.#id = id
  }

  moved(at: number): void {
    const time = this.#core.clock.monotonic()
    if (at < this.at) this.#samples = []
    this.at = at
    if (time - this.#toldAt < tellMs) return
    this.#toldAt = time
    this.#samples = [...this.#samples.filter((sample) => time - sample.time <= rateMs), { at, time }]
    this.#tell({ rate: this.#rate(), moving: true })
  }

  stopped(): void {
    this.#samples = []
    this.#tell({ rate: null, moving: false })
  }

  /** How far it is, for the next connection. */
  keep(): void {
    const [core, { at }] = [this.#core, this]
    if (!core.isOpen() || at === 0) return
    core.store
      .tidy((tx) => {
        const file = tx.read.message(this.#conversationId, this.#id)?.file
        if (file?.state === 'accepted') tx.setFile(this.#conversationId, this.#id, { ...file, at })
      })
      .then(
        () => emitStored(core, this.#conversationId, [this.#id]),
        (thrown) => core.logger.warn('progress was not stored', { error: String(thrown) }),
      )
  }

  #rate(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.time - first.time < tellMs) return null
    return Math.round(((last.at - first.at) * 1_000) / (last.time - first.time))
  }

  #tell(state: Pick<TransferProgress, 'rate' | 'moving'>): void {
    emit(this.#core, { type: 'transfer', transfer: { conversationId: this.#conversationId, id: this.#id, at: this.at, ...state } })
  }
}
