import type { ConversationId } from './conversation.ts'

/** Five minutes of one conversation, from keepalives and what people sent: it costs no packet. Times in ms. */
export interface PassiveBucket {
  /** When it begins, since 1970; a multiple of `passiveLimits.bucketMs`. */
  readonly at: number
  /** Keepalives asked and answered. */
  readonly asked: number
  readonly answered: number
  readonly minMs: number | null
  readonly p50Ms: number | null
  readonly maxMs: number | null
}

/** The last 24 h, oldest first; five minutes without a connection have no bucket. */
export interface PassiveStrip {
  readonly conversationId: ConversationId
  readonly buckets: readonly PassiveBucket[]
}
