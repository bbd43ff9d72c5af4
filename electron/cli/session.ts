import type { z } from 'zod'
import { type Command, parseLine } from '../../shared/commands.ts'
import { AppError, toErrorData } from '../../shared/errors.ts'
import { type CallAnswer, type CallArgs, contract, type Talk } from '../../shared/ipc/contract.ts'
import { limits } from '../../shared/limits.ts'
import { type Address, formatAddress, isSameAddress } from '../../shared/model/address.ts'
import { type Conversation, type ConversationId, isAttempt, isLive, isUnanswered, isVisitor, type Link } from '../../shared/model/conversation.ts'
import type { NearbyPerson, NearbyRoom } from '../../shared/model/nearby.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import type { Messenger } from '../net/messenger/index.ts'
import { errorReport, problemReport, type Report } from './reports.ts'
import type { Roster } from './roster.ts'
import { commandHelp } from './words.ts'

type Channel = keyof Messenger['commands']

/** Longest wait for a `/join`: dialling, then the handshake, and a little. */
const joinMs = limits.connectTimeoutMs + limits.handshakeMs + 2_000

/** Commands that choose whom one talks with. */
const choosing: ReadonlySet<string> = new Set(['join', 'join-name', 'msg', 'room', 'invitation'])

/** Carries out what is typed, one line after the other; knows with whom one talks. */
export class Session {
  readonly #messenger: Messenger
  readonly #roster: Roster
  readonly #report: (report: Report) => void
  #current: ConversationId | null = null
  /** Whoever was to be talked with could not be: what is typed next was meant for them, so nobody gets it until the person has chosen. */
  #mustChoose = false
  /** A command tells what comes of it. */
  #isReaching = false
  /** Have said FIN; their connection may take a moment to end. */
  readonly #finished = new Set<ConversationId>()
  /** A line could not be carried out. */
  failed = false

  constructor(messenger: Messenger, roster: Roster, report: (report: Report) => void) {
    this.#messenger = messenger
    this.#roster = roster
    this.#report = report
  }

  get current(): Conversation | null {
    return this.#current === null ? null : this.#roster.conversation(this.#current)
  }

  /** Someone wrote or connected: with nobody joined, they are who one talks with. A raw-socket program that left in order no longer is. */
  noticed(id: ConversationId, isNew = false): void {
    const current = this.current
    const other = this.#roster.conversation(id)
    const isBeside = other && isVisitor(other) && !other.blocked && !this.#isOver(other) && other.id !== current?.id
    if (isNew && isBeside && (this.#mustChoose || (current && !this.#isOver(current)))) this.#report({ event: 'beside', ...this.#whom(other) })
    if (this.#mustChoose || (current && !this.#isOver(current))) return
    const arrived = this.#roster.conversation(id)
    if (!arrived || arrived.blocked || arrived.id === current?.id || this.#isOver(arrived)) return
    this.#current = arrived.id
    this.#report({ event: 'current', ...this.#whom(arrived) })
  }

  /** A program broke off (the next one of its host is another one, though it may go on in the same conversation), or a room sent me away. */
  brokeOff(id: ConversationId): void {
    if (this.#isReaching || this.current?.id !== id) return
    if (isVisitor(this.current) || this.current.kind === 'room') this.#chooseNobody()
  }

  /** A program said FIN, or (`isOver` false) is connected anew. */
  finished(id: ConversationId, isOver: boolean): void {
    if (isOver) this.#finished.add(id)
    else this.#finished.delete(id)
  }

  #isOver(conversation: Conversation): boolean {
    return isVisitor(conversation) && (this.#finished.has(conversation.id) || !isLive(this.#roster.link(conversation.id)))
  }

  /** `encrypted`: null where nobody ever answered, or in a room that one is not in. */
  #whom(conversation: Conversation) {
    const { id, kind, title } = conversation
    const link = this.#roster.link(id)
    const unknown = !isLive(link) && (kind === 'room' || isUnanswered(conversation))
    return { conversation: id, kind, title, encrypted: unknown ? null : kind === 'room' ? (link?.encrypted ?? null) : kind === 'secure' }
  }

  /** true: go on. Never rejects: what fails is reported. */
  async execute(line: string): Promise<boolean> {
    if (line.trim() === '') return true
    const decision = /^\/key\s+(accept|refuse)\s*$/iu.exec(line)?.[1]
    if (decision) return this.#carriedOut('key', () => this.#decide(decision.toLowerCase() === 'accept' ? 'accept' : 'refuse'))
    const parsed = parseLine(line)
    if (!parsed.ok) {
      this.failed = true
      this.#report(problemReport(parsed.problem))
      if (choosing.has(parsed.problem.command)) this.#chooseNobody()
      return true
    }
    if (parsed.command.type === 'quit') return false
    // In the window a dialog asks which.
    if (parsed.command.type === 'file' && parsed.command.path === null) {
      this.failed = true
      this.#report(problemReport({ code: 'missing-argument', command: 'file', argument: 'PATH' }))
      return true
    }
    const { command } = parsed
    return this.#carriedOut(command.type, () => this.#run(command))
  }

  async #carriedOut(name: string, run: () => Promise<void>): Promise<true> {
    try {
      await run()
    } catch (thrown) {
      this.failed = true
      this.#report(errorReport(toErrorData(thrown), name))
      if (choosing.has(name) && this.current === null) this.#chooseNobody()
    }
    return true
  }

  #choose(id: ConversationId): void {
    this.#current = id
    this.#mustChoose = false
  }

  /** Until somebody has been reached: what is typed after a failure never goes to the one before, nor to whoever speaks next. */
  #leaveCurrent(): void {
    this.#current = null
    this.#mustChoose = true
  }

  #chooseNobody(): void {
    this.#leaveCurrent()
    this.#report({ event: 'current', conversation: null, kind: null, title: null, encrypted: null })
  }

