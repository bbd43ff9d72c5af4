import { toErrorData } from '../../shared/errors.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { RoomAction, RoomRules } from '../../shared/model/room.ts'
import { getApi } from '../api.ts'
import { copyText, keep } from './conversation-actions.ts'
import { toastError } from './toasts-store.ts'

/** Throws `AppError`: the caller has the place for the words. */
export async function hostRoom(name: string, port: number, rules: RoomRules): Promise<Conversation> {
  return keep(await getApi().call('room.host', { name, port, rules }))
}

/** Throws `AppError`. */
export async function joinRoom(host: string, port: number): Promise<Conversation> {
  return keep(await getApi().call('room.join', { host, port }))
}

export const actInRoom = (id: ConversationId, action: RoomAction): Promise<void> => said(() => getApi().call('room.act', { id, action }))

export const olderInRoom = (id: ConversationId): Promise<void> => said(() => getApi().call('room.older', { id }))

export const copyRoomInvitation = (id: ConversationId): Promise<void> => said(async () => copyText((await getApi().call('room.invitation', { id })).url))

async function said(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (thrown) {
    toastError(toErrorData(thrown))
  }
}
