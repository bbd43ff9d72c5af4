import { MoreVertical } from 'lucide-react'
import { useEffect, useState } from 'react'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Room, RoomMember, RoomRole } from '../../../shared/model/room.ts'
import { useApp } from '../../state/app-store.ts'
import { copyText, leave, reconnect } from '../../state/conversation-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { actInRoom } from '../../state/room-actions.ts'
import { useRoom } from '../../state/rooms-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { SharedFiles } from '../files/shared-files.tsx'
import { MemberAvatar } from '../people/member-avatar.tsx'
import { hostedAt } from './hosted-at.ts'
import { RoomInvitation } from './room-invitation.tsx'
import { RoomRulesPart } from './room-rules.tsx'
import { useRoomWords } from './use-room-words.ts'
import '../../ui/rows.css'
import './rooms.css'

/** Who is in the room, what it is about, and what one may do there. */
export function RoomDialog({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useRoomWords()
  const room = useRoom(conversation.id)
  const dialog = useSelection((state) => state.dialog)
  const close = () => useSelection.setState({ dialog: null })
  return (
    <Dialog open={dialog === 'person'} onClose={close} title={conversation.title} data-testid="room-dialog">
      <div className="rm-about">
        {room ? <About conversation={conversation} room={room} /> : <p className="rm-hint">{t('state.offline')}</p>}
        {room?.mode === 'palabre' ? <SharedFiles conversationId={conversation.id} /> : null}
      </div>
      <Ways conversation={conversation} room={room} onDone={close} />
    </Dialog>
  )
}

function About({ conversation, room }: { readonly conversation: Conversation; readonly room: Room }) {
  const { t } = useRoomWords()
  const { id } = conversation
  const isCourse = room.mode === 'course'
  return (
    <>
      {isCourse ? <p className="rm-hint">{t('courseHint')}</p> : <Topic id={id} room={room} />}
      <RoomAddress conversation={conversation} room={room} />
      {isCourse ? null : <RoomRulesPart conversation={conversation} room={room} />}
      {room.muted ? <p className="rm-hint">{t('mutedHint')}</p> : null}
      <div>
        <h3 className="rm-count">
          {t(isCourse ? 'membersSeen' : 'members')} <span>{room.members.length}</span>
        </h3>
        <ul className="ui-rows rm-members" data-testid="room-members">
          {room.members.map((member) => (
            <Member key={member.key} id={id} member={member} room={room} />
          ))}
        </ul>
      </div>
    </>
  )
}

/** Addresses beyond these are seldom the one to give. */
const addressesShown = 2

/** What `/room` takes, and a program where those may come in: where the room is now, here or at another's. */
function RoomAddress({ conversation: { address }, room }: { readonly conversation: Conversation; readonly room: Room }) {
  const { t } = useRoomWords()
  const card = useApp((state) => state.card)
  const elsewhere = address && room.mode === 'palabre' ? [address] : []
  const addresses = room.hosting ? hostedAt(room.hosting, card) : elsewhere
  const { plain } = room.rules
  if (addresses.length === 0) return null
  return (
    <div className="rm-at" data-testid="room-address">
      <span className="ui-label">{t('address')}</span>
      <span className="ui-hint">{t(plain ? 'addressHint' : 'addressHintPalabre')}</span>
      {addresses.slice(0, addressesShown).map((address) => (
        <CopyField key={address.host} value={formatAddress(address)} label={t('copyAddress')} onCopy={copyText} />
      ))}
    </div>
  )
}

function Topic({ id, room }: { readonly id: string; readonly room: Room }) {
  const { t } = useRoomWords()
  const [text, setText] = useState(room.topic)
  useEffect(() => setText(room.topic), [room.topic])
  if (room.role === 'member') return <p dir="auto">{room.topic || t('noTopic')}</p>
  const save = () => void (text.trim() !== room.topic && actInRoom(id, { type: 'topic', topic: text.trim() }))
  return (
    <div className="rm-topic">
      <TextField label={t('topic')} value={text} onChange={setText} onEnter={save} maxLength={200} data-testid="room-topic" />
      <Button onClick={save} disabled={text.trim() === room.topic}>
        {t('saveTopic')}
      </Button>
    </div>
  )
}

function Member({ id, member, room }: { readonly id: string; readonly member: RoomMember; readonly room: Room }) {
  const { t } = useRoomWords()
  const mine = useApp((state) => state.card?.id) === member.personId && member.personId !== null
  const items = useMemberItems(id, member, room, mine)
  const facts = [
    mine ? t('you') : '',
    member.role === 'member' ? '' : t(`role.${member.role}`),
    member.personId === null && room.mode === 'palabre' ? t('plainMember') : '',
    member.muted ? t('muted') : '',
    member.personId === null && member.address ? formatAddress(member.address) : '',
  ].filter(Boolean)
  return (
    <li className="rm-member" data-testid="room-member" data-name={member.name}>
      <MemberAvatar personId={member.personId} name={member.name} color={member.color} />
      <span className="ui-row-text">
        <bdi>{member.name}</bdi>
        {facts.length > 0 ? <span className="rm-facts">{facts.join(' · ')}</span> : null}
      </span>
      {items.length > 0 ? (
        <Menu
          items={items}
          trigger={<IconButton label={t('actionsOf', { name: member.name })} icon={<MoreVertical size={18} />} data-testid="member-menu" />}
        />
      ) : null}
    </li>
  )
}

const rank: Readonly<Record<RoomRole, number>> = { owner: 2, moderator: 1, member: 0 }

/** Only over those below one. */
function useMemberItems(id: string, { key, role, muted, personId }: RoomMember, room: Room, mine: boolean): MenuItem[] {
  const { t } = useRoomWords()
  if (mine || rank[room.role] === 0 || rank[role] >= rank[room.role]) return []
  const act = (action: Parameters<typeof actInRoom>[1]) => () => void actInRoom(id, action)
  const promote = { label: t('makeModerator'), onSelect: act({ type: 'role', who: key, role: 'moderator' }) }
  const demote = { label: t('makeMember'), onSelect: act({ type: 'role', who: key, role: 'member' }) }
  return [
    ...(room.role === 'owner' && personId !== null ? [role === 'moderator' ? demote : promote] : []),
    { label: t(muted ? 'unmute' : 'mute'), onSelect: act({ type: 'mute', who: key, on: !muted }) },
    { label: t('remove'), onSelect: act({ type: 'remove', who: key }) },
    { label: t('ban'), danger: true, onSelect: act({ type: 'ban', who: key, on: true }) },
  ]
}

function Ways({ conversation: { id }, room, onDone }: { readonly conversation: Conversation; readonly room: Room | null; readonly onDone: () => void }) {
  const { t } = useRoomWords()
  const inside = (useLink(id)?.state ?? 'offline') !== 'offline'
  return (
    <div className="rm-ways">
      <RoomInvitation id={id} hosting={room?.hosting != null} />
      {inside ? (
        <Button
          variant="danger"
          data-testid="room-leave"
          onClick={() => {
            void leave(id)
            onDone()
          }}
        >
          {t(room?.hosting ? 'leaveHost' : 'leave')}
        </Button>
      ) : (
        <Button variant="primary" onClick={() => void reconnect(id)}>
          {t('enterAgain')}
        </Button>
      )}
    </div>
  )
}
