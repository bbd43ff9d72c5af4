import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { useSelection } from '../../state/selection-store.ts'
import { isPending, type Thread } from '../../state/thread.ts'
import { loadNewer, loadOlder } from '../../state/thread-actions.ts'
import type { RowList, Visible } from './row-list.ts'
import type { Row } from './rows.ts'

/** How far ahead of what is shown the next page is asked for. */
const ahead = '1000px 0px'

/** Makes a row higher or lower, and what is looked at stays where it is seen. */
type Holding = (change: () => void) => void
const HoldingContext = createContext<Holding>((change) => change())
export const HoldingProvider = HoldingContext.Provider
export const useHolding = () => useContext(HoldingContext)

export const holdingOf =
  (list: RowList): Holding =>
  (change) => {
    list.look()
    flushSync(change)
    list.hold()
  }

interface Left {
  readonly id: ConversationId
  /** Null: the newest message. */
  readonly row: { readonly messageId: string; readonly offset: number } | null
}

/** Where the conversation that is open was last looked at: another page may have been shown since. */
let left: Left | null = null

export function noteLeft(id: ConversationId, rows: readonly Row[], { first, offset, atBottom }: Visible): void {
  const messageId = rows[first]?.message.id
  left = { id, row: atBottom || messageId === undefined ? null : { messageId, offset } }
}

/** Where the list starts: at what was asked for, where it was left, at the first unread message, or at the end, where it is by itself. */
export function useFirstPlace(list: RowList, id: ConversationId, rows: readonly Row[], unreadAt: number): void {
  const opened = useRef(false)
  useLayoutEffect(() => {
    if (left?.id !== id) left = null
    if (opened.current || rows.length === 0) return
    opened.current = true
    const find = (messageId: string | undefined) => rows.findIndex((row) => row.message.id === messageId)
    const asked = find(useSelection.getState().jump?.messageId)
    const was = find(left?.row?.messageId)
    if (asked >= 0) list.show(asked, 'center')
    else if (was >= 0) list.put(was, left?.row?.offset ?? 0)
    else list.show(unreadAt, 'center')
  }, [list, id, rows, unreadAt])
}

const isMine = (message: Message | undefined) => message !== undefined && message.from === 'me' && isPending(message)

/** At the newest message it follows what comes, and what I write from anywhere. A page that comes at the end is not something new to follow. */
export function useFollowing(list: RowList, { hasNewer, atBottom }: Thread, rows: readonly Row[]): void {
  const before = useRef({ last: rows.at(-1)?.message, hasNewer })
  useLayoutEffect(() => {
    const { last: old, hasNewer: wasPart } = before.current
    const last = rows.at(-1)?.message
    before.current = { last, hasNewer }
    const wrote = isMine(last) && last?.id !== old?.id
    if (wrote || (atBottom && !wasPart)) list.toEnd()
    else list.hold()
  }, [list, rows, hasNewer, atBottom])
}

/** Asks for more when an end of what is loaded comes near. */
export function usePages(list: RowList, { messages, loading }: Thread, id: ConversationId): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page may be shorter than the screen: look again after each
  useEffect(() => {
    const { start, end, scroller } = list
    if (!start.current || !end.current || loading !== null) return
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) void (target === start.current ? loadOlder(id) : loadNewer(id))
      },
      { root: scroller.current, rootMargin: ahead },
    )
    observer.observe(start.current)
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [list, messages, loading, id])
}

/** Tells what is on screen: after each change, and while scrolling. */
export function useLook(list: RowList, rows: readonly Row[], onLook: (visible: Visible) => void): void {
  const told = useRef(onLook)
  told.current = onLook
  const present = rows.length > 0
  useEffect(() => {
    const scroller = list.scroller.current
    if (!present || !scroller) return
    const look = () => {
      const visible = list.look()
      if (visible) told.current(visible)
    }
    const resized = new ResizeObserver(() => requestAnimationFrame(look))
    resized.observe(scroller)
    scroller.addEventListener('scroll', look, { passive: true })
    return () => {
      resized.disconnect()
      scroller.removeEventListener('scroll', look)
    }
  }, [list, present])
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come without a scroll are seen too
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const visible = list.look()
      if (visible) told.current(visible)
    })
    return () => cancelAnimationFrame(frame)
  }, [list, rows])
}
