import { useCallback, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { selectConversation } from '../../state/conversation-actions.ts'
import { useConversation, useConversations } from '../../state/conversations-store.ts'
import { flushDrafts } from '../../state/draft-actions.ts'
import { useLeaving } from '../../state/leaving-store.ts'
import { useHere } from '../../state/nearby.ts'
import { useSelection } from '../../state/selection-store.ts'
import { openThread } from '../../state/thread-actions.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { lazyPart, Once } from '../../ui/lazy-part.tsx'
import { Tree } from '../../ui/tree.tsx'
import { DropForSome, DropZone } from '../files/drop-zone.tsx'
import { ToastSlot } from '../shell/toast-region.tsx'
import { Banners } from './banners.tsx'
import { Composer } from './composer.tsx'
import { focusComposer, useFocusOnOpen, useTypeAnywhere } from './composer-focus.ts'
import { ConversationList } from './conversation-list.tsx'
import { PeopleHere } from './people-here.tsx'
import { ThreadHeader } from './thread-header.tsx'
import { ThreadView } from './thread-view.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { useWords } from './use-words.ts'
import './conversations.css'

const PersonDialog = lazyPart(async () => (await import('../people/person-dialog.tsx')).PersonDialog)
const RoomDialog = lazyPart(async () => (await import('../rooms/room-dialog.tsx')).RoomDialog)
const HelpDialog = lazyPart(async () => (await import('./help-dialog.tsx')).HelpDialog)
const JumpToDateDialog = lazyPart(async () => (await import('./jump-to-date-dialog.tsx')).JumpToDateDialog)
const SendToDialog = lazyPart(async () => (await import('../files/send-to-dialog.tsx')).SendToDialog)
const NewConversationDialog = lazyPart(async () => (await import('./new-conversation-dialog.tsx')).NewConversationDialog)

/** The list and the conversation that is open. In a small window the list is a drawer. */
export function ConversationsScreen() {
  const { t } = useWords()
  const id = useSelection((state) => state.conversationId)
  const dialog = useSelection((state) => state.dialog)
  const leaving = useLeaving((state) => state.conversations)
  const conversation = useConversation(id !== null && leaving.has(id) ? null : id)
  const none = useConversations((state) => Object.keys(state.byId).length === 0)
  const [drawer, setDrawer] = useState(false)
  useShortcuts(setDrawer)
  useTypeAnywhere()
  const open = useCallback((next: string) => {
    flushDrafts()
    void openThread(next)
    selectConversation(next)
    setDrawer(false)
    requestAnimationFrame(focusComposer)
  }, [])
  return (
    <div className="cv-screen" data-drawer={drawer} data-open={conversation !== null} data-none={none} data-testid="conversations-screen">
      <DropForSome className="cv-side">
        <ConversationList onOpen={open} />
      </DropForSome>
      {drawer ? <button type="button" className="cv-scrim" aria-label={t('list.close')} onClick={() => setDrawer(false)} /> : null}
      <main className="cv-main">
        {conversation ? <OpenConversation key={conversation.id} conversation={conversation} onDrawer={() => setDrawer(true)} /> : <Nothing />}
      </main>
      <Once wanted={dialog === 'new-conversation'}>
        <NewConversationDialog />
      </Once>
      <Once wanted={dialog === 'send-to'}>
        <SendToDialog />
      </Once>
      <Once wanted={dialog === 'help'}>
        <HelpDialog />
      </Once>
    </div>
  )
}

function OpenConversation({ conversation, onDrawer }: { readonly conversation: Conversation; readonly onDrawer: () => void }) {
  const dialog = useSelection((state) => state.dialog)
  useFocusOnOpen()
  return (
    <>
      <ThreadHeader conversation={conversation} onDrawer={onDrawer} />
      <Banners conversation={conversation} />
      <ToastSlot />
      <DropZone conversation={conversation}>
        <ThreadView conversation={conversation} />
        <Composer conversation={conversation} />
      </DropZone>
      <Once wanted={dialog === 'person'}>
        {conversation.kind === 'room' ? <RoomDialog conversation={conversation} /> : <PersonDialog conversation={conversation} />}
      </Once>
      <Once wanted={dialog === 'jump-to-date'}>
        <JumpToDateDialog conversationId={conversation.id} />
      </Once>
    </>
  )
}

function Nothing() {
  const { t } = useWords()
  const none = useConversations((state) => Object.keys(state.byId).length === 0)
  const here = useHere()
  return (
    <>
      <ToastSlot />
      <div className="cv-nothing">
        <EmptyState
          icon={<Tree />}
          title={t(none ? 'empty.noneTitle' : 'empty.pickTitle')}
          text={t(!none ? 'empty.pickText' : here.length > 0 ? 'empty.hereText' : 'empty.noneText')}
          lead={none && here.length > 0 ? <PeopleHere people={here} /> : null}
          action={
            <Button
              variant={none && here.length > 0 ? 'secondary' : 'primary'}
              data-testid="empty-new-conversation"
              onClick={() => useSelection.setState({ dialog: 'new-conversation' })}
            >
              {t('list.new')}
            </Button>
          }
        />
      </div>
      <Composer conversation={null} />
    </>
  )
}
