import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { useRooms } from '../../state/rooms-store.ts'
import { MemberAvatar } from '../people/member-avatar.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'

/** In a room whoever wrote; else the person of the conversation. */
export function AuthorAvatar({ message: { author }, conversation }: { readonly message: Message; readonly conversation: Conversation }) {
  const color = useRooms(
    (state) => author && state.byConversation[conversation.id]?.members.find((m) => m.personId === author.personId && m.name === author.name)?.color,
  )
  if (!author) return <PersonAvatar conversation={conversation} size="small" />
  return <MemberAvatar personId={author.personId} name={author.name} color={color ?? null} />
}
