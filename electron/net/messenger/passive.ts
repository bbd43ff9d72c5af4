import { passiveLimits as limits } from '../../../shared/diagnostic-limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { PassiveBucket, PassiveStrip } from '../../../shared/model/passive.ts'
import type { Store } from '../../store/types.ts'
import type { Clock } from '../core/types.ts'

interface Open {
  readonly at: number
  answered: number
  lost: number
  minMs: number
  maxMs: number
  /** The last ones; the median is of them. */
  readonly times: number[]
}

interface PassiveDeps {
  readonly store: Pick<Store, 'tidy' | 'read'>
  readonly clock: Pick<Clock, 'now'>
  readonly onChange: (conversationId: ConversationId, bucket: PassiveBucket) => void
}

/**
 * Round trips and losses of each conversation in the last day, five minutes at a time, from the pings that keep it alive: it sends nothing of its
 * own. The five minutes that go on are in memory; they are stored when the next ones begin, when the connection ends and when the app does.
 */
export class Passive {
  readonly #deps: PassiveDeps
  readonly #open = new Map<ConversationId, Open>()

  constructor(deps: PassiveDeps) {
    this.#deps = deps
  }

  answered(id: ConversationId, ms: number): void {
    const open = this.#now(id)
    open.times[open.answered % limits.times] = ms
    open.answered++
    open.minMs = Math.min(open.minMs, ms)
    open.maxMs = Math.max(open.maxMs, ms)
    this.#deps.onChange(id, bucketOf(open))
  }

  unanswered(id: ConversationId): void {
    const open = this.#now(id)
    open.lost++
    this.#deps.onChange(id, bucketOf(open))
  }

  strip(id: ConversationId): PassiveStrip {
    const stored = this.#deps.store.read.passive(id, this.#deps.clock.now() - limits.buckets * limits.bucketMs)
    const open = this.#open.get(id)
    const buckets = open ? [...stored.filter(({ at }) => at !== open.at), bucketOf(this.#withStored(id, open))] : stored
    return { conversationId: id, buckets: buckets.slice(-limits.buckets) }
  }

  /** The connection has ended. */
  ended(id: ConversationId): void {
    const open = this.#open.get(id)
    this.#open.delete(id)
    if (open) this.#store(id, open)
  }

  stop(): void {
    for (const id of [...this.#open.keys()]) this.ended(id)
  }

  #now(id: ConversationId): Open {
    const at = Math.floor(this.#deps.clock.now() / limits.bucketMs) * limits.bucketMs
    const open = this.#open.get(id)
    if (open?.at === at) return open
    if (open) this.#store(id, open)
    const fresh = this.#withStored(id, { at, answered: 0, lost: 0, minMs: Number.POSITIVE_INFINITY, maxMs: 0, times: [] })
    this.#open.set(id, fresh)
    return fresh
  }

  /** A connection that ended and came back within the five minutes goes on where it was. */
  #withStored(id: ConversationId, open: Open): Open {
    if (open.answered + open.lost > 0) return open
    const found = this.#deps.store.read.passive(id, open.at - 1).find(({ at }) => at === open.at)
    if (!found) return open
    const { asked, answered, minMs, p50Ms, maxMs } = found
    return { ...open, answered, lost: asked - answered, minMs: minMs ?? open.minMs, maxMs: maxMs ?? 0, times: p50Ms === null ? [] : [p50Ms] }
  }

  #store(id: ConversationId, open: Open): void {
    // Nobody waits for it, and what a full disk loses of it is no loss.
    this.#deps.store.tidy((tx) => tx.setPassive(id, bucketOf(open))).catch(() => {})
  }
}

function bucketOf({ at, answered, lost, minMs, maxMs, times }: Open): PassiveBucket {
  const sorted = Float64Array.from(times.filter((ms) => ms !== undefined)).sort()
  const p50Ms = sorted[Math.max(0, Math.ceil(sorted.length / 2) - 1)] ?? null
  return { at, asked: answered + lost, answered, minMs: answered > 0 ? minMs : null, p50Ms, maxMs: answered > 0 ? maxMs : null }
}
