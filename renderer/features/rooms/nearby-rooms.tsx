import { useMemo } from 'react'
import { formatAddress } from '../../../shared/model/address.ts'
import type { NearbyRoom } from '../../../shared/model/nearby.ts'
import { useApp } from '../../state/app-store.ts'
import { useLink } from '../../state/links-store.ts'
import { enterRoom } from '../../state/room-actions.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { LockMark } from '../../ui/lock-mark.tsx'
import { showConversation } from '../shell/show-conversation.ts'
import { useRoomWords } from './use-room-words.ts'
import '../../ui/rows.css'
import './rooms.css'

/** Announced on this network, but for those that are hosted here. */
export function useNearbyRooms(): readonly NearbyRoom[] {
  const rooms = useApp((state) => state.network.rooms)
  return useMemo(() => rooms.toSorted((a, b) => a.name.localeCompare(b.name) || (a.hostId < b.hostId ? -1 : 1)), [rooms])
}

/** One click, and one is inside. */
export function NearbyRooms({ rooms }: { readonly rooms: readonly NearbyRoom[] }) {
  return (
    <ul className="ui-rows" data-testid="nearby-rooms">
      {rooms.map((room) => (
        <NearbyRoomItem key={`${room.hostId} ${room.room}`} room={room} />
      ))}
    </ul>
  )
}

function NearbyRoomItem({ room }: { readonly room: NearbyRoom }) {
  const { t } = useRoomWords()
  const { name, hostName, people, entry, plain, signed, conversationId, addresses } = room
  const state = useLink(conversationId)?.state ?? 'offline'
  const isClosed = entry === 'invited' && conversationId === null
  const facts = [
    conversationId !== null && state !== 'offline' ? t(`state.${state}`) : '',
    hostName === null ? '' : t('nearby.by', { name: hostName }),
    t('people', { count: people }),
    t(`nearby.${entry}`),
    plain ? t('nearby.plain') : '',
    signed ? '' : t('nearby.unproven'),
  ].filter(Boolean)
  const open = async () => {
    const id = conversationId !== null && state === 'open' ? conversationId : await enterRoom(room)
    if (id !== null) showConversation(id)
  }
  return (
    <li>
      <button
        type="button"
        className="ui-row"
        data-testid="nearby-room"
        data-name={name}
        data-entry={entry}
        disabled={isClosed}
        title={isClosed ? t('nearby.needInvitation') : addresses[0] && formatAddress(addresses[0])}
        onClick={() => void open()}
      >
        <Avatar seed={room.room} name={name} color="indigo" />
        <span className="ui-row-text">
          <span className="ui-row-name">
            <bdi>{name}</bdi>
            <LockMark kind="secure" verified={false} label="" />
          </span>
          <span className="rm-facts">{facts.join(' · ')}</span>
          {isClosed ? <span className="rm-facts">{t('nearby.needInvitation')}</span> : null}
        </span>
        {isClosed ? null : <span className="ui-row-act">{t(conversationId === null ? 'nearby.enter' : 'nearby.open')}</span>}
      </button>
    </li>
  )
}
