import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type ListRange, Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { markRead } from '../../state/conversation-actions.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { isPending, type Thread } from '../../state/thread.ts'
import { loadNewer, loadOlder, openThread, setAtBottom, toNewest } from '../../state/thread-actions.ts'
import { useThread } from '../../state/threads-store.ts'
import { MessageRow } from './message-row.tsx'
import { type Row, toRows } from './rows.ts'
import { ThreadAnnouncer } from './thread-announcer.tsx'
import { ThreadEmpty, ThreadLoading } from './thread-empty.tsx'
import { ThreadPills } from './thread-pills.tsx'
import { TypingIndicator } from './typing-indicator.tsx'
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
  const list = useRef<VirtuosoHandle>(null)
  const leaving = useLeaving((state) => state.messages)
  const rows = useMemo(
    () => toRows(leaving.size > 0 ? thread.messages.filter((m) => !leaving.has(m.id)) : thread.messages, readUpTo),
    [thread.messages, leaving, readUpTo],
  )
  const unreadAt = rows.findIndex((row) => row.unreadFrom)
  const [opensAt] = useState(() => firstPlace(rows, unreadAt))
  const [range, setRange] = useState<ListRange | null>(null)
  const marked = useJump(list, rows)
  const { id } = conversation
  const seen = useReadMarks(conversation, thread, rows)
  const focus = useMessageFocus(list, rows)

  // A page that comes at the end is not something new to follow.
  const complete = useRef(!thread.hasNewer)
  useEffect(() => {
    complete.current = !thread.hasNewer
  }, [thread.hasNewer])

  const onRange = useCallback(
    (next: ListRange) => {
      setRange(next)
      seen(next.endIndex)
    },
    [seen],
  )

  const bottom = async () => {
    await toNewest(id)
    requestAnimationFrame(() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' }))
  }

  if (rows.length === 0) return <ThreadEmpty conversation={conversation} />
  return (
    <div className="cv-messages" role="log" aria-live="off" aria-label={t('thread.label', { name: conversation.title })} onKeyDown={focus.onKeyDown}>
      <Virtuoso
        ref={list}
        className="cv-scroller"
        tabIndex={-1}
        data={rows}
        firstItemIndex={thread.firstIndex}
        initialTopMostItemIndex={opensAt}
        computeItemKey={(_, row) => row.message.id}
        defaultItemHeight={56}
        increaseViewportBy={{ top: 600, bottom: 400 }}
        alignToBottom
        startReached={() => void loadOlder(id)}
        endReached={() => void loadNewer(id)}
        atBottomThreshold={40}
        atBottomStateChange={(atBottom) => setAtBottom(id, atBottom)}
        followOutput={(atBottom) => ((atBottom && complete.current) || isMine(rows.at(-1)?.message) ? 'auto' : false)}
        rangeChanged={onRange}
        itemContent={(_, row) => (
          <MessageRow row={row} conversation={conversation} focusable={focus.id === row.message.id} marked={marked === row.message.id} onFocus={focus.set} />
        )}
        components={components}
        context={thread}
      />
      <ThreadPills
        unread={conversation.unread}
        atBottom={thread.atBottom && !thread.hasNewer}
        unreadAbove={unreadAt >= 0 && range !== null && unreadAt + thread.firstIndex < range.startIndex}
        onBottom={bottom}
        onUnread={() => list.current?.scrollToIndex({ index: unreadAt, align: 'start' })}
      />
    </div>
  )
}

/** Where the list starts: at what was asked for, at the first unread message, or at the end. */
function firstPlace(rows: readonly Row[], unreadAt: number): { readonly index: number; readonly align: 'center' | 'end' } {
  const { jump } = useSelection.getState()
  const asked = jump ? rows.findIndex((row) => row.message.id === jump.messageId) : -1
  const index = asked >= 0 ? asked : unreadAt
  return index >= 0 ? { index, align: 'center' } : { index: Math.max(0, rows.length - 1), align: 'end' }
}

const isMine = (message: Message | undefined) => message !== undefined && message.from === 'me' && isPending(message)

const components = {
  Header: ({ context }: { readonly context?: Thread }) => (
    <div className="cv-thread-edge">{context?.loading === 'older' ? <ThreadLoading small /> : context?.hasOlder ? null : <ThreadBegin />}</div>
  ),
  Footer: ({ context }: { readonly context?: Thread }) => <div className="cv-thread-end">{context?.loading === 'newer' ? <ThreadLoading small /> : null}</div>,
}

function ThreadBegin() {
  const { t } = useWords()
  return <p className="cv-begin">{t('thread.begin')}</p>
}

/** Scrolls to the message that was asked for and answers its id for as long as it is marked. */
function useJump(list: React.RefObject<VirtuosoHandle | null>, rows: readonly Row[]): string | null {
  const jump = useSelection((state) => state.jump)
  const [marked, setMarked] = useState<string | null>(null)
  const done = useRef(0)
  useEffect(() => {
    if (!jump || done.current === jump.token) return
    const index = rows.findIndex((row) => row.message.id === jump.messageId)
    if (index < 0) return
    done.current = jump.token
    setMarked(jump.messageId)
    requestAnimationFrame(() => list.current?.scrollToIndex({ index, align: 'center' }))
  }, [jump, rows, list])
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setMarked(null), 2_500)
    return () => clearTimeout(timer)
  }, [marked])
  return marked
}

/** Tells the core what has been on screen while the window was looked at. A request is not told. */
function useReadMarks({ id, request, blocked }: Conversation, thread: Thread, rows: readonly Row[]): (endIndex: number) => void {
  const end = useRef(-1)
  const mark = useCallback(() => {
    if (request || blocked || !document.hasFocus()) return
    const visible = rows.slice(0, end.current - thread.firstIndex + 1)
    const last = visible.findLast((row) => row.message.from === 'them' && !isPending(row.message))
    if (last) void markRead(id, last.message.order)
  }, [id, request, blocked, rows, thread.firstIndex])
  useEffect(() => {
    mark()
    window.addEventListener('focus', mark)
    return () => window.removeEventListener('focus', mark)
  }, [mark])
  return useCallback(
    (endIndex: number) => {
      end.current = endIndex
      mark()
    },
    [mark],
  )
}

interface MessageFocus {
  readonly id: string | null
  readonly set: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** One message is in the tab order; the arrows move along the thread. */
function useMessageFocus(list: React.RefObject<VirtuosoHandle | null>, rows: readonly Row[]): MessageFocus {
  const [chosen, setChosen] = useState<string | null>(null)
  const present = chosen !== null && rows.some((row) => row.message.id === chosen)
  const id = present ? chosen : (rows.at(-1)?.message.id ?? null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -rows.length, End: rows.length }[event.key]
    if (step === undefined || event.altKey || !(event.target as HTMLElement).matches('[data-message]')) return
    event.preventDefault()
    const at = rows.findIndex((row) => row.message.id === id)
    const next = Math.min(rows.length - 1, Math.max(0, at + step))
    const target = rows[next]?.message.id
    if (target === undefined) return
    setChosen(target)
    list.current?.scrollIntoView({ index: next, done: () => document.querySelector<HTMLElement>(`[data-message="${target}"]`)?.focus() })
  }
  return { id, set: setChosen, onKeyDown }
}
