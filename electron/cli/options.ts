import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearest } from './nearest.ts'

type Known = NonNullable<ParseArgsConfig['options']>

/** The command line can't be understood; `message` is for people. The program ends with 2. */
export class UsageError extends Error {}

/**
 * What follows a command, read by Node's parser and, where that says no, told in our words: its own name its codes and not what was meant.
 * `most`: words beside the options that the command has a use for.
 */
export function readLine<T extends Known>(given: readonly string[], options: T, most = 0) {
  const args = withNumbers(given, options)
  const read = () => parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
  let line: ReturnType<typeof read>
  try {
    line = read()
  } catch (error) {
    throw new UsageError(problemIn(args, options) ?? (error instanceof Error ? error.message : String(error)))
  }
  const surplus = args.includes('--help') || args.includes('-h') ? undefined : line.positionals[most]
  if (surplus !== undefined) throw new UsageError(`“${cut(surplus)}” is one word too many.`)
  return line
}

/** A negative number behind an option is its value, and no option: then it is told what is wrong with the number. */
function withNumbers(args: readonly string[], options: Known): readonly string[] {
  const end = args.indexOf('--')
  return args.flatMap((word, at) => {
    if (end !== -1 && at >= end) return [word]
    const takesNext = (name: string | undefined) =>
      name?.startsWith('--') === true && Object.hasOwn(options, name.slice(2)) && options[name.slice(2)]?.type === 'string'
    const isNumber = (value: string | undefined) => value !== undefined && /^-\d/.test(value)
    if (takesNext(args[at - 1]) && isNumber(word)) return []
    return takesNext(word) && isNumber(args[at + 1]) ? [`${word}=${args[at + 1]}`] : [word]
  })
}

/** The first word that the strict reading stumbled over. */
function problemIn(args: readonly string[], options: Known): string | null {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (!known) return unknownOption(args[token.index] ?? token.rawName, Object.keys(options))
    if (known.type === 'boolean' && token.value !== undefined) return `--${token.name} takes no value.`
    if (known.type !== 'string' || (token.value !== undefined && (token.inlineValue || !token.value.startsWith('-') || token.value === '-'))) continue
    return `--${token.name} needs a value${token.value === undefined ? '' : `; one that begins with a dash is written --${token.name}=VALUE`}.`
  }
  return null
}

function unknownOption(word: string, names: readonly string[]): string {
  const [typed = ''] = word.split('=')
  const name = typed.replace(/^-+/, '')
  // A letter stands for the option that begins with it.
  const near = nearest(name, names) ?? (name.length === 1 ? names.find((known) => known.startsWith(name.toLowerCase())) : undefined)
  return `There is no option ${cut(typed)} here.${near === undefined ? '' : ` Did you mean --${near}?`}`
}

const cut = (word: string): string => word.slice(0, 64)

export function filled(option: string, value: string | undefined): string | null {
  if (value === '') throw new UsageError(`--${option} needs a value.`)
  return value ?? null
}

/** A port to listen on; null: not said. */
export function portOf(value: string | undefined): number | null {
  if (value === undefined) return null
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1
  if (port < 0 || port > 65535) throw new UsageError(`“${value}” is no port. Ports go from 1 to 65535; 0 is any free one.`)
  return port
}
