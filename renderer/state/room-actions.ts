import { toErrorData } from '../../shared/errors.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { NearbyRoom } from '../../shared/model/nearby.ts'
import type { RoomAction, RoomRules } from '../../shared/model/room.ts'
import { getApi } from '../api.ts'
import { keep } from './conversation-actions.ts'
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

/** One that is announced on this network. null: it can't be entered, and why was said. */
export async function enterRoom({ room, hostId }: Pick<NearbyRoom, 'room' | 'hostId'>): Promise<ConversationId | null> {
  try {
    return keep(await getApi().call('room.enter', { room, hostId })).id
  } catch (thrown) {
    toastError(toErrorData(thrown))
    return null
  }
}

/** null: there is none, and why was said. */
export async function roomInvitation(id: ConversationId): Promise<string | null> {
  try {
    return (await getApi().call('room.invitation', { id })).url
  } catch (thrown) {
    toastError(toErrorData(thrown))
    return null
  }
}

async function said(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (thrown) {
    toastError(toErrorData(thrown))
  }
}
