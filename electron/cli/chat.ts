import { toErrorData } from '../../shared/errors.ts'
import type { Snapshot } from '../../shared/events.ts'
import { isLive } from '../../shared/model/conversation.ts'
import type { Messenger } from '../net/messenger/index.ts'
import { isFin } from '../net/protocols/line-chat/index.ts'
import type { ChatArguments } from './arguments.ts'
import { Narrator } from './narrator.ts'
import { openProfile } from './open-profile.ts'
import { printer } from './output.ts'
import { errorReport, type Report } from './reports.ts'
import { Roster } from './roster.ts'
import { openScreen } from './screen.ts'
import { Session } from './session.ts'

/** A program that connects only to say FIN has gone again after this, ms, and takes nobody's keyboard. */
const arrivalMs = 150

/** How long the end of input waits for the queue; a person who types `/quit` waits less. */
const drainMs = 5_000
const quitMs = 1_000
/** After the last that was said. */
const answerMs = 300

/** `palabre chat`: the messenger in a terminal. Answers the exit code. */
export async function chat(args: ChatArguments): Promise<number> {
  const interactive = Boolean(process.stdin.isTTY && process.stdout.isTTY)
  const screen = openScreen({ input: process.stdin, output: process.stdout, errors: process.stderr })
  const { report, release } = heldBack(printer(screen, args.json))
  const stop = stopSignal()
  let messenger: Messenger | null = null
  try {
    messenger = await openProfile({ ...args, onNamed: (name) => report({ event: 'named', name }) })
    const roster = new Roster(await messenger.commands['app.snapshot']({}))
    const session = new Session(messenger, roster, report)
    const unfollow = follow(messenger, roster, session, report, !args.json)
    await messenger.start()
    if (!greet(await messenger.commands['app.snapshot']({}), screen.print, release, args.json)) return 1
    const quit = await Promise.race([stop.then(() => 'stopped' as const), converse(screen.lines, session)])
    if (quit !== 'stopped') {
      const drained = await Promise.race([stop.then(() => false), messenger.drained(interactive ? quitMs : drainMs)])
      if (quit === 'end' && !interactive && drained) await Promise.race([stop, answered(messenger, roster, session)])
      unfollow()
      report({ event: 'stopped', drained })
    }
    return session.failed && !interactive ? 1 : 0
  } catch (thrown) {
    release(errorReport(toErrorData(thrown)))
    return 1
  } finally {
    screen.close()
    await messenger?.stop()
  }
}

/** A program answers without saying that it has: until nothing was said for a while, by either side. Nobody waits for a person. */
function answered(messenger: Messenger, roster: Roster, { current }: Session): Promise<void> {
  if (current?.kind !== 'plain' || !isLive(roster.link(current.id))) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(quiet)
      clearTimeout(longest)
      unsubscribe()
      resolve()
    }
    const longest = setTimeout(end, drainMs)
    let quiet = setTimeout(end, answerMs)
    const unsubscribe = messenger.events.subscribe(({ event }) => {
      if (event.type !== 'message') return
      clearTimeout(quiet)
      quiet = setTimeout(end, answerMs)
    })
  })
}

/** What happens before the first word is said (`release`) is told after it. */
function heldBack(print: (report: Report) => void): { report: (report: Report) => void; release: (first: Report) => void } {
  let held: Report[] | null = []
  return {
    report: (report) => (held ? void held.push(report) : print(report)),
    release: (first) => {
      const before = held ?? []
      held = null
      for (const report of [first, ...before]) print(report)
    },
  }
}

/** The core's events: kept in the roster, told, and someone who writes first becomes who one talks with. */
function follow(messenger: Messenger, roster: Roster, session: Session, report: (report: Report) => void, markRead: boolean): () => void {
  const narrator = new Narrator(roster, report)
  return messenger.events.subscribe(({ event }) => {
    roster.apply(event)
    narrator.tell(event)
    if (event.type === 'link' && event.link.state === 'open') {
      const { conversationId, encrypted } = event.link
      session.finished(conversationId, false)
      if (encrypted) session.noticed(conversationId)
      else setTimeout(() => session.noticed(conversationId, true), arrivalMs).unref()
    }
    if (event.type === 'link' && event.link.state === 'offline' && event.link.error) session.brokeOff(event.link.conversationId)
    if (event.type === 'message' && event.message.notice?.code === 'fin') session.finished(event.message.conversationId, true)
    if (event.type !== 'message' || event.message.from !== 'them') return
    if (!isFin(event.message.text)) session.noticed(event.message.conversationId)
    if (markRead) void read(messenger, event.message)
  })
}

/** What is on the terminal has been read; a request stays unanswered. */
async function read(messenger: Messenger, { conversationId, order }: { readonly conversationId: string; readonly order: string }): Promise<void> {
  await Promise.resolve(messenger.commands['conversation.read']({ id: conversationId, upTo: order })).catch(() => {})
}

/** false: it could not listen. */
function greet(
  { listener, settings, card }: Snapshot,
  print: (line: { to: 'out'; text: string }) => void,
  report: (report: Report) => void,
  json: boolean,
): boolean {
  if (listener.state === 'failed') report(errorReport(listener.error))
  if (listener.state !== 'listening') return false
  const { host, port, wantedPort } = listener
  report({ event: 'listening', host, port, id: card.id, wantedPort, name: settings.name })
  if (!json) print({ to: 'out', text: 'Welcome to Messenger !' })
  return true
}

/** One line after the other; the next waits until the one before is done. */
async function converse(lines: AsyncIterable<string>, session: Session): Promise<'quit' | 'end'> {
  for await (const line of lines) if (!(await session.execute(line))) return 'quit'
  return 'end'
}

/** Ctrl-C, a polite kill, or a reader of our output that has gone. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    process.stdout.on('error', () => resolve())
    process.stderr.on('error', () => resolve())
  })
}
