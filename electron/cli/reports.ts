import type { CommandProblem } from '../../shared/commands.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { NetEvent } from '../../shared/events.ts'
import type { Conversation, Link } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { NetworkStatus } from '../../shared/model/nearby.ts'
import { messageFields } from '../net/core/transcript.ts'
import { errorInWords, problemInWords } from './words.ts'

type Value = string | number | boolean | null

/** One thing that happened, flat: a line of `--json`, and what the terminal's words are made of. The README lists them all. */
export type Report = { readonly event: string } & Readonly<Record<string, Value>>

const where = (conversation: Conversation | null) => ({
  conversation: conversation?.id ?? null,
  kind: conversation?.kind ?? null,
  title: conversation?.title ?? null,
  host: conversation?.address?.host ?? null,
  port: conversation?.address?.port ?? null,
})

export function errorReport(error: ErrorData, command: string | null = null): Report {
  const { code, details } = error
  return { ...details, event: 'error', code, command, message: errorInWords(error) }
}

export function problemReport(problem: CommandProblem): Report {
  const { code, command, argument } = problem
  return { event: 'error', code, command, argument, message: problemInWords(problem) }
}

export function conversationReport(conversation: Conversation): Report {
  const { personId, trust, request, unread, openedBy } = conversation
  return { event: 'conversation', ...where(conversation), person: personId, trust, request, unread, openedBy }
}

export function linkReport(link: Link, conversation: Conversation | null): Report {
  const { state, encrypted, rttMs, nextTryAt, error, offeredId } = link
  return { event: 'link', ...where(conversation), conversation: link.conversationId, state, encrypted, rttMs, nextTryAt, code: error?.code ?? null, offeredId }
}

/** Of a file: what it is and where it stands. */
export function fileFields({ file }: Message): Readonly<Record<string, Value>> {
  if (!file) return {}
  return { file: true, size: file.size, files: file.files, fileState: file.state, savedAs: file.savedAs, fileCode: file.failure?.code ?? null }
}

/** `known`: it was reported before, and has changed. */
export function messageReport(message: Message, conversation: Conversation | null, known: boolean): Report {
  if (message.notice)
    return {
      ...message.notice.details,
      event: 'notice',
      ...where(conversation),
      conversation: message.conversationId,
      id: message.id,
      code: message.notice.code,
    }
  const { late, replyTo, editedAt, deleted, failure } = message
  const reactions = message.reactions.map((r) => `${r.from}:${r.emoji}`).join(' ')
  return {
    event: known ? 'message-changed' : 'message',
    ...where(conversation),
    ...messageFields(message, conversation),
    ...fileFields(message),
    late,
    replyTo,
    editedAt,
    deleted,
    reactions,
    code: failure?.code ?? null,
  }
}

/** What else the stream says; null: nothing that a terminal needs. */
export function otherReport(event: NetEvent): Report | null {
  switch (event.type) {
    case 'typing':
      return { event: 'typing', conversation: event.conversationId, until: event.until }
    case 'conversation-removed':
      return { event: 'removed', conversation: event.conversationId, movedTo: event.movedTo }
    case 'message-removed':
      return { event: 'message-removed', conversation: event.conversationId, id: event.id }
    case 'nearby':
      return {
        event: 'around',
        online: event.nearby.filter((p) => p.online).length,
        names: event.nearby.flatMap((p) => (p.online && p.name ? [p.name] : [])).join(', '),
      }
    case 'network':
      return networkReport(event.network)
    case 'storage':
      return {
        event: 'storage',
        protection: event.storage.protection,
        waiting: event.storage.waiting,
        code: event.storage.error?.code ?? null,
        keptAs: event.storage.rescued?.keptAs ?? null,
        rescued: event.storage.rescued?.messages ?? null,
      }
    default:
      return null
  }
}

/** How well one can find people, and be found. */
function networkReport({ discovery, directories }: NetworkStatus): Report {
  const online = directories.filter((d) => d.state === 'online')
  return {
    event: 'network',
    discovery: discovery.on,
    directories: directories.length,
    online: online.length,
    claimed: online.find((d) => d.claimed !== null)?.claimed ?? null,
    code: directories.find((d) => d.error)?.error?.code ?? discovery.error?.code ?? null,
  }
}
