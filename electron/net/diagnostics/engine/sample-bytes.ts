import { historyLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { SampleBytes } from '../../../../shared/model/runs.ts'

const cut = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes.subarray(0, limits.replyBytes))

/** What the last samples of a run sent and got, as bytes. */
export class KeptBytes {
  readonly #kept = new Map<number, { readonly sent: Buffer | null; readonly received: Buffer | null }>()

  add(seq: number, sent: Uint8Array | null, received: Uint8Array | null): void {
    this.#kept.set(seq, { sent: cut(sent), received: cut(received) })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > limits.replies && oldest !== undefined) this.#kept.delete(oldest)
  }

  of(seq: number): SampleBytes {
    const { sent = null, received = null } = this.#kept.get(seq) ?? {}
    return { sent: sent?.toString('base64') ?? null, received: received?.toString('base64') ?? null }
  }
}
