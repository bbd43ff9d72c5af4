import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  type BadReason,
  byteLimits,
  checkUtf8,
  codePoints,
  type Diff,
  decodeUtf8,
  diffBytes,
  dumpLine,
  dumpRows,
  type ParseProblem,
  parseBytes,
  type Reading,
  readingsAt,
  type StructProblem,
  toHex,
  type Unpacked,
  unpack,
} from '../../../shared/bytes/index.ts'
import { AppError } from '../../../shared/errors.ts'
import { printable } from '../../net/core/text.ts'
import type { BytesArguments, BytesSource } from './bytes-arguments.ts'
import { sayFailure } from './failure.ts'
import { Output } from './output.ts'

/** Rows, characters and runs that are printed; the tab shows them all. */
const shownRows = 4_096
const shownCharacters = 64
const shownRuns = 50
/** A JSON line carries whole what has at most this many bytes. */
const wholeBytes = 65_536

/** `palabre bytes`: 0 if they could be read (and, compared, are the same; and fit the struct), 1 otherwise. */
export async function bytes(args: BytesArguments): Promise<number> {
  const output = new Output(args.json)
  try {
    const content = await read(args.source)
    const other = args.with ? await read(args.with) : null
    await sayDump(output, content)
    sayUtf8(output, content)
    if (args.at < content.length) sayReadings(output, readingsAt(content, args.at), args.at)
    const unpacked = args.struct === null ? null : unpack(args.struct, content, args.at)
    if (unpacked) sayStruct(output, unpacked)
    const diff = other ? diffBytes(content, other) : null
    if (diff && other) sayDiff(output, diff, content, other)
    return unpacked?.ok === false || diff?.same === false ? 1 : 0
  } catch (thrown) {
    if (thrown instanceof Unreadable)
      output.trouble('error', { code: 'bad-argument', problem: thrown.problem, at: thrown.at, message: thrown.message }, thrown.message)
    else sayFailure(output, thrown, { transport: 'tcp', doing: 'sending' })
    return 1
  }
}

class Unreadable extends Error {
  readonly problem: ParseProblem
  readonly at: number

  constructor(problem: ParseProblem, at: number) {
    super(`${parseWords[problem]} (character ${at + 1})`)
    this.problem = problem
    this.at = at
  }
}

const parseWords: Record<ParseProblem, string> = {
  'bad-digit': 'That is no hex digit.',
  'odd-digits': 'Hex has two digits per byte: one is missing here.',
  'bad-base64': 'That is no base64.',
  'short-base64': 'The base64 ends in the middle of a byte.',
  'bad-escape': 'That is no escape: \\n, \\xNN, \\uNNNN and those of C, Python and JavaScript are.',
  'too-long': `That is too long: at most ${byteLimits.input / 1024 / 1024} MiB.`,
}

async function read(source: BytesSource): Promise<Uint8Array> {
  if (source.type === 'file') return readFile(source.file)
  if (source.type === 'input') return readAll(process.stdin, 'standard input')
  const parsed = parseBytes(source.value, source.notation)
  if (!parsed.ok) throw new Unreadable(parsed.problem, parsed.at)
  return parsed.bytes
}

async function readFile(name: string): Promise<Uint8Array> {
  const wrong = (problem: string) => new AppError('bad-argument', { file: name, problem })
  const file = await open(name).catch((error: NodeJS.ErrnoException) => Promise.reject(wrong(error.code ?? 'unreadable')))
  try {
    return await readAll(file.createReadStream({ autoClose: false }), name)
  } catch (thrown) {
    throw thrown instanceof Error && 'code' in thrown && !(thrown instanceof AppError) ? wrong(String(thrown.code)) : thrown
  } finally {
    await file.close()
  }
}

/** A pipe or a device says nothing of its size: read until the limit, never more. */
async function readAll(stream: Readable, name: string): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length
    if (length > byteLimits.input) throw new AppError('bad-argument', { file: name, problem: 'too-large' })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function sayDump(output: Output, content: Uint8Array): Promise<void> {
  const whole = content.length <= wholeBytes
  const lines = [...dumpRows(content, { to: shownRows * 16 })].map((row) => dumpLine(row))
  if (content.length > shownRows * 16) lines.push(`… ${content.length - shownRows * 16} more bytes`)
  const shown = whole ? content : content.subarray(0, wholeBytes)
  output.say('bytes', { length: content.length, hex: toHex(shown), text: decodeUtf8(shown), whole }, [`${content.length} bytes`, ...lines].join('\n'))
}

