import type { Socket } from 'node:net'
import { throughputLimits as limits } from './constants.ts'

/**
 * Lines of a connection, each at most `lineBytes`. `onRest`: once that is set, what comes is no line any more and is handed over as it is.
 * A line that is longer ends the connection.
 */
export class Lines {
  readonly #socket: Socket
  #waiting: Buffer = Buffer.alloc(0)
  #onLine: (line: string) => void
  #onRest: ((bytes: Buffer) => void) | null = null

  constructor(socket: Socket, onLine: (line: string) => void) {
    this.#socket = socket
    this.#onLine = onLine
    socket.on('data', (bytes: Buffer) => this.#heard(bytes))
  }

  set onLine(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** From here on, bytes. */
  rest(onRest: (bytes: Buffer) => void): void {
    this.#onRest = onRest
    const waiting = this.#waiting
    this.#waiting = Buffer.alloc(0)
    if (waiting.length > 0) onRest(waiting)
  }

  #heard(bytes: Buffer): void {
    if (this.#onRest) {
      this.#onRest(bytes)
      return
    }
    this.#waiting = this.#waiting.length > 0 ? Buffer.concat([this.#waiting, bytes]) : bytes
    for (let end = this.#waiting.indexOf(0x0a); end !== -1 && !this.#onRest; end = this.#waiting.indexOf(0x0a)) {
      if (end > limits.lineBytes) return void this.#socket.destroy()
      const line = this.#waiting.subarray(0, end).toString('latin1')
      this.#waiting = this.#waiting.subarray(end + 1)
      this.#onLine(line)
    }
    if (!this.#onRest && this.#waiting.length > limits.lineBytes) this.#socket.destroy()
  }
}

/** `WORD 1 2 3`: the word, and whole numbers from 0. null: nothing of the kind. Pure. */
export function readLine(line: string): { readonly word: string; readonly numbers: readonly number[] } | null {
  const match = /^([A-Z]{2,8})((?: \d{1,12})*)$/.exec(line)
  if (!match) return null
  const numbers = (match[2] ?? '').split(' ').filter(Boolean).map(Number)
  return { word: match[1] ?? '', numbers }
}
