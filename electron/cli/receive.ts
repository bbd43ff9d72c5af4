import { resolve } from 'node:path'
import { toErrorData } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { FileInfo } from '../../shared/model/file.ts'
import type { Message } from '../../shared/model/message.ts'
import { printable } from '../net/core/text.ts'
import type { Messenger } from '../net/messenger/index.ts'
import type { ReceiveArguments } from './files-arguments.ts'
import { runFiles } from './files-run.ts'
import { FilesTold } from './files-told.ts'
import { errorReport } from './reports.ts'
import { Roster } from './roster.ts'
import { stopSignal } from './stop-signal.ts'
import { errorInWords } from './words.ts'

/** `palabre receive`: takes what the right people offer, until it is stopped. */
export function receive(args: ReceiveArguments): Promise<number> {
  const told = new FilesTold(args.json)
  const stop = stopSignal()
  const downloads = resolve(args.folder ?? '.')
  const overrides = {
    downloads,
    takeUpTo: 0,
    ...(args.port === null ? {} : { port: args.port }),
    ...(args.host === null ? {} : { host: args.host }),
  }
  return runFiles(args.data, overrides, told, async (messenger) => {
    const before = await messenger.commands['app.snapshot']({})
    const first = follow(messenger, new Roster(before), args, told)
    for (const conversation of before.conversations) await takeWaiting(messenger, conversation, args, told)
    await messenger.start()
    const { listener, card } = await messenger.commands['app.snapshot']({})
    if (listener.state === 'failed') throw Object.assign(new Error(listener.error.code), { code: listener.error.code })
    if (listener.state === 'listening')
      told.tell(
        { event: 'listening', host: listener.host, port: listener.port, id: card.id },
        `Waiting for files on port ${listener.port}; they go to ${downloads}`,
      )
    const failed = await Promise.race([stop, args.once ? first : new Promise<boolean>(() => {})])
    return failed === true ? 1 : 0
  })
}

/** Files whose state is remembered, so that it is told once: a service runs for months. */
const mostRemembered = 10_000

/** Resolves at the end of the first file: true when it failed. */
function follow(messenger: Messenger, roster: Roster, { from }: ReceiveArguments, told: FilesTold): Promise<boolean> {
  const known = new Map<string, FileInfo>()
  return new Promise((resolve) => {
    messenger.events.subscribe(({ event }) => {
      roster.apply(event)
      if (event.type === 'transfer') {
        told.progress(event.transfer, known.get(event.transfer.id)?.size ?? 0)
        told.stuck(event.transfer)
      }
      if (event.type !== 'message' || event.message.from !== 'them' || !event.message.file) return
      const { message } = event
      const { file } = event.message
      const { state } = file
      if (known.get(message.id)?.state === state) return
      known.delete(message.id)
      known.set(message.id, file)
      const [oldest] = known.keys()
      if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest)
      const conversation = roster.conversation(message.conversationId)
      if (state === 'offered' && conversation && isWelcome(conversation, message, from)) void take(messenger, conversation, message, told)
      else if (state === 'offered' && conversation?.kind === 'secure' && !conversation.blocked) {
        told.file(state, message)
        told.tell({ event: 'not-taken', id: message.id, title: conversation.title, person: conversation.personId }, notTaken(conversation))
      } else told.file(state, message, state === 'done' ? { event: state, path: messenger.fileOf(message.conversationId, message.id) } : null)
      if (state === 'done' || state === 'failed') resolve(state === 'failed')
    })
  })
}

/** What was offered before and waits: whoever ended in between has not answered it. */
async function takeWaiting(messenger: Messenger, conversation: Conversation, { from }: ReceiveArguments, told: FilesTold): Promise<void> {
  const { id: conversationId } = conversation
  const files = await messenger.commands['file.list']({ conversationId, before: null, limit: limits.pageSize })
  const waiting = files.filter((message) => message.from === 'them' && message.file?.state === 'offered' && isWelcome(conversation, message, from))
  for (const message of waiting.reverse()) await take(messenger, conversation, message, told)
}

/** Safety numbers are compared in the window. */
function notTaken({ title, personId, request }: Conversation): string {
  const [name, who] = [printable(title), request ? personId : printable(title)]
  return `Not taken: ${name} is not among those who were asked for. Start with --accept-from ${who?.includes(' ') ? `"${who}"` : who}, or compare the safety number with ${name} in the window of Palabre: then it is taken without.`
}

const fold = (name: string): string => name.normalize('NFKC').toLowerCase().trim()

/** By pseudonym or identity; a pseudonym is only as good as whoever has it, so an unknown person needs `anyone` or their identity. */
function isWelcome({ kind, blocked, trust, request, title, personId }: Conversation, { author }: Message, from: readonly string[]): boolean {
  if (blocked) return false
  // In a room anybody may have any pseudonym.
  if (kind === 'room') return from.includes('anyone') || from.includes(author?.personId ?? '')
  if (kind !== 'secure') return false
  if (from.includes('anyone') || (personId !== null && from.includes(personId))) return true
  if (from.length === 0) return trust === 'verified'
  return !request && from.some((name) => fold(name) === fold(title))
}

async function take(messenger: Messenger, conversation: Conversation, message: Message, told: FilesTold): Promise<void> {
  try {
    if (conversation.request) await messenger.commands['conversation.accept']({ id: conversation.id })
    await messenger.commands['file.decide']({ conversationId: conversation.id, id: message.id, decision: 'accept' })
  } catch (thrown) {
    const error = toErrorData(thrown)
    told.tell(errorReport(error), errorInWords(error))
  }
}