  async #run(command: Exclude<Command, { type: 'quit' }>): Promise<void> {
    switch (command.type) {
      case 'say':
        return this.#say(this.#someone(command.text), command.text)
      case 'join':
        return this.#join(command.address)
      case 'room':
        return this.#enter(command.address)
      case 'invitation':
        this.#leaveCurrent()
        return this.#reached(await this.#call('people.invitation', { url: command.url }), command.url.slice(0, 64))
      case 'rooms':
        return this.#rooms()
      case 'join-name':
        return this.#joinName(command.name, command.address)
      case 'msg':
        return this.#message(command.name, command.text)
      case 'file': {
        if (command.path === null) throw new AppError('bad-argument', { field: 'PATH' })
        const { id } = this.#someone()
        const [offered] = await this.#messenger.offerFiles(id, [command.path])
        return this.#report({ event: 'offered', conversation: id, name: offered?.text ?? '', size: offered?.file?.size ?? 0 })
      }
      case 'nick': {
        const { name } = await this.#call('settings.update', { name: command.name })
        const { rooms } = await this.#call('app.snapshot', {})
        return this.#report({ event: 'nick', name, rooms: rooms.filter(({ conversationId }) => isLive(this.#roster.link(conversationId))).length })
      }
      case 'who':
        return this.#who()
      case 'ping': {
        const { id, title } = this.#someone()
        const { rttMs } = await this.#call('conversation.ping', { id })
        return this.#report({ event: 'pong', conversation: id, title, rttMs })
      }
      case 'clear':
        await this.#call('conversation.clear', { id: this.#someone().id, undo: false })
        return this.#report({ event: 'cleared', conversation: this.#someone().id })
      case 'help':
        return this.#report({ event: 'help', text: commandHelp() })
    }
  }

  /** Arguments are checked as those of the window are. */
  async #call<C extends Channel>(channel: C, args: CallArgs<C>): Promise<CallAnswer<C>> {
    const parsed = (contract[channel].args as z.ZodType).safeParse(args)
    if (!parsed.success) throw new AppError('bad-argument', { field: String(parsed.error.issues[0]?.path[0] ?? '') })
    const run = this.#messenger.commands[channel] as (args: unknown) => CallAnswer<C> | Promise<CallAnswer<C>>
    return run(parsed.data)
  }

  /** `unsent`: what was to be said. */
  #someone(unsent = ''): Conversation {
    const current = this.current
    if (!current) throw new AppError('not-connected', { unsent, chosen: !this.#mustChoose })
    return current
  }

  async #say(conversation: Conversation, text: string): Promise<void> {
    if (text.length > limits.messageText) throw new AppError('message-too-long')
    await this.#call('message.send', { conversationId: conversation.id, id: uuidv7(), text, replyTo: null })
    this.#mustDecide(conversation)
  }

  /** What was typed is kept; that it goes to nobody for now is said each time. */
  #mustDecide({ id, title }: Conversation): void {
    const link = this.#roster.link(id)
    if (link?.state === 'key-changed') throw new AppError('wrong-key', { name: title, offered: link.offeredId })
  }

  /** In the window a banner asks. */
  async #decide(decision: 'accept' | 'refuse'): Promise<void> {
    const { id, title } = this.#someone()
    const isAsked = this.#roster.link(id)?.state === 'key-changed'
    const decided = isAsked ? await this.#call('conversation.decideKey', { id, decision }) : null
    if (decided) this.#choose(decided.id)
    this.#report({ event: 'key', conversation: decided?.id ?? id, title: decided?.title ?? title, decision: decided ? decision : null })
  }

  async #message(name: string, text: string | null): Promise<void> {
    this.#leaveCurrent()
    const found = await this.#call('people.talk', { name })
    const { conversation } = found
    this.#choose(conversation.id)
    const state = this.#roster.link(conversation.id)?.state ?? 'offline'
    const away = conversation.kind === 'secure' && state !== 'key-changed' && !isLive({ state })
    this.#report({ event: 'current', ...this.#whom(conversation), ...wayOf(found), away })
    if (text === null) this.#mustDecide(conversation)
    else await this.#say(conversation, text)
  }

  async #joinName(name: string, address: Address): Promise<void> {
    this.#leaveCurrent()
    const found = await this.#call('people.talk', { name }).catch((thrown: unknown) => {
      if (toErrorData(thrown).code === 'unknown-name') return null
      throw thrown
    })
    if (!found)
      return this.#join(address).catch((thrown: unknown) => {
        // No computer is called so either: what was written was a name.
        throw toErrorData(thrown).code === 'ENOTFOUND' && !name.includes('.') ? new AppError('unknown-name', { name }) : thrown
      })
    this.#report({ event: 'found', name: found.conversation.title, ...wayOf(found) })
    await this.#reached(found.conversation, found.conversation.title)
  }

  async #join(address: Address): Promise<void> {
    this.#leaveCurrent()
    await this.#reached(await this.#call('conversation.join', address), formatAddress(address))
  }

  async #enter(address: Address): Promise<void> {
    this.#leaveCurrent()
    const near = (await this.#network()).find(({ signed, addresses }) => signed && addresses.some((a) => isSameAddress(a, address)))
    // Its host says of itself that it is there: nobody else is entered instead.
    const joined = near ? this.#call('room.enter', { room: near.room, hostId: near.hostId }) : this.#call('room.join', address)
    await this.#reached(await joined, formatAddress(address))
  }

  async #network(): Promise<readonly NearbyRoom[]> {
    return (await this.#call('app.snapshot', {})).network.rooms
  }

  async #rooms(): Promise<void> {
    const { rooms, network } = await this.#call('app.snapshot', {})
    const current = this.current?.id
    for (const { conversationId, mode, members, role, hosting, topic, rules } of rooms) {
      const conversation = this.#roster.conversation(conversationId)
      if (!conversation) continue
      this.#report({
        event: 'room',
        conversation: conversationId,
        title: conversation.title,
        state: this.#roster.link(conversationId)?.state ?? 'offline',
        current: conversationId === current,
        people: members.length,
        encrypted: mode === 'palabre',
        role,
        topic,
        ...rules,
        port: hosting?.port ?? null,
      })
    }
    const known = new Set(rooms.map(({ conversationId }) => conversationId))
    for (const { room, hostId, hostName, name, entry, plain, people, signed, addresses, conversationId } of network.rooms) {
      if (conversationId !== null && known.has(conversationId)) continue
      const [address] = addresses
      const where = { host: address?.host ?? null, port: address?.port ?? null }
      this.#report({ event: 'nearby-room', room, hostId, hostName, name, entry, plain, people, signed, ...where })
    }
    if (rooms.length + network.rooms.length === 0) this.#report({ event: 'no-rooms' })
  }

  /** Waits until it is open. A known person stays who one talks with even so: what is said waits for them. */
  async #reached(joined: Conversation, label: string): Promise<void> {
    this.#choose(joined.id)
    this.#isReaching = true
    const outcome = await this.#roster.until(() => this.#outcome(joined.id), joinMs)
    this.#isReaching = false
    const conversation = this.#roster.conversation(joined.id)
    if (conversation && outcome?.state === 'open') {
      return this.#report({
        event: 'joined',
        label,
        conversation: conversation.id,
        kind: conversation.kind,
        title: conversation.title,
        host: outcome.remote?.host ?? null,
        port: outcome.remote?.port ?? null,
        encrypted: outcome.encrypted,
      })
    }
    if (conversation?.kind === 'plain' || outcome?.state === 'offline') this.#leaveCurrent()
    // The words are the trace that it leaves.
    if (conversation && isAttempt(conversation)) await this.#call('conversation.leave', { id: conversation.id })
    throw failure(outcome, conversation ?? joined)
  }

  /** undefined: still being tried. A conversation that moved to a known person waits for that person's connection. */
  #outcome(id: ConversationId): Link | undefined {
    const link = this.#roster.link(id)
    if (!link || link.state === 'connecting') return undefined
    if (isLive(link)) return { ...link, state: 'open' }
    if (this.#roster.follow(id) !== id || (link.error === null && link.state !== 'key-changed')) return undefined
    return link
  }

  async #who(): Promise<void> {
    const current = this.current?.id
    await this.#inRoom(current)
    // Who cannot be asked about is no reason not to list whom one knows.
    const { people, failed } = await this.#around()
    const around = new Map(people.map((person) => [person.conversationId, person]))
    for (const conversation of this.#roster.all()) {
      const { id, personId, trust, request } = conversation
      if (this.#isOver(conversation) || isAttempt(conversation)) continue
      const state = this.#roster.link(id)?.state ?? 'offline'
      const person = around.get(id)
      this.#report({ event: 'who', ...this.#whom(conversation), person: personId, trust, request, state, current: id === current, ...placeOf(person) })
    }
    for (const person of people) {
      if (person.conversationId !== null) continue
      const { id, name, online } = person
      const [address] = person.addresses
      this.#report({ event: 'nearby', person: id, name, online, host: address?.host ?? null, port: address?.port ?? null, ...placeOf(person) })
    }
    if (failed) throw failed
  }

  /** Who is in the room that one talks in. */
  async #inRoom(current: ConversationId | undefined): Promise<void> {
    const room = (await this.#call('app.snapshot', {})).rooms.find(({ conversationId }) => conversationId === current)
    for (const { name, personId, role, muted, address } of room?.members ?? [])
      this.#report({
        event: 'in-room',
        conversation: current ?? null,
        name,
        person: personId,
        role,
        muted,
        host: address?.host ?? null,
        port: address?.port ?? null,
      })
  }

  async #around(): Promise<{ readonly people: readonly NearbyPerson[]; readonly failed: unknown }> {
    try {
      return { people: await this.#call('people.search', { prefix: '' }), failed: null }
    } catch (failed) {
      return { people: [], failed }
    }
  }
}

/** Which way one knows where they are: `sources` empty, none but the conversation. */
const placeOf = (person: NearbyPerson | undefined) => ({
  sources: person?.sources.join(' ') ?? '',
  directory: person?.directory ? formatAddress(person.directory) : null,
})

/** Who told of them: a conversation, this network, or which directory; `asOf`: it only did so then. */
const wayOf = ({ foundBy, directory, asOf }: Talk) => ({ foundBy, directory: directory && formatAddress(directory), asOf })

function failure(outcome: Link | null, { address, title }: Conversation): AppError {
  const where = { host: address?.host ?? null, port: address?.port ?? null }
  if (outcome?.state === 'key-changed') return new AppError('wrong-key', { ...where, name: title, offered: outcome.offeredId })
  if (outcome?.error) return new AppError(outcome.error.code, { ...where, ...outcome.error.details })
  return new AppError('no-answer', where)
}
