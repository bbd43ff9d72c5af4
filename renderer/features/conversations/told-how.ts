import type { Talk } from '../../../shared/ipc/contract.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { useSelection } from '../../state/selection-store.ts'
import { showToast } from '../../state/toasts-store.ts'
import { shortTime } from './time-words.ts'

const toldMs = 5_000

/** Says which place knew the pseudonym; the answer of a composer would go with the conversation that is left. */
export function toldHow({ conversation, foundBy, directory, asOf }: Talk, locale: string): Conversation {
  // Whoever stays where they are need not hear how they were found.
  if (conversation.id === useSelection.getState().conversationId) return conversation
  const host = directory ? formatAddress(directory) : ''
  const values = { name: conversation.title, host, time: asOf === null ? '' : shortTime(asOf, locale) }
  showToast({ kind: 'info', words: { key: asOf === null ? keys[foundBy] : 'toast.foundRemembered', values }, undo: null, ms: toldMs })
  return conversation
}

const keys = { contact: 'toast.foundContact', nearby: 'toast.foundNearby', directory: 'toast.foundDirectory' } as const
