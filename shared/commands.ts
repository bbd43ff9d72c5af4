import type { Address } from './model/address.ts'

/** Where the lab's messenger listens; the port of an address without one. */
export const defaultPort = 3000
/** Where a room listens. */
export const defaultRoomPort = 9000

/** The slash commands that exist, as help and completion show them. `args`: names of the arguments, optional ones in brackets. */
export const commandTable = [
  { name: 'join', args: ['HOST', '[PORT]'] },
  { name: 'room', args: ['HOST', '[PORT]'] },
  { name: 'rooms', args: [] },
  { name: 'msg', args: ['NAME', '[TEXT]'] },
  { name: 'file', args: ['[PATH]'] },
  { name: 'nick', args: ['NAME'] },
  { name: 'who', args: [] },
  { name: 'ping', args: [] },
  { name: 'clear', args: [] },
  { name: 'quit', args: [] },
  { name: 'help', args: [] },
] as const satisfies readonly { readonly name: string; readonly args: readonly string[] }[]

export type CommandName = (typeof commandTable)[number]['name']

/**
 * A line of a composer or a terminal. `say`: text for the current conversation. `join-name`: `/join` of a pseudonym, or of a host
 * without a port (`address` is then the guess with the default port).
 */
export type Command =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'join'; readonly address: Address }
  | { readonly type: 'room'; readonly address: Address }
  /** `/join` or `/room` of a link. */
  | { readonly type: 'invitation'; readonly url: string }
  | { readonly type: 'join-name'; readonly name: string; readonly address: Address }
  | { readonly type: 'msg'; readonly name: string; readonly text: string | null }
  /** null: the window asks which. */
  | { readonly type: 'file'; readonly path: string | null }
  | { readonly type: 'nick'; readonly name: string }
  | { readonly type: 'rooms' | 'who' | 'ping' | 'clear' | 'quit' | 'help' }

/** What is wrong with a line; the words belong to whoever shows it. `command`: the one that was meant, or the unknown name. */
export interface CommandProblem {
  readonly code: 'unknown-command' | 'missing-argument' | 'too-many-arguments' | 'bad-port' | 'bad-address'
  readonly command: string
  /** The argument that is missing or wrong: its name in the table, or what was typed. */
  readonly argument: string
}

export type ParsedLine = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly problem: CommandProblem }

const fine = (command: Command): ParsedLine => ({ ok: true, command })
const wrong = (code: CommandProblem['code'], command: string, argument = ''): ParsedLine => ({ ok: false, problem: { code, command, argument } })

/** Reads one line. A slash begins a command; two slashes are one literal slash of a message. Never throws. */
export function parseLine(line: string): ParsedLine {
  if (!line.startsWith('/')) return fine({ type: 'say', text: line })
  if (line.startsWith('//')) return fine({ type: 'say', text: line.slice(1) })
  const [, typed = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/u.exec(line) ?? []
  const name = typed.toLowerCase()
  const known = commandTable.find((c) => c.name === name)
  return known ? parseArguments(known.name, rest.trimEnd()) : wrong('unknown-command', typed)
}

function parseArguments(name: CommandName, rest: string): ParsedLine {
  switch (name) {
    case 'join':
      return parseJoin(rest)
    case 'room':
      return parseRoom(rest)
    case 'msg':
      return parseMsg(rest)
    case 'file':
      return fine({ type: 'file', path: rest === '' ? null : rest })
    case 'nick':
      return rest === '' ? wrong('missing-argument', name, 'NAME') : fine({ type: 'nick', name: rest })
    default:
      return rest === '' ? fine({ type: name }) : wrong('too-many-arguments', name, rest)
  }
}

function parseMsg(rest: string): ParsedLine {
  const quoted = /^"([^"]+)"\s*([\s\S]*)$/u.exec(rest)
  const [, name = '', text = ''] = quoted ?? /^(\S+)\s*([\s\S]*)$/u.exec(rest) ?? []
  return name === '' ? wrong('missing-argument', 'msg', 'NAME') : fine({ type: 'msg', name, text: text === '' ? null : text })
}

/** `HOST PORT`, `HOST:PORT`, `[v6]:PORT`, `[v6]`, an IPv6 address alone, or one word: a pseudonym or a host. */
function parseJoin(rest: string): ParsedLine {
  if (isLink(rest)) return fine({ type: 'invitation', url: rest })
  const [first = '', second, third] = rest.split(/\s+/u)
  if (first === '') return wrong('missing-argument', 'join', 'HOST')
  if (third !== undefined) return wrong('too-many-arguments', 'join', third)
  if (second !== undefined) return joinAddress(withoutBrackets(first), second)
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/u.exec(first)
  if (bracketed) return joinAddress(bracketed[1] ?? '', bracketed[2] ?? String(defaultPort))
  const colons = first.split(':').length - 1
  if (colons === 1) return joinAddress(first.slice(0, first.indexOf(':')), first.slice(first.indexOf(':') + 1))
  if (colons > 1) return joinAddress(first, String(defaultPort))
  if (isIpv4(first)) return joinAddress(first, String(defaultPort))
  return fine({ type: 'join-name', name: first, address: { host: first, port: defaultPort } })
}

/** As `/join`, of an address alone; without a port it is the room's. */
function parseRoom(rest: string): ParsedLine {
  if (isLink(rest)) return fine({ type: 'invitation', url: rest })
  const named = /^[^\s:]+$/u.test(rest) || (rest.split(':').length > 2 && !/[\s\]]/u.test(rest))
  const parsed = parseJoin(named || /^\[[^\]]+\]$/u.test(rest) ? `${rest} ${defaultRoomPort}` : rest)
  if (!parsed.ok) return { ok: false, problem: { ...parsed.problem, command: 'room' } }
  const { command } = parsed
  return command.type === 'join' ? fine({ type: 'room', address: command.address }) : wrong('bad-address', 'room', rest)
}

function joinAddress(host: string, port: string): ParsedLine {
  if (!isHost(host)) return wrong('bad-address', 'join', host)
  const number = /^\d{1,5}$/u.test(port) ? Number(port) : 0
  if (number < 1 || number > 65535) return wrong('bad-port', 'join', port)
  return fine({ type: 'join', address: { host, port: number } })
}

const isLink = (text: string): boolean => /^palabre:\S+$/iu.test(text)

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/u, '$1')

const isIpv4 = (host: string): boolean => /^\d+(\.\d+){3}$/u.test(host) && host.split('.').every((part) => Number(part) <= 255)

/** A name or an address as far as its letters tell; what is at it, the network says. */
function isHost(host: string): boolean {
  if (host === '' || host.length > 253) return false
  if (host.includes(':')) return /^[0-9a-f:.]+(%[\w.-]+)?$/iu.test(host) && host.split(':').length > 2
  if (/^[\d.]+$/u.test(host)) return isIpv4(host)
  return /^[\p{L}\p{N}._-]+$/u.test(host)
}

/** Commands that begin with what is typed so far; none once there is a space, a second slash or no slash. */
export function completeCommand(typed: string): readonly (typeof commandTable)[number][] {
  const match = /^\/(\w*)$/u.exec(typed)
  return match ? commandTable.filter((c) => c.name.startsWith((match[1] ?? '').toLowerCase())) : []
}
