import { useMemo } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useLink } from '../../state/links-store.ts'
import { useRoom } from '../../state/rooms-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LockMark } from '../../ui/lock-mark.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { Tree } from '../../ui/tree.tsx'
import { useLock } from '../conversations/use-lock.ts'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { dotOf } from '../people/presence.ts'
import { usePresence } from '../people/use-presence.ts'
import { showConversation } from '../shell/show-conversation.ts'
import { HostForm } from './host-form.tsx'
import { JoinForm } from './join-form.tsx'
import { NearbyRooms, useNearbyRooms } from './nearby-rooms.tsx'
import { useRoomWords } from './use-room-words.ts'
import '../../ui/rows.css'
import './rooms.css'

/** The rooms one is in, and the ways to another. */
export function RoomsScreen() {
  const { t } = useRoomWords()
  const near = useNearbyRooms()
  const byId = useConversations((state) => state.byId)
  const leaving = useLeaving((state) => state.conversations)
  const rooms = useMemo(
    () =>
      Object.values(byId)
        .filter(({ kind, id }) => kind === 'room' && !leaving.has(id))
        .sort((a, b) => b.updatedAt - a.updatedAt),
    [byId, leaving],
  )
  return (
    <Page title={t('title')} lead={t('lead')} testId="rooms-screen">
      <div className="ui-columns">
        <div className="ui-column">
          <section className="ui-sheet rm-joined" aria-labelledby="rm-mine">
            <h2 id="rm-mine">{t('mine')}</h2>
            {rooms.length === 0 ? <EmptyState icon={<Tree />} title={t('none')} text={t('noneText')} /> : null}
            <ul className="ui-rows">
              {rooms.map((conversation) => (
                <RoomItem key={conversation.id} conversation={conversation} />
              ))}
            </ul>
          </section>
          <section className="ui-sheet" aria-labelledby="rm-near">
            <h2 id="rm-near">{t('nearby.title')}</h2>
            {near.length === 0 ? <p className="ui-page-hint">{t('nearby.none')}</p> : <NearbyRooms rooms={near} />}
          </section>
        </div>
        <div className="ui-column">
          <HostForm />
          <JoinForm />
        </div>
      </div>
    </Page>
  )
}

function RoomItem({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useRoomWords()
  const room = useRoom(conversation.id)
  const link = useLink(conversation.id)
  const lock = useLock(conversation)
  const presence = usePresence(conversation)
  const state = link?.state ?? 'offline'
  const facts = [
    t(`state.${state}`),
    state === 'open' && room ? t('people', { count: room.members.length }) : '',
    room?.hosting ? t('hosted', { port: room.hosting.port }) : '',
    lock?.kind === 'plain' ? lock.words : '',
  ].filter(Boolean)
  return (
    <li>
      <button type="button" className="ui-row" data-testid="room-item" data-title={conversation.title} onClick={() => showConversation(conversation.id)}>
        <span className="ui-dotted">
          <PersonAvatar conversation={conversation} />
          <StatusDot status={dotOf(presence)} label="" />
        </span>
        <span className="ui-row-text">
          <span className="ui-row-name">
            <bdi>{conversation.title}</bdi>
            {lock ? <LockMark kind={lock.kind} verified={false} label="" /> : null}
          </span>
          <span className="rm-facts">{facts.join(' · ')}</span>
          {room?.topic ? (
            <span className="rm-facts" dir="auto">
              {room.topic}
            </span>
          ) : null}
        </span>
        <Badge count={conversation.unread} />
      </button>
    </li>
  )
}
