import { limits } from '../../shared/limits.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { uuidv7 } from '../../shared/uuid.ts'
import { printable } from '../net/core/text.ts'
import { type Facts, type PostItem, type Room, roleOf } from '../net/protocols/room/index.ts'
import { problemReport, type Report } from './reports.ts'
import { type HostCommand, readHostLine } from './room-commands.ts'
import { hostHelp } from './words.ts'

/** As the log takes it. */
const topicLength = 200

const fold = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('und').trim()

/** What a room's host types: said to all, or carried out. */
export class RoomConsole {
  readonly #room: Pick<Room, 'facts' | 'post'>
  readonly #tell: (report: Report, words: string) => void
  /** Whom a ban of this run was about: who is out has no name any more. */
  readonly #banned = new Map<string, string>()

  constructor(room: Pick<Room, 'facts' | 'post'>, tell: (report: Report, words: string) => void) {
    this.#room = room
    this.#tell = tell
  }

  /** false: it was asked to stop. */
  execute(line: string): boolean {
    const read = readHostLine(line)
    if (line.trim() === '') return true
    if (!read.ok) {
      const report = problemReport(read.problem)
      this.#tell(report, String(report['message']))
      return true
    }
    if (read.command === 'quit') return false
    const facts = this.#room.facts()
    if (facts) this.#run(read.command, read.argument, facts)
    return true
  }

  #run(command: Exclude<HostCommand | 'say', 'quit'>, argument: string, facts: Facts): void {
    switch (command) {
      case 'say':
        if (argument.length > limits.messageText) return void this.#fail('message-too-long', command, 'That message is too long.')
        return void this.#post(command, { k: 'text', id: uuidv7(), text: argument, re: null })
      case 'who':
        return void this.#who(facts)
      case 'help':
        return void this.#tell({ event: 'help', text: hostHelp() }, hostHelp())
      case 'topic': {
        const topic = argument.slice(0, topicLength)
        if (this.#post(command, { k: 'topic', topic }))
          this.#tell({ event: 'topic', topic }, topic === '' ? 'No topic any more.' : `Topic: ${printable(topic)}`)
        return
      }
      default:
        return void this.#about(command, argument, facts)
    }
  }

  #about(command: 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'moderator' | 'member', name: string, facts: Facts): void {
    const who = this.#find(command, name, facts)
    if (who === null) return void this.#fail('unknown-name', command, `Nobody called “${printable(name)}” is ${where[command]}. /who lists everybody.`)
    const called = facts.members.get(who)?.name ?? this.#banned.get(who) ?? name
    if (command === 'kick') return void this.#post(command, { k: 'remove', who })
    if (command === 'moderator' || command === 'member') return void this.#give(command, who, called)
    const on = command === 'ban' || command === 'mute'
    const isBan = command === 'ban' || command === 'unban'
    if (!this.#post(command, { k: isBan ? 'ban' : 'mute', who, on })) return
    if (isBan && on) this.#banned.set(who, called)
    this.#tell({ event: isBan ? 'banned' : 'muted', name: called, on }, `*** ${printable(called)} ${done[command]}`)
  }

  /** Only somebody with a key can sign what they decide. */
  #give(role: 'moderator' | 'member', who: string, name: string): void {
    if (who.startsWith('name:')) return void this.#fail('not-allowed', role, `${printable(name)} is a program: only people with a Palabre can be moderators.`)
    if (this.#post(role, { k: 'role', who, role })) this.#tell({ event: 'role', name, role }, `*** ${printable(name)} ${done[role]}`)
  }

  /** By name or identity: of those who are in; for `unban` of those who may not be. */
  #find(command: string, name: string, { members, banned }: Facts): string | null {
    const wanted = fold(name)
    if (command !== 'unban') return [...members.values()].find((member) => fold(member.name) === wanted || member.key === name)?.key ?? null
    return [...banned].find((key) => key === name || key === `name:${wanted}` || fold(this.#banned.get(key) ?? '') === wanted) ?? null
  }

  #who(facts: Facts): void {
    for (const { key, name, host, port } of facts.members.values()) {
      const person = key.startsWith('name:') ? null : key
      const [role, muted] = [roleOf(facts, key), facts.muted.has(key)]
      const more = [person === null ? 'not encrypted' : 'encrypted', ...(role === 'member' ? [] : [role]), ...(muted ? ['muted'] : [])]
      this.#tell({ event: 'who', name, person, host, port, role, muted }, `${printable(name)}, ${formatAddress({ host, port })}, ${more.join(', ')}`)
    }
    for (const key of facts.banned) {
      const name = this.#banned.get(key) ?? key.replace(/^name:/u, '')
      this.#tell({ event: 'banned', name, on: true }, `${printable(name)}, banned`)
    }
    if (facts.members.size === 0) this.#tell({ event: 'nobody' }, 'Nobody is in.')
  }

  #post(command: string, item: PostItem): boolean {
    const isDone = this.#room.post([item])
    if (!isDone) this.#fail('not-allowed', command, 'Only over those below the owner.')
    return isDone
  }

  #fail(code: string, command: string, message: string): void {
    this.#tell({ event: 'error', code, command, message }, message)
  }
}

const where = { kick: 'in', ban: 'in', mute: 'in', unmute: 'in', moderator: 'in', member: 'in', unban: 'banned' } as const
const done = {
  ban: 'is banned',
  unban: 'may come in again',
  mute: 'is muted',
  unmute: 'may speak again',
  moderator: 'is a moderator',
  member: 'is no moderator any more',
} as const
