import type { Message } from '../../shared/model/message.ts'
import { fakeUuid, type Random } from './random.ts'
import { longSentences, sentences } from './sentences.ts'

/** As the core's: sorts as a plain string by time, then by sequence. */
export const fakeOrder = (at: number, sequence: number) => `${at.toString(36).padStart(9, '0')}-${sequence.toString(36).padStart(6, '0')}`

export function fakeMessage(random: Random, patch: Pick<Message, 'conversationId' | 'from' | 'sentAt'> & Partial<Message>): Message {
  const { from, sentAt } = patch
  return {
    id: fakeUuid(random, sentAt),
    text: '',
    notice: null,
    order: fakeOrder(sentAt, random.int(1_000_000)),
    receivedAt: from === 'me' ? null : sentAt + 12,
    state: from === 'me' ? 'read' : 'received',
    failure: null,
    late: false,
    replyTo: null,
    editedAt: null,
    deleted: false,
    reactions: [],
    ...patch,
  }
}

/** A long conversation that ends at `until`: bursts of a few messages, a pause, a night now and then. */
export function fakeHistory(random: Random, conversationId: string, count: number, until: number): Message[] {
  const messages: Message[] = []
  const minute = 60_000
  let at = until
  let from: 'me' | 'them' = 'them'
  for (let sequence = count; sequence > 0; sequence--) {
    const text = random.chance(0.02) ? random.pick(longSentences) : random.pick(sentences)
    messages.push(fakeMessage(random, { conversationId, from, sentAt: at, text, order: fakeOrder(at, sequence) }))
    if (random.chance(0.4)) from = from === 'me' ? 'them' : 'me'
    at -= random.chance(0.01) ? 9 * 60 * minute : 5_000 + random.int(random.chance(0.2) ? 40 * minute : 50_000)
  }
  return messages.reverse()
}
