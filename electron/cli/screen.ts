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
    output.write(`\r\u001b[K${text}\n`)
    if (!closed) lines.prompt(true)
  }
  // A terminal that is gone fails whatever is done with it, even the closing: whoever uses this ends in order all the same.
  if (interactive) for (const stream of [lines, output, errors]) stream.on('error', () => {})
  if (interactive) lines.prompt()
  lines.once('close', () => {
    closed = true
  })
  return { lines: lineQueue(lines), print, clear: () => interactive && output.write('\u001b[2J\u001b[H'), close: () => lines.close() }
}
