import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { completeCommand } from '../../shared/commands.ts'
import { lineQueue } from './line-queue.ts'
import type { TextLine } from './text-lines.ts'

/** Lines come from here, and go here. */
export interface Screen {
  readonly lines: AsyncIterable<string>
  readonly print: (line: TextLine) => void
  readonly clear: () => void
  readonly close: () => void
}

interface Streams {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable & { readonly isTTY?: boolean }
  readonly errors: Writable
}

/** A terminal with a prompt, history and completion; or plain streams. */
export function openScreen({ input, output, errors }: Streams, commands: (typed: string) => readonly { readonly name: string }[] = completeCommand): Screen {
  const interactive = Boolean(input.isTTY && output.isTTY)
  const lines: Interface = interactive
    ? createInterface({ input, output, terminal: true, prompt: '> ', completer: (typed: string) => [commands(typed).map(({ name }) => `/${name} `), typed] })
    : createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let closed = false
  const print = ({ to, text }: TextLine) => {
    if (!interactive) return void (to === 'out' ? output : errors).write(`${text}\n`)
    if (closed) return void output.write(`${text}\n`)
    // All rows of what is being typed go; readline would go up once more as many as it thinks are there.
    const { rows } = lines.getCursorPos()
    output.write(`${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[J${text}\n`)
    Object.assign(lines, { prevRows: 0 })
    lines.prompt(true)
  }
  // A terminal that is gone fails whatever is done with it, even the closing: whoever uses this ends in order all the same.
  if (interactive) for (const stream of [lines, output, errors]) stream.on('error', () => {})
  if (interactive) lines.on('line', () => closed || lines.prompt()).prompt()
  let isEnding = false
  lines.once('close', () => {
    closed = true
    // By Ctrl-C or Ctrl-D behind what was typed; else nobody needs the prompt any more.
    if (interactive) output.write(isEnding ? '\r\u001b[J' : '\n')
  })
  const close = () => {
    isEnding = true
    lines.close()
  }
  return { lines: lineQueue(lines), print, clear: () => interactive && output.write('\u001b[2J\u001b[H'), close }
}
