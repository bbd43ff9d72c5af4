import { passiveLimits as limits } from '../../shared/diagnostic-limits.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { PassiveBucket } from '../../shared/model/passive.ts'
import type { Statements } from './statements.ts'

export interface PassiveTx {
  /** In the place of that with the same time; what is older than a day goes. */
  setPassive(conversationId: ConversationId, bucket: PassiveBucket): void
}

export interface PassiveReader {
  /** Of the last day, oldest first. */
  passive(conversationId: ConversationId, since: number): readonly PassiveBucket[]
}

const keyOf = '(SELECT key FROM conversations WHERE id = ?)'

export function passiveTx(sql: Statements): PassiveTx {
  return {
    setPassive(conversationId, { at, asked, answered, minMs, p50Ms, maxMs }) {
      sql.run(
        'INSERT OR REPLACE INTO passive (conversation, at, asked, answered, min, p50, max) SELECT key,?,?,?,?,?,? FROM conversations WHERE id = ?',
        ...[at, asked, answered, minMs, p50Ms, maxMs, conversationId],
      )
      sql.run(`DELETE FROM passive WHERE conversation = ${keyOf} AND at <= ?`, conversationId, at - limits.buckets * limits.bucketMs)
    },
  }
}

export function passiveReader(sql: Statements): PassiveReader {
  return {
    passive: (conversationId, since) =>
      sql
        .all(
          `SELECT at, asked, answered, min, p50, max FROM passive WHERE conversation = ${keyOf} AND at > ? ORDER BY at LIMIT ?`,
          ...[conversationId, since, limits.buckets],
        )
        .map(([at, asked, answered, minMs, p50Ms, maxMs]) => ({ at, asked, answered, minMs, p50Ms, maxMs }) as PassiveBucket),
  }
}
