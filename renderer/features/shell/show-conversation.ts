import type { ConversationId } from '../../../shared/model/conversation.ts'
import { selectConversation } from '../../state/conversation-actions.ts'
import { goTo } from './page-store.ts'

/** From any page; the next thing one does there is write. */
export function showConversation(id: ConversationId): void {
  goTo('conversations')
  selectConversation(id)
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="composer-input"]')?.focus())
}
