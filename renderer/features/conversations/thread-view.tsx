import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { markRead } from '../../state/conversation-actions.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useRoom } from '../../state/rooms-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { isPending, type Thread } from '../../state/thread.ts'
import { openThread, setAtBottom, toNewest } from '../../state/thread-actions.ts'
import { useThread } from '../../state/threads-store.ts'
import { useWaitingOffers } from '../files/waiting-offers.tsx'
import { MessageRow } from './message-row.tsx'
import { createRowList, type RowList } from './row-list.ts'
import { type Row, toRows } from './rows.ts'
import { ThreadAnnouncer } from './thread-announcer.tsx'
import { ThreadEmpty, ThreadLoading } from './thread-empty.tsx'
import { ThreadPills } from './thread-pills.tsx'
import { TypingIndicator } from './typing-indicator.tsx'
import { HoldingProvider, holdingOf, noteLeft, useFirstPlace, useFollowing, useLook, usePages } from './use-row-list.ts'
import { useWords } from './use-words.ts'

/** The messages of one conversation. Give it the conversation's id as `key`: it opens anew for each. */
export function ThreadView({ conversation }: { readonly conversation: Conversation }) {
  const thread = useThread(conversation.id)
  const missing = thread === null
  useEffect(() => {
    if (missing) void openThread(conversation.id)
  }, [conversation.id, missing])
  const [readUpTo] = useState(() => (conversation.unread > 0 ? (conversation.readUpTo ?? '') : null))
  return (
    <div className="cv-thread">
      <ThreadAnnouncer conversation={conversation} />
      {thread === null || (thread.loading !== null && thread.messages.length === 0) ? (
        <ThreadLoading />
      ) : (
        <Messages conversation={conversation} thread={thread} readUpTo={readUpTo} />
      )}
      <TypingIndicator conversation={conversation} />
    </div>
  )
}

interface MessagesProps {
  readonly conversation: Conversation
  readonly thread: Thread
  readonly readUpTo: string | null
}

function Messages({ conversation, thread, readUpTo }: MessagesProps) {
  const { t } = useWords()
  const leaving = useLeaving((state) => state.messages)
  const rows = useMemo(
    () => toRows(leaving.size > 0 ? thread.messages.filter((m) => !leaving.has(m.id)) : thread.messages, readUpTo, thread.hasOlder),
    [thread.messages, thread.hasOlder, leaving, readUpTo],
  )
  useWaitingOffers(conversation.id, thread.messages)
  const unreadAt = rows.findIndex((row) => row.unreadFrom)
  const [unreadAbove, setUnreadAbove] = useState(false)
  const { id } = conversation
  const isElsewhere = useRoom(id)?.hasOlder === true && conversation.clearedBefore === null
  const [list] = useState(createRowList)
  const [holding] = useState(() => holdingOf(list))
  const seen = useReadMarks(conversation, rows)
  useFirstPlace(list, id, rows, unreadAt)
  useFollowing(list, thread, rows)
  usePages(list, thread, id)
  useLook(list, rows, (visible) => {
    const { first, last, atBottom } = visible
    noteLeft(id, rows, visible)
    setUnreadAbove(unreadAt >= 0 && unreadAt < first)
    setAtBottom(id, atBottom)
    seen(last)
  })
  const marked = useJump(list, rows)
  const focus = useMessageFocus(rows)

  const bottom = async () => {
    await toNewest(id)
    requestAnimationFrame(list.toEnd)
  }

  if (rows.length === 0) return <ThreadEmpty conversation={conversation} />
  return (
    <div className="cv-messages" role="log" aria-live="off" aria-label={t('thread.label', { name: conversation.title })} onKeyDown={focus.onKeyDown}>
      <div ref={list.scroller} className="cv-scroller" tabIndex={-1}>
        <div className="cv-content">
          <div ref={list.start} className="cv-thread-edge">
            {thread.loading === 'older' ? (
              <ThreadLoading small />
            ) : thread.hasOlder ? null : (
              <p className="cv-begin">{t(isElsewhere ? 'thread.olderAway' : 'thread.begin')}</p>
            )}
          </div>
          <div ref={list.rows}>
            <HoldingProvider value={holding}>
              {rows.map((row) => (
                <MessageRow
                  key={row.message.id}
                  row={row}
                  conversation={conversation}
                  focusable={focus.id === row.message.id}
                  marked={marked === row.message.id}
                  onFocus={focus.set}
                />
              ))}
            </HoldingProvider>
          </div>
          <div ref={list.end} className="cv-thread-end">
            {thread.loading === 'newer' ? <ThreadLoading small /> : null}
          </div>
        </div>
      </div>
      <ThreadPills
        unread={conversation.blocked ? 0 : conversation.unread}
        atBottom={thread.atBottom && !thread.hasNewer}
        unreadAbove={unreadAbove && unreadAt >= 0}
        onBottom={bottom}
        onUnread={() => list.show(unreadAt, 'start')}
      />
    </div>
  )
}

/** Scrolls to the message that was asked for and answers its id for as long as it is marked. */
function useJump(list: RowList, rows: readonly Row[]): string | null {
  const jump = useSelection((state) => state.jump)
  const [marked, setMarked] = useState<typeof jump>(null)
  const now = useRef(rows)
  now.current = rows
  useEffect(() => {
    if (!jump || !rows.some((row) => row.message.id === jump.messageId)) return
    setMarked(jump)
    // Once: the page may be left and come back.
    useSelection.setState({ jump: null })
  }, [jump, rows])
  // A folded one that is marked is whole: only then its place is known.
  useLayoutEffect(() => {
    if (!marked) return
    list.show(
      now.current.findIndex((row) => row.message.id === marked.messageId),
      'center',
      marked.said,
    )
    const timer = setTimeout(() => setMarked(null), 2_500)
    return () => clearTimeout(timer)
  }, [marked, list])
  return marked?.messageId ?? null
}

/** Tells the core what has been on screen while the window was looked at. Whoever is unknown hears of it once they are accepted. */
function useReadMarks({ id, blocked }: Conversation, rows: readonly Row[]): (last: number) => void {
  const seen = useRef<string | null>(null)
  const mark = useCallback(() => {
    if (blocked || seen.current === null || !document.hasFocus()) return
    void markRead(id, seen.current)
  }, [id, blocked])
  useEffect(() => {
    mark()
    window.addEventListener('focus', mark)
    return () => window.removeEventListener('focus', mark)
  }, [mark])
  return (last) => {
    const from = rows.slice(0, last + 1).findLast(({ message }) => message.from === 'them' && !isPending(message))
    seen.current = from?.message.order ?? seen.current
    mark()
  }
}

interface MessageFocus {
  readonly id: string | null
  readonly set: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** One message is in the tab order; the arrows move along the thread. */
function useMessageFocus(rows: readonly Row[]): MessageFocus {
  const [chosen, setChosen] = useState<string | null>(null)
  const canBe = ({ message }: Row) => message.from !== 'system'
  const present = chosen !== null && rows.some((row) => row.message.id === chosen)
  const id = present ? chosen : (rows.findLast(canBe)?.message.id ?? null)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement
    if (event.altKey || !target.matches('[data-message]')) return
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')]
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -all.length, End: all.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    all[Math.min(all.length - 1, Math.max(0, all.indexOf(target) + step))]?.focus()
  }
  return { id, set: setChosen, onKeyDown }
}
