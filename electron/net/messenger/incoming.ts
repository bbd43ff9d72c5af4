import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { LogState, StoreTx } from '../../store/types.ts'
import { safeFileName } from '../protocols/files/index.ts'
import { clamp, type Hlc, orderKey, skipGone, takeIn } from '../protocols/secure-peer/index.ts'
import type { Entry, EntryBody, ReceivedEntry, Session } from '../protocols/secure-peer/types.ts'
import { type Core, noticeMessage } from './core.ts'
import { applyTransfer, offered, placeOf } from './files/state.ts'

/** What a batch of entries changed. */
export interface Received {
  readonly newMessages: readonly Message[]
  /** Earlier messages that were edited, deleted or reacted to. */
  readonly changedIds: ReadonlySet<string>
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
  { personId, hello, aheadMs }: Pick<Session, 'personId' | 'hello' | 'aheadMs'>,
  entries: readonly ReceivedEntry[],
): Received {
  const log = readLog(tx, conversationId)
  const taken = takeIn(log, hello.epoch, entries)
  const newMessages: Message[] = []
  const changedIds = new Set<string>()
  let last: Hlc = { wall: log.theirWall, count: log.theirCount }
  for (const { entry, frame } of taken.accept) {
    last = clamp(aheadMs === 0 ? entry : { wall: entry.wall - aheadMs, count: entry.count }, last, core.clock.now())
    if (entry.body.kind === 'unreadable') tx.quarantine(conversationId, entry.seq, frame, `unreadable: ${entry.body.name}`, core.clock.now())
    else if (entry.body.kind === 'text' || entry.body.kind === 'file') {
      const message = newMessage(core, conversationId, personId, entry, last, entry.body)
      core.stamps.observe(last)
      const isNew = tx.addMessage(message)
      if (isNew && entry.body.kind === 'file') tx.setTransfer(conversationId, entry.messageId, placeOf(entry.body))
      if (isNew) newMessages.push(message)
    } else if (applyChange(tx, conversationId, entry.messageId, entry.body, last.wall)) changedIds.add(entry.messageId)
  }
  if (taken.broken) newMessages.push(addLost(tx, core, conversationId, 0))
  if (taken.accept.length > 0) tx.setLog(conversationId, { ...log, ...taken.log, theirWall: last.wall, theirCount: last.count })
  return { newMessages, changedIds, upTo: taken.log.theirSeq, resendFrom: taken.resendFrom }
}

/** They gave up the entries up to `upTo` (expired, or acknowledged before our file was lost): what is missing is said. */
export function receiveGone(tx: StoreTx, core: Core, conversationId: ConversationId, theirEpoch: string, upTo: number): Received {
  const log = readLog(tx, conversationId)
  const skipped = skipGone(log, theirEpoch, upTo)
  // Not on the first contact: what was said before is not missing from this conversation.
  const newMessages = skipped.lost > 0 && log.theirEpoch !== null ? [addLost(tx, core, conversationId, skipped.lost)] : []
  tx.setLog(conversationId, { ...log, ...skipped.log })
  return { newMessages, changedIds: new Set(), upTo: skipped.log.theirSeq, resendFrom: null }
}

function readLog(tx: StoreTx, conversationId: ConversationId): LogState {
  const log = tx.read.log(conversationId)
  if (!log) throw new AppError('unknown-conversation')
  return log
}

function addLost(tx: StoreTx, core: Core, conversationId: ConversationId, count: number): Message {
  const message = noticeMessage(core, conversationId, { code: 'messages-lost', details: { count } })
  tx.addMessage(message)
  return message
}

/** At its believed time. Whole from the start, as `myMessage`. */
function newMessage(
  core: Core,
  conversationId: ConversationId,
  personId: string,
  entry: Omit<Entry, 'body'>,
  { wall, count }: Hlc,
  body: Extract<EntryBody, { kind: 'text' | 'file' }>,
): Message {
  const now = core.clock.now()
  const message: Message = {
    id: entry.messageId,
    conversationId,
    from: 'them',
    text: body.kind === 'text' ? body.text : safeFileName(body.name),
    notice: null,
    order: orderKey(wall, count, personId, entry.seq),
    sentAt: wall,
    receivedAt: now,
    state: 'received',
    failure: null,
    late: now - wall > limits.lateMs,
    replyTo: body.kind === 'text' ? body.replyTo : null,
    editedAt: null,
    deleted: false,
    reactions: [],
  }
  return body.kind === 'file' ? { ...message, file: offered(body) } : message
}

/** Edits and deletions change their own messages only, and the name of a file is no text; reactions may be to any. true: something changed. */
function applyChange(tx: StoreTx, conversationId: ConversationId, messageId: string, body: Exclude<EntryBody, { kind: 'text' | 'file' }>, at: number): boolean {
  switch (body.kind) {
    case 'edit':
      return !tx.read.message(conversationId, messageId)?.file && tx.editMessage(conversationId, messageId, 'them', { text: body.text, editedAt: at })
    case 'delete':
      return tx.editMessage(conversationId, messageId, 'them', { deleted: true })
    case 'reaction':
      return tx.setReaction(conversationId, messageId, 'them', body.emoji, body.on)
    case 'transfer':
      return applyTransfer(tx, conversationId, messageId, 'them', body)
  }
}
