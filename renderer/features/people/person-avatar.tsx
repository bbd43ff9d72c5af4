import type { Conversation } from '../../../shared/model/conversation.ts'
import { getApi } from '../../api.ts'
import { Avatar, type AvatarSize } from '../../ui/avatar.tsx'

interface PersonAvatarProps {
  readonly conversation: Pick<Conversation, 'personId' | 'title' | 'color' | 'picture'>
  readonly size?: AvatarSize
}

/** Their picture if it is here; else what the identity and the pseudonym give. */
export function PersonAvatar({ conversation: { personId, title, color, picture }, size = 'medium' }: PersonAvatarProps) {
  return <Avatar seed={personId ?? title} name={title} color={color} picture={picture && getApi().pictureUrl(picture)} size={size} />
}
