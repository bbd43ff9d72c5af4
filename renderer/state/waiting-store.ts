import { create } from 'zustand'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { WaitingOffers } from '../../shared/model/file.ts'
import { getApi } from '../api.ts'

/** Offers that wait for an answer in the conversation that is open: the core counts those that are in no page here, too. */
export const useWaiting = create<{ readonly offers: readonly WaitingOffers[] }>()(() => ({ offers: [] }))

let asked = 0

/** Only the answer to the last question counts. */
export async function loadWaiting(id: ConversationId): Promise<void> {
  const mine = ++asked
  const offers = await getApi()
    .call('file.waiting', { id })
    .catch(() => [])
  if (mine === asked) useWaiting.setState({ offers })
}

export function forgetWaiting(): void {
  asked++
  useWaiting.setState({ offers: [] })
}
