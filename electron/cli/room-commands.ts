import type { CommandProblem } from '../../shared/commands.ts'

/** What the terminal of a room's host understands. */
export const hostCommands = [
  { name: 'who', args: [] },
  { name: 'kick', args: ['NAME'] },
  { name: 'ban', args: ['NAME'] },
  { name: 'unban', args: ['NAME'] },
  { name: 'mute', args: ['NAME'] },
  { name: 'unmute', args: ['NAME'] },
  { name: 'moderator', args: ['NAME'] },
  { name: 'member', args: ['NAME'] },
  { name: 'topic', args: ['TEXT'] },
  { name: 'help', args: [] },
  { name: 'quit', args: [] },
] as const satisfies readonly { readonly name: string; readonly args: readonly string[] }[]

export type HostCommand = (typeof hostCommands)[number]['name']

export type HostLine =
  | { readonly ok: true; readonly command: HostCommand | 'say'; readonly argument: string }
  | { readonly ok: false; readonly problem: CommandProblem }

/** A line of the host's terminal, as `parseLine` reads one of a messenger's: two slashes are one literal slash. Pure, never throws. */
export function readHostLine(line: string): HostLine {
  if (!line.startsWith('/')) return { ok: true, command: 'say', argument: line }
  if (line.startsWith('//')) return { ok: true, command: 'say', argument: line.slice(1) }
  const [, typed = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/u.exec(line) ?? []
  const known = hostCommands.find(({ name }) => name === typed.toLowerCase())
  const wrong = (code: CommandProblem['code'], argument: string): HostLine => ({ ok: false, problem: { code, command: known?.name ?? typed, argument } })
  if (!known) return wrong('unknown-command', '')
  const argument = rest.trim()
  const [wanted] = known.args
  // Without a text there is no topic any more.
  if (wanted === undefined && argument !== '') return wrong('too-many-arguments', argument)
  if (wanted === 'NAME' && argument === '') return wrong('missing-argument', wanted)
  return { ok: true, command: known.name, argument }
}

/** Commands that begin with what is typed so far. */
export function completeHostCommand(typed: string): readonly (typeof hostCommands)[number][] {
  const match = /^\/(\w*)$/u.exec(typed)
  return match ? hostCommands.filter(({ name }) => name.startsWith((match[1] ?? '').toLowerCase())) : []
}
