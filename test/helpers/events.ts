import type { NetEvent } from '../../shared/events.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Room } from '../../shared/model/room.ts'

/** What a test waits for. */

type Told = Extract<NetEvent, { type: 'message' }>

export const isRoom = (ready: (room: Room) => boolean) => (event: NetEvent) => event.type === 'room' && ready(event.room)

export const isMessage =
  (ready: (message: Message) => boolean) =>
  (event: NetEvent): event is Told =>
    event.type === 'message' && ready(event.message)

/** No `state`: whatever it is. */
export const says = (text: string, state?: Message['state']) => isMessage((message) => message.text === text && (!state || message.state === state))

export const theySay = (text: string) => isMessage((message) => message.text === text && message.from === 'them')

/** No `id`: any conversation. */
export const isOpen = (id?: ConversationId) => (event: NetEvent) =>
  event.type === 'link' && event.link.state === 'open' && (id === undefined || event.link.conversationId === id)
