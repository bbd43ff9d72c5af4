import type { LogState, NewConversation, NewMessage, Store } from '../../../electron/store/index.ts'

export const orderAt = (time: number): string => `${time.toString(16).padStart(12, '0')}0000ABCDEFGH0000000001`

export const idAt = (time: number): string => `${time.toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`

export function aConversation(id: string, more: Partial<NewConversation> = {}): NewConversation {
  const given: NewConversation = {
    id,
    kind: 'secure',
    title: `title of ${id}`,
    color: 'olive',
    personId: null,
    address: null,
    openedBy: 'me',
    request: false,
    lineEnd: 'lf',
    createdAt: 1,
  }
  return { ...given, ...more }
}

/** Number `time` of its conversation: id, order and clock follow from it. */
export function aMessage(conversationId: string, time: number, more: Partial<NewMessage> = {}): NewMessage {
  const from = more.from ?? 'them'
  const state = from === 'me' ? 'queued' : 'received'
  const given: NewMessage = {
    id: idAt(time),
    conversationId,
    from,
    text: `text ${time}`,
    notice: null,
    order: orderAt(time),
    sentAt: time,
    receivedAt: from === 'them' ? time + 5 : null,
    state,
    failure: null,
    late: false,
    replyTo: null,
  }
  return { ...given, ...more }
}

export const aLog = (more: Partial<LogState> = {}): LogState => ({
  myEpoch: 'mine',
  mySeq: 0,
  myHash: null,
  theirEpoch: null,
  theirSeq: 0,
  theirHash: null,
  theirWall: 0,
  theirCount: 0,
  base: 0,
  ...more,
})

export async function addConversation(store: Store, id: string, messages: number | readonly string[] = 0, more: Partial<NewConversation> = {}): Promise<void> {
  await store.write((tx) => {
    tx.addConversation(aConversation(id, more))
    const texts = typeof messages === 'number' ? Array.from({ length: messages }, (_, i) => `text ${i + 1}`) : messages
    texts.forEach((text, index) => {
      tx.addMessage(aMessage(id, index + 1, { text }))
    })
  })
}
