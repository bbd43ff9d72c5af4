import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { LogState, OutboxEntry, StoreTx, TransferPlace } from '../../store/types.ts'
import { decodeEntry, encodeEntry, type Hlc, hashEntry, orderKey } from '../protocols/secure-peer/index.ts'
import type { EntryBody, FileBody } from '../protocols/secure-peer/types.ts'
import type { Core } from './core.ts'

export interface Draft {
  readonly id: string
  readonly text: string
  readonly replyTo: string | null
  /** A file, and where it is; `text` is its name. */
  readonly offer?: { readonly body: FileBody; readonly file: FileInfo; readonly place: TransferPlace }
}

/** A message of mine, new. Whole from the start: spreading it into a greater object costs a hundred times as much. */
export function myMessage(conversation: Conversation, draft: Draft, order: string, sentAt: number): Message {
  const message: Message = {
    id: draft.id,
    conversationId: conversation.id,
    from: 'me',
    text: draft.text,
    notice: null,
    order,
    sentAt,
    receivedAt: null,
    state: 'queued',
    failure: null,
    late: false,
    replyTo: draft.replyTo,
    editedAt: null,
    deleted: false,
    reactions: [],
  }
  return draft.offer ? { ...message, file: draft.offer.file } : message
}

/** What the outbox knows an entry as: one that makes a message, or one that changes a message. */
const roleOf = (body: EntryBody): OutboxEntry['kind'] => (body.kind === 'file' ? 'text' : body.kind === 'transfer' ? 'edit' : body.kind)

const makesMessage = (body: EntryBody): boolean => roleOf(body) === 'text'

export const bodyOf = ({ text, replyTo, offer }: Omit<Draft, 'id'>): EntryBody => offer?.body ?? { kind: 'text', text, replyTo }

/** The next entry of my log with a person, not in it yet. */
interface NextEntry {
  readonly entry: OutboxEntry
  readonly stamp: Hlc
  readonly order: string
  readonly append: () => void
}

/** The only place where my sequence grows. Runs inside a transaction, so it may run again. */
function nextEntry(tx: StoreTx, core: Core, conversationId: string, messageId: string, body: EntryBody): NextEntry {
  const log = tx.read.log(conversationId)
  if (!log) throw new AppError('unknown-conversation')
  const stamp = core.stamps.next()
  const seq = log.mySeq + 1
  const frame = encodeEntry({ seq, prev: log.myHash, wall: stamp.wall, count: stamp.count, messageId, body })
  const entry: OutboxEntry = { seq, messageId, kind: roleOf(body), frame, queuedAt: core.clock.now() }
  const append = () => {
    tx.addOutbox(conversationId, entry)
    tx.setLog(conversationId, { ...log, mySeq: seq, myHash: hashEntry(frame) })
  }
  return { entry, stamp, order: orderKey(stamp.wall, stamp.count, core.identity.id, seq), append }
}

export function appendEntry(tx: StoreTx, core: Core, conversationId: string, messageId: string, body: EntryBody): NextEntry {
  const next = nextEntry(tx, core, conversationId, messageId, body)
  next.append()
  if (makesMessage(body)) tx.setMessageEntry(conversationId, messageId, next.entry.seq)
  return next
}

/** Stores a text, or the offer of a file, and its log entry together. Sending the same id again finds the first one. */
export function storeText(tx: StoreTx, core: Core, conversation: Conversation, draft: Draft): { message: Message; entry: OutboxEntry | null } {
  const { entry, stamp, order, append } = nextEntry(tx, core, conversation.id, draft.id, bodyOf(draft))
  const message = myMessage(conversation, draft, order, stamp.wall)
  if (!tx.addMessage(message, entry.seq)) {
    const known = tx.read.message(conversation.id, draft.id)
    if (!known) throw new AppError('internal', { cause: 'neither new nor known' })
    return { message: known, entry: null }
  }
  append()
  if (draft.offer) tx.setTransfer(conversation.id, draft.id, draft.offer.place)
  if (conversation.request || conversation.trust === 'new') tx.patchConversation(conversation.id, { request: false, trust: 'accepted' })
  return { message, entry }
}

/**
 * Starts my log to a person anew: another key answers there now, or they know more of my log than I do (my file was restored
 * from an older copy). What waits is numbered again from 1, under a new epoch, with the same message ids.
 */
export function rebaseLog(tx: StoreTx, conversationId: string, epoch: string): void {
  const log = tx.read.log(conversationId)
  const waiting = [...pages(tx, conversationId)]
  tx.dropOutbox(
    conversationId,
    waiting.map((e) => e.seq),
  )
  const anew: LogState = {
    theirEpoch: null,
    theirSeq: 0,
    theirHash: null,
    theirWall: 0,
    theirCount: 0,
    ...log,
    myEpoch: epoch,
    mySeq: waiting.length,
    myHash: null,
    base: log ? log.base + log.mySeq : 0,
  }
  tx.setLog(conversationId, anew)
  let hash: Uint8Array | null = null
  waiting.forEach((old, index) => {
    const { wall, count, body } = decodeEntry(old.frame)
    if (body.kind === 'unreadable') throw new AppError('internal', { cause: 'my own entry is unreadable' })
    const seq = index + 1
    const frame = encodeEntry({ seq, prev: hash, wall, count, messageId: old.messageId, body })
    hash = hashEntry(frame)
    tx.addOutbox(conversationId, { ...old, seq, frame })
    if (makesMessage(body)) tx.setMessageEntry(conversationId, old.messageId, seq)
  })
  tx.setLog(conversationId, { ...anew, myHash: hash })
}

function* pages(tx: StoreTx, conversationId: string): Generator<OutboxEntry> {
  for (let after = 0; ; ) {
    const page = tx.read.outbox(conversationId, after, limits.inFlightEntries)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.seq
  }
}
