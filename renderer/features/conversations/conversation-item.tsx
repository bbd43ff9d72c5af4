import { BellOff, Paperclip, Pin } from 'lucide-react'
import { memo } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { useComposer } from '../../state/composer-store.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { openThread } from '../../state/thread-actions.ts'
import { getThread } from '../../state/threads-store.ts'
import { LockMark } from '../../ui/lock-mark.tsx'
import { ContextMenu, type MenuPlace, useContextMenu } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { dotOf } from '../people/presence.ts'
import { usePresence, usePresenceWords } from '../people/use-presence.ts'
import { noticeWords } from './notice-words.ts'
import { shortTime } from './time-words.ts'
import { useConversationItems } from './use-conversation-items.ts'
import { useLock } from './use-lock.ts'
import { moveRoving } from './use-roving.ts'
import { useIsTyping } from './use-typing.ts'
import { useWords } from './use-words.ts'

interface ConversationItemProps {
  readonly conversation: Conversation
  /** Of one host, that this one stands for. */
  readonly programs?: number
  readonly selected: boolean
  readonly focusable: boolean
  readonly onOpen: (id: string) => void
  readonly onFocus: (id: string) => void
}

/** One line of the list. Its messages are fetched when the button goes down: they are there when it comes up. */
export const ConversationItem = memo(function ConversationItem({ conversation, programs = 1, selected, focusable, onOpen, onFocus }: ConversationItemProps) {
  const { t, locale } = useWords()
  const { id, title, unread, muted } = conversation
  const lock = useLock(conversation)
  const presence = usePresence(conversation)
  const presenceWords = usePresenceWords()
  const menu = useContextMenu()
  return (
    <li>
      <button
        type="button"
        className="cv-item"
        data-testid="conversation-item"
        data-title={title}
        data-conversation={id}
        data-roving-item="true"
        onKeyDown={moveRoving}
        aria-current={selected ? 'true' : undefined}
        data-unread={unread > 0}
        tabIndex={focusable ? 0 : -1}
        onPointerDown={() => void openThread(id)}
        onClick={() => onOpen(id)}
        onFocus={() => onFocus(id)}
        onContextMenu={menu.onContextMenu}
      >
        <span className="ui-dotted">
          <PersonAvatar conversation={conversation} />
          {conversation.blocked ? null : <StatusDot status={dotOf(presence)} label={presenceWords(presence)} />}
        </span>
        <span className="cv-item-main">
          <span className="cv-item-top">
            <span className="cv-item-title" dir="auto">
              {title}
            </span>
            {lock ? <LockMark kind={lock.kind} verified={conversation.trust === 'verified'} label={lock.words} /> : null}
            <time className="cv-item-time">{shortTime(conversation.lastMessage?.at ?? conversation.createdAt, locale)}</time>
          </span>
          <span className="cv-item-bottom">
            <LastLine conversation={conversation} selected={selected} />
            {programs > 1 ? (
              <span className="cv-item-programs" data-testid="programs">
                {t('list.programs', { count: programs })}
              </span>
            ) : null}
            {muted ? <BellOff size={14} role="img" aria-label={t('list.muted')} /> : null}
            {conversation.pinned ? <Pin size={14} role="img" aria-label={t('list.pinnedMark')} /> : null}
            {unread > 0 ? (
              <span className="cv-badge" data-muted={muted} data-testid="unread">
                <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
                <span className="ui-hidden">{t('list.unread', { count: unread })}</span>
              </span>
            ) : null}
          </span>
        </span>
      </button>
      {menu.at ? <ItemMenu conversation={conversation} at={menu.at} onClose={menu.close} /> : null}
    </li>
  )
})

interface ItemMenuProps {
  readonly conversation: Conversation
  readonly at: MenuPlace
  readonly onClose: () => void
}

/** Apart, so that only the line whose menu is open follows what can be done with it. */
function ItemMenu({ conversation, ...menu }: ItemMenuProps) {
  return <ContextMenu items={useConversationItems(conversation)} {...menu} />
}

/** Of what is loaded; the list itself knows no ids. */
const lastSaid = (id: string) => getThread(id)?.messages.findLast((message) => message.from !== 'system')?.id

function LastLine({ conversation, selected }: { readonly conversation: Conversation; readonly selected: boolean }) {
  const { t } = useWords()
  const typing = useIsTyping(conversation.id)
  const written = useComposer((state) => state.byConversation[conversation.id]?.text)
  const draft = written ?? conversation.draft
  const leaving = useLeaving(({ messages }) => messages.size > 0 && messages.has(lastSaid(conversation.id) ?? ''))
  if (typing)
    return (
      <span className="cv-item-line" data-kind="typing">
        {t('thread.typing', { name: conversation.title })}
      </span>
    )
  if (draft !== '' && !selected)
    return (
      <span className="cv-item-line" dir="auto">
        <span className="cv-item-draft">{t('list.draft')}</span> {draft}
      </span>
    )
  const last = conversation.lastMessage
  if (!last) return <span className="cv-item-line">{t('list.none')}</span>
  if (last.deleted || leaving)
    return (
      <span className="cv-item-line">
        <i>{t('list.deleted')}</i>
      </span>
    )
  return (
    <span className="cv-item-line" dir="auto">
      {last.from === 'me' ? `${t('list.you')} ` : null}
      {last.author === undefined ? null : (
        <>
          <bdi className="cv-item-author">{last.author}</bdi>
          {`${t('list.colon')} `}
        </>
      )}
      {last.isFile ? (
        <>
          <Paperclip size={13} role="img" aria-label={t('list.file')} />{' '}
        </>
      ) : null}
      {last.notice ? noticeWords(t, last.notice) : last.text.replaceAll('`', '')}
    </span>
  )
}
