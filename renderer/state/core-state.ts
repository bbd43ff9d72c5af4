import type { ConversationId } from '../../shared/model/conversation.ts'
import type { WireState } from '../../shared/model/wire.ts'
import { type AppState, useApp } from './app-store.ts'
import { type Composing, useComposer } from './composer-store.ts'
import { type ConversationsState, useConversations } from './conversations-store.ts'
import { type LinksState, useLinks } from './links-store.ts'
import { type PassiveState, usePassive } from './passive-store.ts'
import { type RoomsState, useRooms } from './rooms-store.ts'
import type { Runs } from './runs.ts'
import { useRuns } from './runs-store.ts'
import { useSelection } from './selection-store.ts'
import { type Threads, useThreads } from './threads-store.ts'
import { type TransfersState, useTransfers } from './transfers-store.ts'
import { type TypingState, useTyping } from './typing-store.ts'
import { useWire } from './wire-store.ts'

/** What the core's events change, from all the stores together. */
export interface CoreState {
  readonly app: AppState
  readonly conversations: ConversationsState['byId']
  readonly links: LinksState['byConversation']
  readonly rooms: RoomsState['byConversation']
  readonly typing: TypingState['until']
  readonly threads: Threads
  readonly transfers: TransfersState['byMessage']
  readonly runs: Runs
  readonly wire: WireState
  readonly passive: PassiveState['strips']
  /** Follow a conversation that turns out to be another one. */
  readonly selected: ConversationId | null
  readonly composing: Readonly<Record<ConversationId, Composing>>
}

export function readCore(): CoreState {
  return {
    app: useApp.getState(),
    conversations: useConversations.getState().byId,
    links: useLinks.getState().byConversation,
    rooms: useRooms.getState().byConversation,
    typing: useTyping.getState().until,
    threads: useThreads.getState().byConversation,
    transfers: useTransfers.getState().byMessage,
    runs: useRuns.getState(),
    wire: useWire.getState(),
    passive: usePassive.getState().strips,
    selected: useSelection.getState().conversationId,
    composing: useComposer.getState().byConversation,
  }
}

/** Gives each store its part, when that changed. */
export function writeCore(next: CoreState): void {
  const now = readCore()
  if (next.app !== now.app) useApp.setState(next.app)
  if (next.conversations !== now.conversations) useConversations.setState({ byId: next.conversations })
  if (next.links !== now.links) useLinks.setState({ byConversation: next.links })
  if (next.rooms !== now.rooms) useRooms.setState({ byConversation: next.rooms })
  if (next.typing !== now.typing) useTyping.setState({ until: next.typing })
  if (next.threads !== now.threads) useThreads.setState({ byConversation: next.threads })
  if (next.transfers !== now.transfers) useTransfers.setState({ byMessage: next.transfers })
  if (next.runs !== now.runs) useRuns.setState(next.runs)
  if (next.wire !== now.wire) useWire.setState(next.wire)
  if (next.passive !== now.passive) usePassive.setState({ strips: next.passive })
  if (next.selected !== now.selected) useSelection.setState({ conversationId: next.selected, jump: null })
  if (next.composing !== now.composing) useComposer.setState({ byConversation: next.composing })
}
