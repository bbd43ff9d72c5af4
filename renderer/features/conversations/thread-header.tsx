import { BellOff, Menu as MenuIcon, MoreVertical } from 'lucide-react'
import { formatAddress } from '../../../shared/model/address.ts'
import { type Conversation, isUnanswered, type Link } from '../../../shared/model/conversation.ts'
import { useApp } from '../../state/app-store.ts'
import { ping } from '../../state/conversation-actions.ts'
import { hasNews, useConversations } from '../../state/conversations-store.ts'
import { useLink } from '../../state/links-store.ts'
import { useIsPlain, useRoom } from '../../state/rooms-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { LockMark } from '../../ui/lock-mark.tsx'
import { Menu } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { dotOf } from '../people/presence.ts'
import { usePresence, usePresenceWords } from '../people/use-presence.ts'
import { hostedAt } from '../rooms/hosted-at.ts'
import { durationWords } from './time-words.ts'
import { useConversationItems } from './use-conversation-items.ts'
import { useLock } from './use-lock.ts'
import { useWords } from './use-words.ts'

const DayMark = lazyPart(async () => (await import('../diagnostics/charts/day-mark.tsx')).DayMark)

/** Who, how safe, by which way, how fast. The address is one hover away. */
export function ThreadHeader({ conversation, onDrawer }: { readonly conversation: Conversation; readonly onDrawer: () => void }) {
  const { t } = useWords()
  const { title } = conversation
  const link = useLink(conversation.id)
  const card = useApp((state) => state.card)
  const hosting = useRoom(conversation.id)?.hosting
  // One's own room is reached by loopback, which leads nobody else there.
  const address = hosting
    ? (hostedAt(hosting, card)[0] ?? hosting)
    : conversation.kind === 'room'
      ? (conversation.address ?? link?.remote)
      : (link?.remote ?? conversation.address)
  return (
    <header className="cv-header">
      <span className="cv-drawer-button">
        <OpenList id={conversation.id} onDrawer={onDrawer} />
      </span>
      <Tooltip content={address ? t('header.address', { address: formatAddress(address) }) : t('header.noAddress')}>
        <button
          type="button"
          className="cv-who"
          data-testid="open-person"
          aria-label={t('header.person', { name: title })}
          onClick={() => useSelection.setState({ dialog: 'person' })}
        >
          <PersonAvatar conversation={conversation} />
          <span className="cv-who-text">
            <span className="cv-who-name">
              <bdi>{title}</bdi>
              {conversation.muted ? <BellOff size={14} role="img" aria-label={t('list.muted')} /> : null}
            </span>
            <span className="cv-facts">
              <Facts conversation={conversation} link={link} />
            </span>
          </span>
        </button>
      </Tooltip>
      {conversation.kind === 'secure' ? <DayMark key={conversation.id} id={conversation.id} /> : null}
      <RoundTrip conversation={conversation} link={link} />
      <Menu
        items={useConversationItems(conversation)}
        trigger={<IconButton label={t('header.more')} icon={<MoreVertical size={20} />} data-testid="conversation-menu" />}
      />
    </header>
  )
}

function OpenList({ id, onDrawer }: { readonly id: Conversation['id']; readonly onDrawer: () => void }) {
  const { t } = useWords()
  const news = useConversations(({ byId }) => hasNews(byId, id))
  const icon = (
    <>
      <MenuIcon size={20} />
      {news ? <span className="cv-news" /> : null}
    </>
  )
  return <IconButton label={t(news ? 'list.openNews' : 'list.open')} icon={icon} onClick={onDrawer} data-testid="open-list" data-news={news} />
}

/** What the connection alone does not tell. */
const more: ReadonlySet<string> = new Set(['nearby', 'announced', 'directory', 'seen'])

function Facts({ conversation, link }: { readonly conversation: Conversation; readonly link: Link | null }) {
  const { t } = useWords()
  const plain = useIsPlain(conversation)
  const room = useRoom(conversation.id)
  const state = link?.state ?? 'offline'
  // Whoever answers now was never verified.
  const seen = state === 'key-changed' ? { ...conversation, trust: 'accepted' as const } : conversation
  const lock = useLock(seen)
  const presence = usePresence(conversation)
  const presenceWords = usePresenceWords()
  return (
    <>
      {lock ? (
        <span className="cv-lock" data-plain={lock.kind === 'plain'} data-testid="lock-state">
          <LockMark kind={lock.kind} verified={seen.trust === 'verified'} label="" />
          {lock.words}
        </span>
      ) : null}
      <span className="cv-state" data-testid="link-state" data-state={state}>
        <StatusDot status={dotOf(presence)} label="" />
        {t(state !== 'offline' ? `link.${state}` : isUnanswered(conversation) ? 'link.notReached' : plain ? 'link.offlinePlain' : 'link.offline')}
        {state === 'open' && !room ? <span> · {t(plain ? 'header.plainPath' : 'header.direct')}</span> : null}
      </span>
      {room && state === 'open' ? <span data-testid="room-count">{t('header.people', { count: room.members.length })}</span> : null}
      {more.has(presence.state) ? (
        <span className="cv-state" data-testid="presence" data-presence={presence.state}>
          {presenceWords(presence)}
        </span>
      ) : null}
    </>
  )
}

function RoundTrip({ conversation, link }: { readonly conversation: Conversation; readonly link: Link | null }) {
  const { t, locale } = useWords()
  if (conversation.kind !== 'secure' || !link || (link.state !== 'open' && link.state !== 'unstable')) return null
  const time = link.rttMs === null ? '—' : durationWords(link.rttMs, locale)
  const label = link.rttMs === null ? t('header.rttNone') : t('header.rtt', { time })
  return (
    <Tooltip content={`${label}. ${t('header.ping')}`}>
      <button
        type="button"
        className="cv-rtt"
        data-testid="rtt"
        aria-label={`${label}. ${t('header.ping')}`}
        onClick={() => void ping(conversation.id).catch(() => undefined)}
      >
        {time}
      </button>
    </Tooltip>
  )
}
