import { type CommandName, type CommandProblem, commandTable } from '../../../shared/commands.ts'
import type { Words } from '../../i18n/words.ts'

/** What a command takes in a window, where no path is typed: the system's dialog asks for it. */
export function argumentsOf(name: CommandName): readonly string[] {
  return name === 'file' ? [] : (commandTable.find((c) => c.name === name)?.args ?? [])
}

/** `/join HOST [PORT]`, in the language of the app. */
export function usageOf(t: Words['t'], name: CommandName): string {
  const args = argumentsOf(name)
  return [`/${name}`, ...args.map((arg) => arg.replace(/\w+/, (word) => t(`command.arg.${word}`)))].join(' ')
}

/** What is wrong with a line, and how it is meant. */
export function problemWords(t: Words['t'], { code, command, argument }: CommandProblem): string {
  const known = commandTable.find((c) => c.name === command)
  const usage = known ? usageOf(t, known.name) : ''
  return t(`command.problem.${code}`, { command, argument: code === 'missing-argument' ? t(`command.arg.${argument}`) : argument, usage })
}
