import type { CallArgs, MessagePage } from '../../shared/ipc/contract.ts'
import type { Message, SearchHit } from '../../shared/model/message.ts'
import type { FakeCore } from './fake-core.ts'

const firstAtLeast = (messages: readonly Message[], isBefore: (m: Message) => boolean) => {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(messages[middle] as Message)) low = middle + 1
    else high = middle
  }
  return low
}

export function fakePage(core: FakeCore, { conversationId, limit, cursor }: CallArgs<'message.page'>): MessagePage {
  const { conversation, messages: all } = core.talk(conversationId)
  const messages = all()
  const shownFrom = conversation.clearedBefore === null ? 0 : firstAtLeast(messages, (m) => m.order <= (conversation.clearedBefore as string))
  const from = Math.max(shownFrom, start(messages, cursor, limit))
  const end = cursor.type === 'before' ? firstAtLeast(messages, (m) => m.order < cursor.order) : from + limit
  return { messages: messages.slice(from, end), hasOlder: from > shownFrom, hasNewer: end < messages.length }
}

function start(messages: readonly Message[], cursor: CallArgs<'message.page'>['cursor'], limit: number): number {
  switch (cursor.type) {
    case 'newest':
      return messages.length - limit
    case 'before':
      return firstAtLeast(messages, (m) => m.order < cursor.order) - limit
    case 'after':
      return firstAtLeast(messages, (m) => m.order <= cursor.order)
    case 'around':
      return messages.findIndex((m) => m.id === cursor.id) - Math.floor(limit / 2)
    case 'at':
      return firstAtLeast(messages, (m) => m.sentAt < cursor.time)
  }
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export function fakeSearch(core: FakeCore, { query, conversationId }: CallArgs<'message.search'>): SearchHit[] {
  const wanted = fold(query)
  const hits: SearchHit[] = []
  for (const { conversation, messages } of core.state.talks) {
    if (conversationId !== undefined && conversation.id !== conversationId) continue
    for (const message of messages().slice(-2_000)) {
      const at = fold(message.text).indexOf(wanted)
      if (at >= 0 && !message.deleted) hits.push({ message, snippet: mark(message.text.normalize('NFC'), at, wanted.length) })
    }
  }
  return hits.sort((a, b) => b.message.sentAt - a.message.sentAt).slice(0, 100)
}

function mark(text: string, at: number, length: number): string {
  const from = Math.max(0, at - 30)
  return `${from > 0 ? '…' : ''}${text.slice(from, at)}\uE000${text.slice(at, at + length)}\uE001${text.slice(at + length, at + length + 60)}`
}
