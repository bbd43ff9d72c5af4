import { AppError, toErrorData } from '../../shared/errors.ts'
import type { NetEvent } from '../../shared/events.ts'
import type { ConversationId } from '../../shared/model/conversation.ts'
import type { FileState } from '../../shared/model/file.ts'
import { type Messenger, openMessenger } from '../net/messenger/index.ts'
import { fileVault } from '../store/index.ts'
import { defaultDataFolder } from './data-folder.ts'
import type { SendArguments } from './files-arguments.ts'
import { FilesTold } from './files-told.ts'
import { giveName } from './open-profile.ts'
import { errorReport, type Report } from './reports.ts'
import { Roster } from './roster.ts'
import { Session } from './session.ts'
import { stopSignal } from './stop-signal.ts'
import { errorInWords, namedInWords } from './words.ts'

const over: ReadonlySet<FileState> = new Set(['done', 'failed', 'declined', 'cancelled'])
/** So that the last word is on their disk before the program ends, ms. */
const drainMs = 2_000

/** `palabre send`: one file or folder to one person; ends when they have it. 0: they do; 1: they do not. */
export async function send(args: SendArguments): Promise<number> {
  const told = new FilesTold(args.json)
  const stop = stopSignal()
  let messenger: Messenger | null = null
  try {
    messenger = await openMessenger({ folder: args.data ?? defaultDataFolder(), vault: fileVault(), overrides: { port: 0 } })
    await giveName(messenger, (name) => told.tell({ event: 'named', name }, namedInWords(name)))
    return await deliver(messenger, args, told, stop)
  } catch (thrown) {
    const error = toErrorData(thrown)
    told.tell(errorReport(error), errorInWords(error))
    return 1
  } finally {
    await messenger?.stop()
  }
}

async function deliver(messenger: Messenger, { path, to, port }: SendArguments, told: FilesTold, stop: Promise<void>): Promise<number> {
  const roster = new Roster(await messenger.commands['app.snapshot']({}))
  let failure: Report | null = null
  const session = new Session(messenger, roster, (report) => {
    if (report.event === 'error') failure = report
  })
  messenger.events.subscribe(({ event }) => roster.apply(event))
  await messenger.start()
  await session.execute(port === null ? (/\s/u.test(to) ? `/msg "${to}"` : `/join ${to}`) : `/join ${to} ${port}`)
  const conversation = session.current
  if (failure || !conversation) {
    const report: Report = failure ?? errorReport(new AppError('no-answer').toData())
    told.tell(report, String(report['message']))
    return 1
  }
  const { ended } = await offerOne(messenger, conversation.id, path, told)
  const state = await Promise.race([ended, stop])
  await messenger.drained(drainMs)
  return state === 'done' ? 0 : 1
}

/** Offers, and tells what becomes of it. They may have all of it before the offer is on this disk. */
export async function offerOne(
  messenger: Pick<Messenger, 'events' | 'offerFiles'>,
  id: ConversationId,
  path: string,
  told: Pick<FilesTold, 'file' | 'progress'>,
): Promise<{ readonly ended: Promise<FileState> }> {
  const early: NetEvent[] = []
  let listen = (event: NetEvent): void => {
    if (event.type === 'message' && event.message.from === 'me' && event.message.file) early.push(event)
  }
  messenger.events.subscribe(({ event }) => listen(event))
  const [offered] = await messenger.offerFiles(id, [path])
  if (!offered) throw new AppError('file-gone')
  told.file('offered', offered)
  const ended = new Promise<FileState>((resolve) => {
    let state: FileState = 'offered'
    listen = (event) => {
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
