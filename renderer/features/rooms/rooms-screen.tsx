import { useMemo } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useLink } from '../../state/links-store.ts'
import { useRoom } from '../../state/rooms-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LockMark } from '../../ui/lock-mark.tsx'
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
    <main className="rm" data-testid="rooms-screen">
      <div className="rm-body">
        <header>
          <h1>{t('title')}</h1>
          <p className="rm-hint">{t('lead')}</p>
        </header>
        <div className="rm-columns">
          <div className="rm-column">
            <section className="rm-section" aria-labelledby="rm-mine">
              <h2 id="rm-mine">{t('mine')}</h2>
              {rooms.length === 0 ? <EmptyState icon={<Tree />} title={t('none')} text={t('noneText')} /> : null}
              <ul className="rm-list">
                {rooms.map((conversation) => (
                  <RoomItem key={conversation.id} conversation={conversation} />
                ))}
              </ul>
            </section>
            <section className="rm-section" aria-labelledby="rm-near">
              <h2 id="rm-near">{t('nearby.title')}</h2>
              {near.length === 0 ? <p className="rm-hint">{t('nearby.none')}</p> : <NearbyRooms rooms={near} />}
            </section>
          </div>
          <div className="rm-column">
            <HostForm />
            <JoinForm />
          </div>
        </div>
      </div>
    </main>
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
    lock.kind === 'plain' ? lock.words : '',
  ].filter(Boolean)
  return (
    <li>
      <button type="button" className="rm-item" data-testid="room-item" data-title={conversation.title} onClick={() => showConversation(conversation.id)}>
        <span className="ui-dotted">
          <PersonAvatar conversation={conversation} />
          <StatusDot status={dotOf(presence)} label="" />
        </span>
        <span className="rm-text">
          <span className="rm-name">
            <bdi>{conversation.title}</bdi>
            <LockMark kind={lock.kind} verified={false} label="" />
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
