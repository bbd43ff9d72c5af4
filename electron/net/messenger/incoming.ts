import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { LogState, StoreTx } from '../../store/types.ts'
import { clamp, type Hlc, orderKey, skipGone, takeIn } from '../protocols/secure-peer/index.ts'
import type { Entry, ReceivedEntry } from '../protocols/secure-peer/types.ts'
import { type Core, noticeMessage } from './core.ts'

/** What a batch of entries changed. */
export interface Received {
  /** Messages that are new or changed. */
  readonly messageIds: ReadonlySet<string>
  readonly newTexts: number
  /** Acknowledge up to here. */
  readonly upTo: number
  readonly resendFrom: number | null
}

/**
 * Stores what a person sent, exactly once and in order, and says what to acknowledge. Runs inside a transaction, so the duplicate
 * check, the messages and the position in their log are written together or not at all; it may run again.
 */
export function receiveEntries(
  tx: StoreTx,
  core: Core,
  conversationId: ConversationId,
  personId: string,
  theirEpoch: string,
  entries: readonly ReceivedEntry[],
): Received {
  const log = readLog(tx, conversationId)
  const taken = takeIn(log, theirEpoch, entries)
  const messageIds = new Set<string>()
  let newTexts = 0
  let last: Hlc = { wall: log.theirWall, count: log.theirCount }
  for (const { entry, frame } of taken.accept) {
    last = clamp(entry, last, core.clock.now())
    if (entry.body.kind === 'unreadable') tx.quarantine(conversationId, entry.seq, frame, `unreadable: ${entry.body.name}`, core.clock.now())
    else if (applyEntry(tx, core, conversationId, personId, { ...entry, ...last, body: entry.body })) {
      messageIds.add(entry.messageId)
      if (entry.body.kind === 'text') newTexts++
    }
  }
  if (taken.broken) messageIds.add(addLost(tx, core, conversationId, 0))
  if (taken.accept.length > 0) tx.setLog(conversationId, { ...log, ...taken.log, theirWall: last.wall, theirCount: last.count })
  return { messageIds, newTexts, upTo: taken.log.theirSeq, resendFrom: taken.resendFrom }
}

/** They gave up the entries up to `upTo` (expired, or acknowledged before our file was lost): what is missing is said. */
export function receiveGone(tx: StoreTx, core: Core, conversationId: ConversationId, theirEpoch: string, upTo: number): Received {
  const log = readLog(tx, conversationId)
  const skipped = skipGone(log, theirEpoch, upTo)
  const messageIds = new Set<string>()
  // Not on the first contact: what was said before is not missing from this conversation.
  if (skipped.lost > 0 && log.theirEpoch !== null) messageIds.add(addLost(tx, core, conversationId, skipped.lost))
  tx.setLog(conversationId, { ...log, ...skipped.log })
  return { messageIds, newTexts: 0, upTo: skipped.log.theirSeq, resendFrom: null }
}

function readLog(tx: StoreTx, conversationId: ConversationId): LogState {
  const log = tx.read.log(conversationId)
  if (!log) throw new AppError('unknown-conversation')
  return log
}

function addLost(tx: StoreTx, core: Core, conversationId: ConversationId, count: number): string {
  const message = noticeMessage(core, conversationId, { code: 'messages-lost', details: { count } })
  tx.addMessage(message)
  return message.id
}

/** true: something changed. */
function applyEntry(tx: StoreTx, core: Core, conversationId: ConversationId, personId: string, entry: Entry): boolean {
  const { body, messageId, wall, count } = entry
  const now = core.clock.now()
  switch (body.kind) {
    case 'text':
      core.stamps.observe({ wall, count })
      return tx.addMessage({
        id: messageId,
        conversationId,
        from: 'them',
        text: body.text,
        notice: null,
        order: orderKey(wall, count, personId, entry.seq),
        sentAt: wall,
        receivedAt: now,
        state: 'received',
        failure: null,
        late: now - wall > limits.lateMs,
        replyTo: body.replyTo,
      })
    case 'edit':
      return tx.editMessage(conversationId, messageId, 'them', { text: body.text, editedAt: wall })
    case 'delete':
      return tx.editMessage(conversationId, messageId, 'them', { deleted: true })
    case 'reaction':
      return tx.setReaction(conversationId, messageId, 'them', body.emoji, body.on)
  }
}
