import { createServer, type Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import { isName } from '../../../../shared/model/name.ts'
import { printable, safeName } from '../../core/text.ts'
import type { Clock, Logger } from '../../core/types.ts'
import { listenAt } from '../../diagnostics/listen-at.ts'
import { Broadcast } from './broadcast.ts'
import { full, help, invalid, joinedLine, leftLine, mostMembers, mostPerAddress, namelessMs, namePrompt, quitWord, taken } from './constants.ts'
import { Member } from './member.ts'

export interface RoomOptions extends Address {
  readonly clock: Clock
  readonly logger: Logger
  readonly onEvent?: (event: RoomEvent) => void
}

/** What happens in a room. `slow`: left because they did not read. */
export type RoomEvent =
  | { readonly event: 'joined'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly event: 'left'; readonly name: string; readonly reason: 'quit' | 'slow' }
  | { readonly event: 'said'; readonly name: string; readonly text: string }

export interface Room {
  readonly address: Address
  readonly members: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** Everything but a tab and letters would move other people's cursors. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

const folded = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('und')

/** The room of the course, for any raw-socket program. Rejects `AppError` EADDRINUSE and its like. */
export async function createRoom({ host, port, clock, logger, onEvent = () => {} }: RoomOptions): Promise<Room> {
  /** With a pseudonym. */
  const members = new Set<Member>()
  const names = new Map<string, Member>()
  const nameless = new Map<Member, () => void>()
  const perAddress = new Map<string, number>()
  const broadcast = new Broadcast(members)

  const enter = (member: Member, typed: string) => {
    const wanted = typed.trim() === '' ? `Anonyme_${member.remote.port}` : typed.trim()
    const refusal = !isName(wanted) ? invalid : names.has(folded(safeName(wanted))) ? taken : null
    if (refusal) return member.write(refusal + namePrompt)
    nameless.get(member)?.()
    nameless.delete(member)
    member.name = safeName(wanted)
    names.set(folded(member.name), member)
    // They hear what is said from here on, their own arrival first.
    broadcast.flush()
    members.add(member)
    broadcast.say(joinedLine(member.name), null)
    broadcast.flush()
    member.write(help)
    onEvent({ event: 'joined', name: member.name, ...member.remote })
  }

  const onLine = (member: Member, line: string) => {
    if (member.name === '') return enter(member, line)
    const text = line.trim()
    if (text === '') return
    if (text === quitWord) return member.leave()
    const shown = unsafe.test(text) ? printable(text) : text
    broadcast.say(`${member.name}: ${shown}\n`, member)
    onEvent({ event: 'said', name: member.name, text: shown })
  }

  const onGone = (member: Member) => {
    nameless.get(member)?.()
    nameless.delete(member)
    count(member.remote.host, -1)
    if (!members.delete(member)) return
    names.delete(folded(member.name))
    broadcast.say(leftLine(member.name), null)
    onEvent({ event: 'left', name: member.name, reason: member.wasSlow ? 'slow' : 'quit' })
  }

  const count = (from: string, by: number) => {
    const now = (perAddress.get(from) ?? 0) + by
    if (now > 0) perAddress.set(from, now)
    else perAddress.delete(from)
  }

  const accept = (socket: Socket) => {
    const from = socket.remoteAddress ?? ''
    if (members.size + nameless.size >= mostMembers || (perAddress.get(from) ?? 0) >= mostPerAddress) {
      socket.on('error', () => {})
      socket.end(full)
      return
    }
    count(from, 1)
    const member = new Member(socket, clock, { onLine, onGone })
    nameless.set(
      member,
      clock.after(namelessMs, () => member.leave()),
    )
    member.write(namePrompt)
  }

  const server = createServer({ allowHalfOpen: true }, accept)
  const address = await listenAt(server, { host, port })
  server.on('error', (error) => logger.warn('the room’s listener failed', { error: String(error) }))
  return {
    address,
    members: () => [...members].map(({ name }) => name),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      broadcast.flush()
      for (const member of [...members, ...nameless.keys()]) member.leave()
      await closed
    },
  }
}
