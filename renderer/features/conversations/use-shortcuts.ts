import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { selectConversation } from '../../state/conversation-actions.ts'
import { sections, useConversations } from '../../state/conversations-store.ts'
import { flushDrafts } from '../../state/draft-actions.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { focusComposer } from './composer-focus.ts'

/** Keys that work anywhere on this screen. Ctrl is Cmd on a Mac. */
export function useShortcuts(setDrawer: (open: boolean) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (useSelection.getState().dialog !== null) return
      if (event.key === 'Escape') leaveList(setDrawer)
      const command = event.ctrlKey || event.metaKey
      const act =
        command && !event.altKey && !event.shiftKey
          ? withCommand(setDrawer)[event.key.toLowerCase()]
          : event.altKey && !command
            ? withAlt[event.key]
            : undefined
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [setDrawer])
}

/** The drawer goes, and with it whatever had the focus in it. */
function leaveList(setDrawer: (open: boolean) => void): void {
  setDrawer(false)
  if (document.activeElement?.closest('.cv-side')) focusComposer()
}

const withCommand = (setDrawer: (open: boolean) => void): Readonly<Record<string, () => void>> => ({
  n: () => useSelection.setState({ dialog: 'new-conversation' }),
  f: () => {
    // The list is there before the next key: none may go where something is being written.
    flushSync(() => setDrawer(true))
    document.querySelector<HTMLInputElement>('[data-testid="search-input"]')?.select()
  },
})

const withAlt: Readonly<Record<string, () => void>> = { ArrowUp: () => step(-1), ArrowDown: () => step(1) }

/** The conversation above or below, in the order of the list. */
function step(by: 1 | -1): void {
  const { requests, pinned, recent } = sections(useConversations.getState().byId, useLeaving.getState().conversations)
  const ids = [...requests, ...pinned, ...recent].map((c) => c.id)
  const { conversationId } = useSelection.getState()
  const at = conversationId === null ? -1 : ids.indexOf(conversationId)
  const next = at < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, at + by))]
  if (next === undefined) return
  flushDrafts()
  selectConversation(next)
}
