import type { Snapshot } from '../../shared/events.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'

/** What arrived longer ago than this is no news: it was edited, reacted to or read. ms */
const newsMs = 10_000
/** Between two notifications of one conversation, ms: a flood is told once. */
export const quietMs = 2_000
/** Longest text shown outside the window, in characters. */
const bodyLength = 200

/** Whether it has just come in, and is not an old message that changed. */
export function isNews(message: Message, now: number): boolean {
  const { from, receivedAt, editedAt, deleted, reactions } = message
  if (from !== 'them' || receivedAt === null || deleted || editedAt !== null || reactions.length > 0) return false
  return Math.abs(now - receivedAt) < newsMs
}

/** The conversation to tell about; null: the person does not want to hear of it outside the window. */
export function worthTelling({ settings, conversations }: Snapshot, message: Message): Conversation | null {
  const conversation = conversations.find((c) => c.id === message.conversationId)
  if (!settings.notifications || !conversation) return null
  const { muted, blocked, request, readUpTo } = conversation
  if (muted || blocked || request || (readUpTo !== null && message.order <= readUpTo)) return null
  return conversation
}

/** One line for outside the window: no control or bidirectional characters, which could imitate other text. */
export function notificationText(text: string): string {
  const line = text.slice(0, 4 * bodyLength).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
  const characters = [...line.trim()]
  return characters.length > bodyLength ? `${characters.slice(0, bodyLength - 1).join('')}…` : characters.join('')
}

/** Linux notification servers read simple markup in the text; a message is text and nothing else. */
export function withoutMarkup(text: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return text
  return text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'))
}
