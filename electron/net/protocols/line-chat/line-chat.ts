import type { Duplex } from 'node:stream'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import type { LineEnd } from '../../../../shared/model/conversation.ts'
import { fromNodeError } from '../../core/errors.ts'
import { CLOSE_MS, GOODBYE, isFin, LINE_TOO_LONG } from './constants.ts'
import { LineReader } from './line-reader.ts'
import type { LineItem } from './line-splitter.ts'
import { encodeLine, writeLine } from './line-writer.ts'
import type { LineChat, LineChatOptions } from './types.ts'

/** Talks with a raw-socket program over `stream` (half-open capable, paused). Takes it over: closes it in the end. */
export function createLineChat(stream: Duplex, options: LineChatOptions): LineChat {
  return new Chat(stream, options)
}

class Chat implements LineChat {
  readonly #stream: Duplex
  readonly #options: LineChatOptions
  readonly #reader: LineReader
  /** Until their greeting is handed over, it may have no line end: it is no part of their answer to what is said first. */
  #greeting: Promise<void> | null = null
  #spoke = false
  /** `FIN` was received: nothing after it counts. */
  #finished = false
  #finSent = false
  #closing = false
  #failure: ErrorData | null = null
  #cancelClose: (() => void) | null = null
  /** Sends that wait for the system; a stream that dies may leave them unanswered. */
  readonly #sending = new Set<(error: AppError) => void>()

  constructor(stream: Duplex, options: LineChatOptions) {
    this.#stream = stream
    this.#options = options
    stream.on('error', () => {})
    this.#reader = new LineReader(stream, {
      clock: options.clock,
      onItem: (item) => this.#take(item),
      onEnded: () => this.#ended(),
      onClosed: () => this.#closed(),
    })
  }

  get writable(): boolean {
    return this.#stream.writable && !this.#closing
  }

  async send(text: string, lineEnd: LineEnd): Promise<void> {
    if (!this.#spoke && this.#reader.isHolding) this.#greeting = this.#reader.settled()
    this.#spoke = true
    if (this.#greeting !== null) await this.#greeting
    if (!this.writable) throw this.#reason(new AppError('EPIPE'))
    try {
      const written = this.#whileOpen(writeLine(this.#stream, encodeLine(text, lineEnd)))
      if (isFin(text)) this.#saidFin()
      await written
    } catch (thrown) {
      const error = fromNodeError(thrown)
      if (error.code === 'peer-silent') this.#fail(error.toData())
      throw this.#reason(error)
    }
  }

  #whileOpen(written: Promise<void>): Promise<void> {
    return new Promise((fulfil, reject) => {
      this.#sending.add(reject)
      written.then(fulfil, reject).finally(() => this.#sending.delete(reject))
    })
  }

  /** Why the chat failed says more than what a single write met. */
  #reason(error: AppError): AppError {
    return this.#failure ? new AppError(this.#failure.code, this.#failure.details) : error
  }

  close(): void {
    if (this.#closing) return
    this.#closing = true
    this.#stream.end()
    this.#cancelClose = this.#options.clock.after(CLOSE_MS, () => this.#stream.destroy())
  }

  #take(item: LineItem): unknown {
    if (this.#finished) return
    if (item.type === 'too-long') return this.#lineTooLong()
    const taken: unknown = this.#options.onText(item.text)
    if (isFin(item.text)) this.#heardFin()
    return taken
  }

  #lineTooLong(): void {
    this.#options.onLineTooLong()
    if (this.writable) writeLine(this.#stream, Buffer.from(LINE_TOO_LONG)).catch(() => {})
  }

  #heardFin(): void {
    this.#finished = true
    const answers = this.#options.side === 'listening' && this.writable
    this.#options.onFin(answers ? GOODBYE : null)
    if (answers) writeLine(this.#stream, Buffer.from(GOODBYE)).catch(() => {})
    this.close()
  }

  /** Who listens ends the conversation; who connected waits for the goodbye. */
  #saidFin(): void {
    this.#finSent = true
    if (this.#options.side === 'listening') this.close()
  }

  #ended(): void {
    // After a goodbye the end is expected: nobody is told that they may still be read.
    if (this.#finSent) this.close()
    this.#options.onEnded()
  }

  #fail(failure: ErrorData): void {
    this.#failure ??= failure
    this.#closing = true
    this.#stream.destroy()
  }

  #closed(): void {
    this.#cancelClose?.()
    const errored = this.#stream.errored
    const error = this.#failure ?? (errored && !this.#closing ? fromNodeError(errored).toData() : null)
    for (const reject of this.#sending) reject(new AppError(error?.code ?? 'EPIPE'))
    this.#options.onClosed({ error })
  }
}
