import { createServer, type Server, type Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import { isName } from '../../../../shared/model/name.ts'
import type { RoomRules } from '../../../../shared/model/room.ts'
import { printable, safeName } from '../../core/text.ts'
import type { Clock, Logger } from '../../core/types.ts'
import { listenAt } from '../../diagnostics/listen-at.ts'
import type { Identity } from '../secure-peer/types.ts'
import { Broadcast } from './broadcast.ts'
import {
  backMs,
  full,
  help,
  invalid,
  joinedLine,
  leftLine,
  lineCut,
  mostMembers,
  mostPerAddress,
  namelessMs,
  namePrompt,
  noPlain,
  quitWord,
  silenced,
  taken,
  unstoredEntries,
  upgradeLine,
  upgradeMark,
} from './constants.ts'
import { type AnyItem, hashOf, type Post, type PostItem, Signer } from './entries.ts'
import { type Facts, may, type Present } from './facts.ts'
import { type Guest, Guests, type GuestsOptions } from './guests.ts'
import { Ledger } from './ledger.ts'
import { isCut } from './line-intake.ts'
import type { RoomLog } from './log.ts'
import { Member } from './member.ts'
import { Pace } from './pace.ts'
import { fileLine } from './plain-words.ts'

/** What makes a room one for people with a Palabre too. */
export interface SecureRoom {
  readonly identity: Identity
  readonly log: RoomLog
  /** What the log adds up to; null: this waits to become the host of a room, see `promote`. */
  readonly facts: Facts | null
  readonly hostName: string
  readonly standing?: () => { readonly room: string; readonly epoch: number; readonly seq: number } | null
  readonly allows: (personId: string, rules: RoomRules, ticket: string | null) => boolean
  readonly onFacts?: (facts: Facts) => void
  readonly streams?: GuestsOptions['streams']
}

export interface RoomOptions extends Address {
  readonly clock: Clock
  readonly logger: Logger
  readonly onEvent?: (event: RoomEvent) => void
  readonly secure?: SecureRoom
}

/** What happens in a room. `person`: their identity; null: a raw-socket program. `slow`: left because they did not read. */
export type RoomEvent =
  | { readonly event: 'joined'; readonly name: string; readonly host: string; readonly port: number; readonly person: string | null }
  | { readonly event: 'left'; readonly name: string; readonly reason: 'quit' | 'slow' | 'removed' | 'banned' | 'lost' }
  | { readonly event: 'said'; readonly name: string; readonly text: string }

export interface Room {
  /** Where it was opened last. */
  readonly address: Address
  /** Opens it at another port as well. Rejects `AppError` EADDRINUSE and its like. */
  readonly alsoAt: (port: number) => Promise<void>
  readonly members: () => readonly string[]
  /** Of the room as it is hosted here; null: it is not. */
  readonly facts: () => Facts | null
  /** The host itself says or does this, signed like everybody's; it need not be a member. false: it may not, or does not host. */
  readonly post: (items: readonly PostItem[]) => boolean
  /** The room fell to this one: the next epoch begins. */
  readonly promote: (facts: Facts) => void
  /** `closing` asks those who stay to go on without this host. */
  readonly stop: (reason?: 'closing' | 'ended') => Promise<void>
}

/** Everything but a tab and letters would move other people's cursors. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** `ada: oui` would have ada say what this one says, and `***` is the room's own voice. */
const speaksForOthers = /: |^\*\*\*/u

const folded = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('und')
const plainKey = (name: string): string => `name:${folded(name)}`.slice(0, 80)

/** The room of the course, for any raw-socket program, and for people with a Palabre on the same port. Rejects `AppError` EADDRINUSE and its like. */
export async function createRoom({ host, port, clock, logger, onEvent = () => {}, secure }: RoomOptions): Promise<Room> {
  /** With a pseudonym. */
  const members = new Set<Member>()
  const names = new Map<string, Member>()
  const nameless = new Map<Member, () => void>()
  const perAddress = new Map<string, number>()
  const broadcast = new Broadcast(members)
  let ledger: Ledger | null = null
  let cancelAway = () => {}
  const pace = new Pace(
    clock,
    () => [...members, ...[...(guests?.all() ?? [])].map(({ link }) => link)],
    () => (ledger?.unstored ?? 0) < unstoredEntries / 2,
  )
  /** Read on, but not without end. */
  const after = (speaker: Member | Guest['link']) => {
    if (broadcast.isFull || (ledger?.unstored ?? 0) >= unstoredEntries) pace.hold(speaker)
  }

  const guests: Guests | undefined =
    secure &&
    new Guests({
      identity: secure.identity,
      log: secure.log,
      clock,
      logger,
      ledger: () => ledger,
      standing: secure.standing ?? (() => null),
      allows: secure.allows,
      ...(secure.streams ? { streams: secure.streams } : {}),
      nameFor: (name, id) => freeName(name, id),
      onEntered: (guest, before) => {
        if (!before) broadcast.say(joinedLine(guest.name), null)
        if (before !== 'here') onEvent({ event: 'joined', name: guest.name, ...guest.link.remote, person: guest.id })
      },
      onLeft: (guest, reason) => {
        broadcast.say(leftLine(guest.name), null)
        onEvent({ event: 'left', name: guest.name, reason })
      },
      onPost: ({ name }, { items }) => posted(name, items),
      onSaid: ({ link }) => after(link),
    })

  /** What raw-socket programs notice of it. */
  const posted = (name: string, items: readonly AnyItem[]) => {
    for (const item of items) {
      if (item.k === 'text') saidBy(name, item.text)
      else if (item.k === 'edit') saidBy(name, item.text, '* ')
      else if (item.k === 'file') saidBy(name, fileLine(item))
      else if (item.k === 'remove' || (item.k === 'ban' && item.on)) dropPlain(item.who)
      else if (item.k === 'rules' && !item.rules.plain) for (const member of [...members, ...nameless.keys()]) refuse(member)
    }
  }

  const signer = secure && new Signer(secure.identity)
  const post = (items: readonly PostItem[]): boolean => {
    if (!secure || !signer || !guests || !ledger) return false
    const { facts } = ledger
    const { id } = secure.identity
    if (items.length === 0 || items.some((item) => !may(facts, id, item))) return false
    const chain = facts.chains.get(id)
    const said: Post = { room: facts.room, n: (chain?.n ?? 0) + 1, prev: chain?.hash ?? null, at: clock.now(), items: [...items] }
    const { body, sig } = signer.sign(said)
    ledger.add({ k: 'post', key: signer.spki, body, sig }, { author: id, post: said, hash: hashOf(body) })
    posted(secure.hostName, items)
    for (const item of items) guests.carryOut(item)
    return true
  }

  const host_ = (facts: Facts) => {
    if (!secure) return
    ledger = new Ledger(
      facts,
      secure.log,
      clock,
      () => (guests?.size ?? 0) > 0,
      (frames) => {
        guests?.tell(frames)
        secure.onFacts?.(facts)
      },
    )
    ledger.add({ k: 'epoch', host: secure.identity.id, name: secure.hostName, from: facts.hash, port: address.port }, null, facts.epoch + 1)
    ledger.flush()
    cancelAway = clock.after(backMs, () => facts.away.forEach(left))
  }
  /** Was in under the host before, and has not come back. */
  const left = ({ key, name }: Present) => {
    broadcast.say(leftLine(name), null)
    ledger?.add({ k: 'out', who: key, name, why: 'lost' })
  }

  const isTaken = (name: string, id: string | null): boolean => {
    if (names.has(folded(name))) return true
    const own = id ?? plainKey(name)
    // Nobody else speaks as the host.
    if (ledger && secure && id !== secure.identity.id && folded(name) === folded(secure.hostName)) return true
    const isOther = (is: Present) => is.key !== own && folded(is.name) === folded(name)
    return ledger !== null && [...ledger.facts.members.values(), ...ledger.facts.away.values()].some(isOther)
  }

  const freeName = (given: string, id: string): string => {
    const name = speaksForOthers.test(given) ? safeName(given.replaceAll(/\*|: /gu, ' ')) : given
    for (let i = 1; ; i++) {
      const candidate = i === 1 ? name : `${name.slice(0, 27)} (${i})`
      if (!isTaken(candidate, id)) return candidate
    }
  }

  /** To raw-socket programs each line of it carries its author; `mark`: and what it is. */
  const saidBy = (name: string, text: string, mark = '') => {
    const lines = members.size > 0 ? text.split('\n') : []
    for (const line of lines) if (line.trim() !== '') broadcast.say(`${name}: ${mark}${printable(line)}\n`, null)
    onEvent({ event: 'said', name, text: `${mark}${text}` })
  }

  const dropPlain = (who: string) => {
    for (const member of members) if (member.key === who) member.leave()
  }

  /** Says why first. */
  const refuse = (member: Member) => {
    member.write(noPlain)
    member.leave()
  }

  const enter = (member: Member, typed: string) => {
    if (secure && !ledger) return void member.leave()
    if (ledger && typed.endsWith(upgradeMark)) return member.write(upgradeLine)
    const wanted = typed.trim() === '' ? `Anonyme_${member.remote.port}` : typed.trim()
    const name = safeName(wanted)
    const refusal = !isName(wanted) || speaksForOthers.test(wanted) ? invalid : isTaken(name, null) || ledger?.facts.banned.has(plainKey(name)) ? taken : null
    if (refusal) return member.write(refusal + namePrompt)
    if (ledger && !ledger.facts.rules.plain) return refuse(member)
    nameless.get(member)?.()
    nameless.delete(member)
    member.name = name
    member.key = plainKey(name)
    names.set(folded(name), member)
    // They hear what is said from here on, their own arrival first.
    broadcast.flush()
    members.add(member)
    broadcast.say(joinedLine(name), null)
    broadcast.flush()
    member.write(help)
    const again = ledger?.facts.away.has(member.key) ? { again: true } : {}
    ledger?.add({ k: 'in', who: member.key, name, color: 'slate', ...member.remote, standby: 0, ...again })
    onEvent({ event: 'joined', name, ...member.remote, person: null })
  }

  const onLine = (member: Member, line: string) => {
    if (member.name === '') return enter(member, line)
    const text = line.trim()
    if (text === '') return
    if (text === quitWord) return member.leave()
    if (ledger?.facts.muted.has(member.key)) return void member.write(silenced)
    if (isCut(line)) member.write(lineCut)
    const shown = unsafe.test(text) ? printable(text) : text
    broadcast.say(`${member.name}: ${shown}\n`, member)
    ledger?.plain(member.name, shown)
    after(member)
    onEvent({ event: 'said', name: member.name, text: shown })
  }

  const forget = (member: Member) => {
    nameless.get(member)?.()
    nameless.delete(member)
  }

  const onGone = (member: Member) => {
    forget(member)
    count(member.remote.host, -1)
    if (!members.delete(member)) return
    names.delete(folded(member.name))
    broadcast.say(leftLine(member.name), null)
    const reason = member.wasSlow ? 'slow' : 'quit'
    ledger?.add({ k: 'out', who: member.key, name: member.name, why: reason })
    onEvent({ event: 'left', name: member.name, reason })
  }

  const onSecure = (member: Member, socket: Socket) => {
    forget(member)
    const leave = () => count(member.remote.host, -1)
    if (guests) return guests.accept(socket, leave)
    socket.destroy()
    leave()
  }

  const count = (from: string, by: number) => {
    const now = (perAddress.get(from) ?? 0) + by
    if (now > 0) perAddress.set(from, now)
    else perAddress.delete(from)
  }

  const accept = (socket: Socket) => {
    const from = socket.remoteAddress ?? ''
    const here = members.size + nameless.size + (guests?.size ?? 0)
    if (here >= mostMembers || (perAddress.get(from) ?? 0) >= mostPerAddress) {
      socket.on('error', () => {})
      socket.end(full)
      return
    }
    count(from, 1)
    const member = new Member(socket, clock, { onLine, onGone, onSecure })
    nameless.set(
      member,
      clock.after(namelessMs, () => member.leave()),
    )
    member.write(namePrompt)
  }

  const servers: Server[] = []
  let isStopped = false
  const listen = async (at: number): Promise<Address> => {
    const server = createServer({ allowHalfOpen: true }, accept)
    const found = await listenAt(server, { host, port: at }, { server: 'room-server', client: 'room-member' })
    server.on('error', (error) => logger.warn('the room’s listener failed', { error: String(error) }))
    if (isStopped) server.close()
    else servers.push(server)
    return found
  }
  let address = await listen(port)
  if (secure?.facts) host_(secure.facts)
  return {
    get address() {
      return address
    },
    async alsoAt(port) {
      address = await listen(port)
    },
    members: () => [...[...members].map(({ name }) => name), ...[...(guests?.all() ?? [])].map(({ name }) => name)],
    facts: () => ledger?.facts ?? null,
    post,
    promote: host_,
    async stop(reason = 'ended') {
      isStopped = true
      cancelAway()
      const closed = Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
      broadcast.flush()
      ledger?.flush()
      guests?.stop(reason)
      ledger = null
      for (const member of [...members, ...nameless.keys()]) member.leave()
      await closed
    },
  }
}
