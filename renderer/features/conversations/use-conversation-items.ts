import { type Conversation, isVisitor } from '../../../shared/model/conversation.ts'
import { block, clear, exportConversation, forget, leave, reconnect, selectConversation, setMuted, setPinned } from '../../state/conversation-actions.ts'
import { flushDrafts } from '../../state/draft-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { useWords } from './use-words.ts'

/** What can be done with a conversation, from its head and from its line of the list. */
export function useConversationItems(conversation: Conversation): MenuItem[] {
  const { t } = useWords()
  const { id, kind, muted, pinned, blocked } = conversation
  const link = useLink(id)
  const live = link !== null && link.state !== 'offline'
  const canDial = !blocked && !isVisitor(conversation)
  // These dialogs are of the conversation that is open.
  const dialog = (name: 'person' | 'jump-to-date') => () => {
    flushDrafts()
    if (useSelection.getState().conversationId !== id) selectConversation(id)
    useSelection.setState({ dialog: name })
  }
  return [
    { label: t(kind === 'room' ? 'header.aboutRoom' : kind === 'plain' ? 'header.aboutPlain' : 'header.about'), onSelect: dialog('person') },
    { label: t('header.date'), onSelect: dialog('jump-to-date') },
    { label: t(pinned ? 'header.unpin' : 'header.pin'), onSelect: () => void setPinned(id, !pinned) },
    { label: t(muted ? 'header.unmute' : 'header.mute'), onSelect: () => void setMuted(id, !muted) },
    { label: t('header.export'), onSelect: () => void exportConversation(id, 'text') },
    { label: t('header.clear'), onSelect: () => void clear(id) },
    ...(live
      ? [{ label: t('header.leave'), onSelect: () => void leave(id) }]
      : canDial
        ? [{ label: t('header.reconnect'), onSelect: () => void reconnect(id) }]
        : []),
    ...(kind === 'room' ? [] : [{ label: t(blocked ? 'header.unblock' : 'header.block'), onSelect: () => void block(conversation, !blocked) }]),
    { label: t('header.forget'), danger: true, onSelect: () => forget(conversation) },
  ]
}
