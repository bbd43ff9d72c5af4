import type { Notation } from '../../../shared/bytes/index.ts'
import { filled, readLine, UsageError } from '../options.ts'
import { numberOf } from './arguments.ts'

export type BytesSource =
  | { readonly type: 'argument'; readonly notation: Notation; readonly value: string }
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'input' }

export interface BytesArguments {
  readonly type: 'bytes'
  readonly source: BytesSource
  /** What to compare with. */
  readonly with: BytesSource | null
  readonly struct: string | null
  /** Where to read numbers and the struct. */
  readonly at: number
  readonly json: boolean
}

const notations = ['hex', 'base64', 'escapes'] as const

const options = {
  hex: { type: 'string' },
  base64: { type: 'string' },
  escapes: { type: 'string' },
  file: { type: 'string' },
  struct: { type: 'string' },
  at: { type: 'string' },
  'with-hex': { type: 'string' },
  'with-text': { type: 'string' },
  'with-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads what follows `palabre bytes`. Throws `UsageError`. */
export function parseBytesArguments(args: readonly string[]): BytesArguments | { readonly type: 'help' } {
  const { values, positionals } = readLine(args, options, Number.POSITIVE_INFINITY)
  if (values.help) return { type: 'help' }
  const [text, more] = positionals
  if (more !== undefined) throw new UsageError('One text at a time: put it in quotes.')
  const sources: BytesSource[] = [
    ...(text === undefined ? [] : [text === '-' ? ({ type: 'input' } as const) : ({ type: 'argument', notation: 'text', value: text } as const)]),
    ...notations.flatMap((notation) => (values[notation] === undefined ? [] : [{ type: 'argument', notation, value: values[notation] } as const])),
    ...(values.file === undefined ? [] : [{ type: 'file', file: filled('file', values.file) ?? '' } as const]),
  ]
  if (sources.length > 1) throw new UsageError('Choose one: a text, --hex, --base64, --escapes or --file.')
  const others: BytesSource[] = [
    ...(values['with-text'] === undefined ? [] : [{ type: 'argument', notation: 'text', value: values['with-text'] } as const]),
    ...(values['with-hex'] === undefined ? [] : [{ type: 'argument', notation: 'hex', value: values['with-hex'] } as const]),
    ...(values['with-file'] === undefined ? [] : [{ type: 'file', file: filled('with-file', values['with-file']) ?? '' } as const]),
  ]
  if (others.length > 1) throw new UsageError('Compare with one: --with-text, --with-hex or --with-file.')
  return {
    type: 'bytes',
    source: sources[0] ?? { type: 'input' },
    with: others[0] ?? null,
    struct: filled('struct', values.struct),
    at: numberOf('at', values.at, { least: 0, most: 999_999_999 }) ?? 0,
    json: values.json ?? false,
  }
}
