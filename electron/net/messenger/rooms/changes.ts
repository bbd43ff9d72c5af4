import type { ConversationId } from '../../../../shared/model/conversation.ts'
import type { RoomRole } from '../../../../shared/model/room.ts'
import type { StoreTx } from '../../../store/types.ts'
import { type ChangeItem, mayChange } from '../../protocols/room/index.ts'
import { afterInRoom, applyTransfer } from '../files/state.ts'

/** What somebody said of a message that is there. `role`: what they were then. */
export interface RoomChange {
  readonly author: string
  readonly name: string
  readonly role: RoomRole
  readonly isMine: boolean
  readonly seq: number
  readonly part: number
  readonly at: number
  readonly item: ChangeItem
}

/**
 * Changes a message, if its author, or for a deletion a moderator above them, says so; a message that is not here is waited for. Everyone who has
 * the log comes to the same. Runs inside a transaction; saying it again changes nothing. true: something may have changed.
 */
export function applyChange(tx: StoreTx, conversationId: ConversationId, change: RoomChange, roleOf: (personId: string) => RoomRole): boolean {
  const { item, isMine, at } = change
  const message = tx.read.message(conversationId, item.of)
  if (!message) {
    keep(tx, conversationId, change)
    return false
  }
  const whose = message.author?.personId ?? null
  if (message.from === 'system') return false
  if (!mayChange(item, change, whose, whose === null ? 'member' : roleOf(whose))) {
    // Theirs may be on a page of before, under an id that somebody has used again since.
    if (message.from === 'them') keep(tx, conversationId, change)
    return false
  }
  switch (item.k) {
    case 'edit':
      return !message.file && tx.editMessage(conversationId, item.of, message.from, { text: item.text, editedAt: at })
    case 'delete':
      return tx.editMessage(conversationId, item.of, message.from, { deleted: true })
    case 'react':
      return tx.setReaction(conversationId, item.of, isMine ? 'me' : 'them', item.emoji, item.on, { name: change.name, personId: change.author })
    case 'withdraw':
      return applyTransfer(tx, conversationId, item.of, message.from, { change: 'cancel', code: null }, afterInRoom)
  }
}

function keep(tx: StoreTx, conversationId: ConversationId, change: RoomChange): void {
  const { author, seq, part, item } = change
  tx.keepRoomChange(conversationId, item.of, { author, seq, part, change: JSON.stringify(change) })
}

/** What was said of a message, which has this number, before it came. What was said before the message itself was, means nothing to anybody. */
export function applyWaiting(tx: StoreTx, conversationId: ConversationId, messageId: string, seq: number, roleOf: (personId: string) => RoomRole): void {
  for (const text of tx.takeRoomChanges(conversationId, messageId)) {
    const change = JSON.parse(text) as RoomChange
    if (change.seq > seq) applyChange(tx, conversationId, change, roleOf)
  }
}
