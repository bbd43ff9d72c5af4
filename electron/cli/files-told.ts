import type { TransferProgress } from '../../shared/model/file.ts'
import type { Message } from '../../shared/model/message.ts'
import { printable, safeJson } from '../net/core/text.ts'
import type { Report } from './reports.ts'
import { errorInWords } from './words.ts'

/** Into a pipe progress is told this often, ms. */
const rarelyMs = 10_000

/** One line a step for programs on stdout; for people words on stderr, and the progress on one line that is written over. */
export class FilesTold {
  readonly #json: boolean
  #hasLine = false
  #saidAt = Date.now()

  constructor(json: boolean) {
    this.#json = json
  }

  /** The same, of one person among several: each line says whose it is, and progress of many on one line is none. */
  of(to: string): Pick<FilesTold, 'file' | 'progress' | 'link'> {
    return {
      file: (event, message, more = null) => this.file(event, message, { ...more, event, to }),
      progress: (transfer, size) => this.#json && this.progress(transfer, size, to),
      link: (isOpen) => this.link(isOpen, to),
    }
  }

  tell(report: Report, words: string | null): void {
    if (this.#json) process.stdout.write(`${safeJson(report)}\n`)
    else if (words !== null) this.#line(`${words}\n`)
  }

  file(event: string, message: Message, more: Report | null = null): void {
    const { id, text: name, file } = message
    const report = { event, id, name, size: file?.size ?? 0, files: file?.files ?? null, code: file?.failure?.code ?? null, ...more }
    this.tell(
      { ...report, event },
      `${words(event, message)}${more?.['to'] ? ` (${printable(String(more['to']))})` : ''}${more?.['path'] ? `: ${printable(String(more['path']))}` : ''}`,
    )
  }

  /** Nobody can bring it, for now. */
  stuck({ id, stuck }: TransferProgress): void {
    if (stuck) this.tell({ ...stuck.details, event: 'stuck', id, code: stuck.code, message: errorInWords(stuck) }, errorInWords(stuck))
  }

  /** The connection it goes over. */
  link(isOpen: boolean, to?: string): void {
    const who = to === undefined ? '' : ` (${printable(to)})`
    const words = isOpen
      ? `They are back${who}.`
      : `The connection is gone${who}. It goes on by itself when they are back; after Ctrl-C the same command goes on with it.`
    this.tell({ event: isOpen ? 'back' : 'away', ...(to === undefined ? {} : { to }) }, words)
  }

  progress({ id, at, rate, moving }: TransferProgress, size: number, to?: string): void {
    if (!moving) return
    if (this.#json) return void this.tell({ event: 'progress', id, at, size, rate, ...(to === undefined ? {} : { to }) }, null)
    const percent = size === 0 ? 100 : Math.floor((100 * at) / size)
    if (!process.stderr.isTTY) {
      if (Date.now() - this.#saidAt >= rarelyMs) process.stderr.write(`${percent} %\n`)
      else return
      this.#saidAt = Date.now()
      return
    }
    process.stderr.write(`\r\u001b[K${percent} %${rate ? `, ${(rate / 1e6).toFixed(1)} MB/s, ${Math.ceil((size - at) / rate)} s left` : ''}`)
    this.#hasLine = true
  }

  #line(text: string): void {
    process.stderr.write(this.#hasLine ? `\r\u001b[K${text}` : text)
    this.#hasLine = false
  }
}

function words(event: string, { text, file, from }: Message): string {
  const name = printable(text)
  switch (event) {
    case 'resumed':
      return file?.state === 'offered' ? `Offered before, waits for an answer: ${name}` : `Goes on: ${name}`
    case 'offered':
      return from === 'me' ? `Offered: ${name}. It waits for their answer.` : `Offered: ${name}`
    case 'accepted':
      return `Accepted: ${name}`
    case 'done':
      return `Done: ${name}`
    case 'failed':
      return `Failed: ${name}. ${file?.failure ? errorInWords(file.failure) : ''}`
    default:
      return `${event}: ${name}`
  }
}
