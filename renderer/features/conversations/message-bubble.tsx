import { type KeyboardEvent, useRef, useState } from 'react'
import { composing, setComposing, useComposer } from '../../state/composer-store.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { deleteMessage } from '../../state/message-actions.ts'
import { roomRole, useRooms } from '../../state/rooms-store.ts'
import { isPending } from '../../state/thread.ts'
import { LockMark } from '../../ui/lock-mark.tsx'
import { ContextMenu, useContextMenu } from '../../ui/menu.tsx'
import { FileBody } from '../files/file-body.tsx'
import { AuthorAvatar } from './author-avatar.tsx'
import { composerInput, isByPointer } from './composer-focus.ts'
import { EditBox } from './edit-box.tsx'
import { abilities } from './message-abilities.ts'
import { MessageActions, useMessageItems } from './message-actions.tsx'
import { MessageMeta } from './message-meta.tsx'
import type { MessageRowProps } from './message-row.tsx'
import { MessageText } from './message-text.tsx'
import { Reactions } from './reactions.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { startReply } from './start-reply.ts'
import { clockTime } from './time-words.ts'
import { useWords } from './use-words.ts'

export function MessageBubble({ row, conversation, focusable, marked, onFocus }: MessageRowProps) {
  const { t, locale } = useWords()
  const { message } = row
  const mine = message.from === 'me'
  const [near, setNear] = useState(false)
  const [busy, setBusy] = useState(false)
  const editing = useComposer((state) => state.byConversation[conversation.id]?.editing === message.id)
  const role = useRooms((state) => roomRole(state, conversation.id))
  const can = abilities(message, conversation, role)
  const items = useMessageItems(message, can)
  const menu = useContextMenu()
  const own = useRef<HTMLElement>(null)
  /** Keys stay with the message that they were for; after the pointer one writes. */
  const finalFocus = () => {
    if (composing(conversation.id).editing !== null) return false
    return (!isByPointer() && own.current?.isConnected ? own.current : composerInput()) ?? true
  }
  const author = mine ? t('thread.you') : (message.author?.name ?? conversation.title)
  const keys: Readonly<Record<string, (() => void) | false>> = {
    r: can.reply && (() => startReply(message)),
    e: can.edit && (() => setComposing(conversation.id, { editing: message.id })),
    Delete:
      can.remove &&
      (() => {
        neighbour(own.current)?.focus()
        deleteMessage(message)
      }),
    c: !message.deleted && (() => void copyText(message.text)),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const act = keys[event.key]
    if (!act || (isByPointer() && event.key.length === 1)) return
    event.preventDefault()
    act()
  }
  return (
    <article
      ref={own}
      className="cv-message"
      data-from={message.from}
      data-first={row.first}
      data-last={row.last}
      data-message={message.id}
      data-testid="message"
      data-state={message.state}
      tabIndex={focusable ? 0 : -1}
      aria-label={`${author}, ${clockTime(message.sentAt, locale)}`}
      onKeyDown={onKeyDown}
      onContextMenu={items.length > 0 && !editing ? menu.onContextMenu : undefined}
      onFocus={() => {
        setNear(true)
        onFocus(message.id)
      }}
      onBlur={(event) => {
        if (!busy && !event.currentTarget.contains(event.relatedTarget)) setNear(false)
      }}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={(event) => {
        if (!event.currentTarget.contains(document.activeElement)) setNear(false)
      }}
    >
      {mine ? null : <div className="cv-avatar">{row.first ? <AuthorAvatar message={message} conversation={conversation} /> : null}</div>}
      <div className="cv-column">
        {row.first && !mine && message.author ? (
          <bdi className="cv-author" data-testid="message-author" data-plain={message.author.personId === null}>
            {message.author.name}
            {message.author.personId === null ? <LockMark kind="plain" verified={false} label={t('header.plain')} /> : null}
          </bdi>
        ) : null}
        <div className="cv-bubble" data-failed={message.state === 'failed'} data-deleted={message.deleted} data-pending={isPending(message)}>
          {message.replyTo === null ? null : <ReplyQuote conversation={conversation} messageId={message.replyTo} />}
          {editing ? (
            <EditBox message={message} />
          ) : (
            <div className="cv-text" dir="auto" data-testid="message-text">
              {message.deleted ? (
                <span className="cv-gone">{t('message.deleted')}</span>
              ) : message.file ? (
                <FileBody message={message} file={message.file} conversation={conversation} />
              ) : (
                <MessageText text={message.text} whole={marked} />
              )}
            </div>
          )}
          <MessageMeta message={message} showTime={row.last || message.state === 'failed'} />
        </div>
        {message.reactions.length > 0 ? <Reactions message={message} name={conversation.title} canReact={can.react} /> : null}
      </div>
      {(near || busy) && !editing ? <MessageActions message={message} can={can} items={items} onBusy={setBusy} finalFocus={finalFocus} /> : null}
      {menu.at ? <ContextMenu items={items} at={menu.at} onClose={menu.close} finalFocus={finalFocus} /> : null}
    </article>
  )
}

/** The message that has the focus once this one is gone: the next, or the one before. */
function neighbour(own: HTMLElement | null): HTMLElement | null {
  const all = [...(own?.closest('[role="log"]')?.querySelectorAll<HTMLElement>('[data-message]') ?? [])]
  const at = own ? all.indexOf(own) : -1
  return all[at + 1] ?? all[at - 1] ?? composerInput()
}
