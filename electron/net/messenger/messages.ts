import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { OutboxEntry, StoreTx } from '../../store/types.ts'
import type { EntryBody } from '../protocols/secure-peer/types.ts'
import type { CommandDeps } from './commands.ts'
import { emit } from './core.ts'
import { applyTransfer, offerAgain } from './files/state.ts'
import { appendEntry, type Draft, myMessage, storeText } from './outgoing.ts'

type SendDeps = Pick<CommandDeps, 'core' | 'conversations' | 'switchboard' | 'rooms'>

/**
 * Answers when it is on disk. It is given to the network as soon as it is part of the file, so that the two syncs, here and there, go on side by
 * side; after a power cut in between the other side knows more than we do, and the log starts anew (`PersonLink`).
 */
export async function sendMessage(deps: SendDeps, conversation: Conversation, draft: Draft): Promise<Message> {
  if (conversation.blocked) throw new AppError('blocked')
  if (conversation.kind === 'room') return deps.rooms.writing.send(conversation, draft)
  if (conversation.kind === 'plain') return sendPlain(deps, conversation, draft)
  const { core, conversations, switchboard } = deps
  const { message, entry } = await core.store.write(
    (tx) => storeText(tx, core, conversation, draft),
    ({ message, entry }) => {
      if (!entry) return
      if (conversation.request || conversation.trust === 'new') conversations.forgetCached(conversation.id)
      emit(core, { type: 'message', message })
      conversations.touch(conversation.id)
      switchboard.person(conversation.id).push(entry, message)
    },
  )
  if (entry) switchboard.person(conversation.id).stored(entry.seq)
  return message
}

async function sendPlain({ core, conversations, switchboard }: SendDeps, conversation: Conversation, draft: Draft): Promise<Message> {
  const known = core.store.read.message(conversation.id, draft.id)
  if (known) return known
  const stamp = core.stamps.next()
  const message = myMessage(conversation, draft, core.stamps.order(stamp), stamp.wall)
  await core.store.write((tx) => {
    tx.addMessage(message)
    if (conversation.request) tx.patchConversation(conversation.id, { request: false, trust: 'accepted' })
  })
  if (conversation.request) conversations.forgetCached(conversation.id)
  emit(core, { type: 'message', message })
  conversations.touch(conversation.id)
  await passOn({ conversations, switchboard }, conversation.id, draft)
  return message
}

/** To the open connection, or the one being made; a conversation that can't be dialled fails at once, in words. */
async function passOn({ conversations, switchboard }: Pick<CommandDeps, 'conversations' | 'switchboard'>, id: string, draft: Draft): Promise<void> {
  const conversation = conversations.get(id)
  // While it was written to disk, a Palabre answered there.
  if (conversation.kind === 'secure') return switchboard.adopt(conversation, [draft])
  const link = switchboard.plain(id)
  link.send(draft)
  if (link.open) return
  if (conversation.openedBy === 'me') switchboard.connect(conversation)
  else link.failWaiting({ code: 'not-connected', details: {} })
}

/** The same id, at a new place. */
export async function retryMessage(deps: CommandDeps, conversation: Conversation, message: Message): Promise<Message> {
  if (message.from !== 'me') throw new AppError('not-yours')
  if (message.state !== 'failed' || message.deleted) return message
  const { core, switchboard } = deps
  if (conversation.kind === 'room') return deps.rooms.writing.retry(conversation, message)
  let queued = message
  const entry = await core.store.write(
    (tx): OutboxEntry | null => requeue(tx, deps, conversation, message),
    (entry) => {
      queued = core.store.read.message(conversation.id, message.id) ?? message
      emit(core, { type: 'message', message: queued })
      if (entry) switchboard.person(conversation.id).push(entry, queued)
    },
  )
  if (entry) switchboard.person(conversation.id).stored(entry.seq)
  else await passOn(deps, conversation.id, message)
  return queued
}

function requeue(tx: StoreTx, { core }: CommandDeps, conversation: Conversation, message: Message): OutboxEntry | null {
  const { id, text, replyTo } = tx.read.message(conversation.id, message.id) ?? message
  tx.setMessageState(conversation.id, id, 'queued', null)
  if (conversation.kind === 'plain') {
    const stamp = core.stamps.next()
    tx.setMessageOrder(conversation.id, id, core.stamps.order(stamp), stamp.wall)
    return null
  }
  const { entry, order, stamp } = appendEntry(tx, core, conversation.id, id, offerAgain(tx.read, conversation.id, message) ?? { kind: 'text', text, replyTo })
  tx.setMessageOrder(conversation.id, id, order, stamp.wall)
  return entry
}

/** An entry that changes a message. */
export type Change = Exclude<EntryBody, { kind: 'text' | 'file' }>

/** Edits and deletes mine, reacts to any, answers offers; in a plain conversation nothing can be taken back. */
export async function changeMessage(
  deps: SendDeps,
  conversation: Conversation,
  message: Message,
  body: Change,
  /** In the same transaction. */
  more: (tx: StoreTx) => void = () => {},
): Promise<Message> {
  if (conversation.kind === 'room') return deps.rooms.writing.change(conversation, message, body, more)
  if (conversation.kind !== 'secure' || message.from === 'system') throw new AppError('refused-plain')
  if (body.kind !== 'reaction' && body.kind !== 'transfer' && message.from !== 'me') throw new AppError('not-yours')
  if (body.kind === 'edit' && message.file) throw new AppError('bad-argument', { field: 'id' })
  if (message.deleted) throw new AppError('unknown-message')
  const { core, conversations, switchboard } = deps
  let changed = message
  const entry = await core.store.write(
    (tx) => {
      if (!applyMine(tx, core.clock.now(), conversation.id, message, body)) return null
      more(tx)
      return appendEntry(tx, core, conversation.id, message.id, body).entry
    },
    (entry) => {
      changed = core.store.read.message(conversation.id, message.id) ?? message
      emit(core, { type: 'message', message: changed })
      conversations.touch(conversation.id)
      if (entry) switchboard.person(conversation.id).push(entry, changed)
    },
  )
  if (entry) switchboard.person(conversation.id).stored(entry.seq)
  return changed
}

function applyMine(tx: StoreTx, now: number, conversationId: string, message: Message, body: Change): boolean {
  switch (body.kind) {
    case 'edit':
      return tx.editMessage(conversationId, message.id, 'me', { text: body.text, editedAt: now })
    case 'delete':
      return tx.editMessage(conversationId, message.id, 'me', { deleted: true })
    case 'transfer':
      return applyTransfer(tx, conversationId, message.id, 'me', body)
    case 'reaction': {
      const mine = message.reactions.filter((r) => r.from === 'me').length
      if (body.on && mine >= limits.reactionsPerAuthor) throw new AppError('bad-argument', { field: 'emoji' })
      return tx.setReaction(conversationId, message.id, 'me', body.emoji, body.on)
    }
  }
}
