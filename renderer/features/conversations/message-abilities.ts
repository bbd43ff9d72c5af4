import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { RoomRole } from '../../../shared/model/room.ts'
import { isPending } from '../../state/thread.ts'

export interface Abilities {
  readonly reply: boolean
  readonly react: boolean
  readonly edit: boolean
  readonly remove: boolean
}

/** What can be done with this message now. Plain text knows none of it, nor does the course's room. `role`: of `roomRole`. */
export function abilities(message: Message, { kind }: Conversation, role: RoomRole | null): Abilities {
  const rich = (kind === 'secure' || role !== null) && !message.deleted && !isPending(message)
  const mine = rich && message.from === 'me'
  return { reply: rich, react: rich, edit: mine && !message.file, remove: mine || (rich && role !== null && role !== 'member') }
}
