import { colorOf, type PersonId } from '../../../shared/model/person.ts'
import { getApi } from '../../api.ts'
import { useContact } from '../../state/conversations-store.ts'
import { Avatar } from '../../ui/avatar.tsx'

interface MemberAvatarProps {
  /** null: a program. */
  readonly personId: PersonId | null
  readonly name: string
  /** As they show themselves in the room; null: they are not in it now. */
  readonly color: string | null
}

/** Somebody who is in a room or was, as one knows them everywhere. Slate is for programs: whoever left does not turn into one. */
export function MemberAvatar({ personId, name, color }: MemberAvatarProps) {
  const contact = useContact(personId)
  const shown = contact?.color ?? color ?? (personId === null ? 'slate' : colorOf(personId))
  const picture = contact?.picture ? getApi().pictureUrl(contact.picture) : null
  return <Avatar seed={personId ?? name} name={name} color={shown} picture={picture} size="small" />
}