const reasons: Record<BadReason, string> = {
  stray: 'a continuation without a beginning',
  truncated: 'a character that is cut short',
  overlong: 'a longer form than needed',
  surrogate: 'half of a UTF-16 pair',
  beyond: 'above U+10FFFF',
  never: 'a byte that UTF-8 does not have',
}

function sayUtf8(output: Output, content: Uint8Array): void {
  const report = checkUtf8(content)
  const points = [...codePoints(content, 0, shownCharacters)].slice(0, shownCharacters)
  const names = points.map(({ value }) => (value === null ? '?' : `U+${value.toString(16).toUpperCase().padStart(4, '0')}`))
  const bad = report.bad
    .slice(0, shownRuns)
    .map(({ offset, length, reason }) => `  at ${offset}: ${toHex(content.subarray(offset, offset + length), ' ')}, ${reasons[reason]}`)
  const verdict = report.valid
    ? `UTF-8: ${report.characters} ${report.characters === 1 ? 'character' : 'characters'}`
    : `Not UTF-8: ${report.badBytes} of ${content.length} bytes are wrong`
  const text = printable(decodeUtf8(content.subarray(0, shownCharacters * 4)))
  const more = content.length > shownCharacters ? ' …' : ''
  output.say('utf8', report, [verdict, ...bad, `  ${Array.from(text).slice(0, shownCharacters).join('')}${more}`, `  ${names.join(' ')}${more}`].join('\n'))
}

function sayReadings(output: Output, readings: readonly Reading[], at: number): void {
  const names = [...new Set(readings.map((reading) => reading.type))]
  const lines = names.map((name) => {
    const values = readings.filter((reading) => reading.type === name).map(({ order, value }) => `${value}${order ? ` (${order})` : ''}`)
    return `  ${name.padEnd(11)} ${[...new Set(values)].join('   ')}`
  })
  output.say('readings', { at, readings }, [`At ${at}:`, ...lines].join('\n'))
}

const structWords: Record<StructProblem, string> = {
  'bad-format': 'The format can’t be understood from its character',
  'too-short': 'There are too few bytes: it ends at byte',
  'too-many': 'The format has too many fields; it was read up to',
}

function sayStruct(output: Output, unpacked: Unpacked): void {
  const lines = unpacked.fields.map(
    ({ index, code, offset, value, hex }) =>
      `  ${index === null ? '' : index}`.padEnd(6) +
      `${code}  at ${offset}  ${hex.slice(0, 64)}  ${typeof value === 'string' ? printable(value) : (value ?? '')}`,
  )
  const verdict = unpacked.ok ? `Struct: ${unpacked.size} bytes` : `Struct: ${structWords[unpacked.problem]} ${unpacked.at}.`
  output.say('struct', unpacked, [verdict, ...lines].join('\n'))
}

function sayDiff(output: Output, diff: Diff, a: Uint8Array, b: Uint8Array): void {
  const part = (bytes: Uint8Array, offset: number, length: number) =>
    `${toHex(bytes.subarray(offset, offset + Math.min(length, 16)), ' ')}${length > 16 ? ' …' : ''}`
  const changed = diff.runs.filter((run) => run.kind === 'changed')
  const lines = changed
    .slice(0, shownRuns)
    .flatMap(({ offsetA, lengthA, offsetB, lengthB }) => [
      ...(lengthA > 0 ? [`  - at ${offsetA}: ${part(a, offsetA, lengthA)}`] : []),
      ...(lengthB > 0 ? [`  + at ${offsetB}: ${part(b, offsetB, lengthB)}`] : []),
    ])
  const runs = diff.runs.slice(0, shownRuns * 2)
  output.say('diff', { ...diff, runs }, [diff.same ? 'Both are the same.' : `They differ from byte ${diff.firstDifference}:`, ...lines].join('\n'))
}
