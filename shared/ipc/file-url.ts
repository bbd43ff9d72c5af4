import { uuidPattern } from '../uuid.ts'

/** The app's own protocol serves what may be looked at of a conversation's files under this address: by conversation and message, never by path. */
const start = 'app://bundle/files/'

export const fileUrl = (conversationId: string, id: string): string => `${start}${encodeURIComponent(conversationId)}/${id}`

export interface FileAddress {
  readonly conversationId: string
  readonly id: string
}

/** null: not the address of a file. */
export function fileAddressOf(url: string): FileAddress | null {
  if (!url.startsWith(start)) return null
  const [conversation = '', id = '', more] = url.slice(start.length).split('/')
  if (more !== undefined || !uuidPattern.test(id) || !/^[\w%.-]{1,64}$/u.test(conversation)) return null
  return { conversationId: conversation, id }
}
