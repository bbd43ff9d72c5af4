import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { printable, safeJson } from './text.ts'

/** Who speaks, to whom: `me`, or the conversation's title. */
export function messageFields(message: Message, conversation: Conversation | null) {
  const other = conversation?.title ?? message.conversationId
  const mine = message.from === 'me'
  return {
    id: message.id,
    conversation: message.conversationId,
    from: mine ? 'me' : (message.author?.name ?? other),
    to: mine ? other : 'me',
    mine,
    sentAt: message.sentAt,
    receivedAt: message.receivedAt,
    state: message.state,
    text: message.text,
    ...(message.author ? { author: message.author.name, authorId: message.author.personId } : {}),
  }
}

/** One message as a line of JSON. */
export function jsonLine(message: Message, conversation: Conversation): string {
  const { late, replyTo, editedAt, deleted, reactions } = message
  return `${safeJson({ ...messageFields(message, conversation), late, replyTo, editedAt, deleted, reactions })}\n`
}

/** What a text for people says besides names and messages, in their language. */
export interface TranscriptWords {
  readonly with: (name: string) => string
  readonly writtenAt: (time: string) => string
  readonly notEncrypted: string
  readonly edited: string
  readonly notSent: string
  readonly deleted: string
}

/** The head of a text: with whom, which key or address, when it was written. */
export function textHead({ title, personId, address }: Conversation, now: number, words: TranscriptWords): string {
  const who = personId ?? [address?.host, words.notEncrypted].filter(Boolean).join(', ')
  return `${words.with(printable(title))}\n${who}\n${words.writtenAt(localTime(now))}\n\n`
}

/** One message for people to read. Further lines are set in, so that none of them can look like another message. */
export function textLines(message: Message, { me, title }: { readonly me: string; readonly title: string }, words: TranscriptWords): string {
  const { from, sentAt, text, deleted, editedAt, state } = message
  const marks = [editedAt !== null && !deleted && words.edited, state === 'failed' && words.notSent].filter(Boolean)
  const name = `${printable(from === 'me' ? me : (message.author?.name ?? title))}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`
  const said = deleted ? `[${words.deleted}]` : printable(text, { multiline: true }).replaceAll('\n', '\n    ')
  return `${localTime(sentAt)}  ${name}: ${said}\n`
}

/** `2026-11-21 09:12:03+01:00`, in the time zone of this computer at that time. */
export function localTime(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset()
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')
  const clock = new Date(ms + minutes * 60_000).toISOString().slice(0, -5).replace('T', ' ')
  return `${clock}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}
