import { AppError, toErrorData } from '../../shared/errors.ts'
import type { NetEvent } from '../../shared/events.ts'
import type { Conversation, ConversationId } from '../../shared/model/conversation.ts'
import type { FileState } from '../../shared/model/file.ts'
import { printable } from '../net/core/text.ts'
import type { Messenger } from '../net/messenger/index.ts'
import type { SendArguments } from './files-arguments.ts'
import { runFiles } from './files-run.ts'
import { FilesTold } from './files-told.ts'
import { errorReport, type Report } from './reports.ts'
import { Roster } from './roster.ts'
import { Session } from './session.ts'
import { stopSignal } from './stop-signal.ts'
import { errorInWords } from './words.ts'

const over: ReadonlySet<FileState> = new Set(['done', 'failed', 'declined', 'cancelled'])

/** `palabre send`: one file or folder to one person or several; ends when all have it, or don't want it. 0: they do; 1: somebody does not. */
export function send(args: SendArguments): Promise<number> {
  const told = new FilesTold(args.json)
  const stop = stopSignal()
  return runFiles(args.data, { port: 0 }, told, (messenger) => deliver(messenger, args, told, stop))
}

async function deliver(messenger: Messenger, { path, to, port }: SendArguments, told: FilesTold, stop: Promise<void>): Promise<number> {
  const roster = new Roster(await messenger.commands['app.snapshot']({}))
  const failures: Report[] = []
  const session = new Session(messenger, roster, (report) => {
    if (report.event === 'error') failures.push(report)
  })
  messenger.events.subscribe(({ event }) => roster.apply(event))
  await messenger.start()
  const ends: Promise<FileState>[] = []
  for (const one of to) {
    failures.length = 0
    await session.execute(port === null ? (/\s/u.test(one) ? `/msg "${one}"` : `/join ${one}`) : `/join ${one} ${port}`)
    const conversation = session.current
    if (failures.length > 0 || !conversation) {
      const report: Report = failures[0] ?? errorReport(new AppError('no-answer').toData())
      told.tell({ ...report, to: one }, to.length > 1 ? `${printable(one)}: ${String(report['message'])}` : String(report['message']))
      ends.push(Promise.resolve('failed'))
    } else ends.push(...(await offered(messenger, conversation, path, to.length > 1 ? told.of(one) : told, told)))
  }
  const states = await Promise.race([Promise.all(ends), stop])
  if (!states) told.tell({ event: 'stopped' }, 'Stopped. The same command goes on with it.')
  return states?.every((state) => state === 'done') ? 0 : 1
}

/** What becomes of it; what can't be offered to one may be to the next. */
async function offered(
  messenger: Messenger,
  { id }: Conversation,
  path: string,
  each: Pick<FilesTold, 'file' | 'progress' | 'link'>,
  told: FilesTold,
): Promise<Promise<FileState>[]> {
  try {
    return [(await offerOne(messenger, id, path, each)).ended]
  } catch (thrown) {
    const error = toErrorData(thrown)
    told.tell(errorReport(error), errorInWords(error))
    return [Promise.resolve('failed' as const)]
  }
}

/** Offers, or goes on with what was offered, and tells what becomes of it. They may have all of it before the offer is on this disk. */
export async function offerOne(
  messenger: Pick<Messenger, 'events' | 'offerFiles' | 'onItsWay'>,
  id: ConversationId,
  path: string,
  told: Pick<FilesTold, 'file' | 'progress' | 'link'>,
): Promise<{ readonly ended: Promise<FileState> }> {
  const early: NetEvent[] = []
  let listen = (event: NetEvent): void => {
    if (event.type === 'message' && event.message.from === 'me' && event.message.file) early.push(event)
  }
  messenger.events.subscribe(({ event }) => listen(event))
  const begun = await messenger.onItsWay(id, path)
  const offered = begun ?? (await messenger.offerFiles(id, [path]))[0]
  if (!offered) throw new AppError('file-gone')
  told.file(begun ? 'resumed' : 'offered', offered)
  const ended = new Promise<FileState>((resolve) => {
    let state: FileState = begun?.file?.state ?? 'offered'
    let isOpen = true
    listen = (event) => {
      if (event.type === 'link' && event.link.conversationId === id && (event.link.state === 'open') !== isOpen) {
        isOpen = !isOpen
        if (!over.has(state)) told.link(isOpen)
      }
      if (event.type === 'transfer' && event.transfer.id === offered.id) told.progress(event.transfer, offered.file?.size ?? 0)
      if (event.type !== 'message' || event.message.id !== offered.id || !event.message.file || event.message.file.state === state) return
      state = event.message.file.state
      told.file(state, event.message)
      if (over.has(state)) resolve(state)
    }
    for (const event of early) listen(event)
  })
  return { ended }
}
