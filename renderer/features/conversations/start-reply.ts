import type { Message } from '../../../shared/model/message.ts'
import { setComposing } from '../../state/composer-store.ts'
import { focusComposer } from './composer-focus.ts'

/** Quotes it in the composer and goes there. */
export function startReply(message: Message): void {
  setComposing(message.conversationId, { replyTo: message.id, editing: null })
  requestAnimationFrame(focusComposer)
}
