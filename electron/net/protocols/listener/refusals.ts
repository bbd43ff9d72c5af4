import type { Socket } from 'node:net'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import { LINGERING_REFUSALS, REFUSAL_MS, REFUSED_EVERY_MS, TOO_MANY } from './constants.ts'

/** Says no: in a line of words to a few at a time, by a reset to a flood. */
export class Refusals {
  readonly #lingering = new Set<Socket>()
  readonly #onRefused: ((from: string, error: ErrorData) => void) | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(onRefused: ((from: string, error: ErrorData) => void) | undefined) {
    this.#onRefused = onRefused
  }

  refuse(socket: Socket, from: string): void {
    this.tell(from, new AppError('too-many-connections', { host: from }).toData())
    if (this.#lingering.size >= LINGERING_REFUSALS) return void socket.resetAndDestroy()
    this.#lingering.add(socket)
    const timer = setTimeout(() => socket.destroy(), REFUSAL_MS)
    socket.once('close', () => {
      clearTimeout(timer)
      this.#lingering.delete(socket)
    })
    socket.resume()
    socket.end(TOO_MANY)
  }

  tell(from: string, error: ErrorData): void {
    if (performance.now() - this.#toldAt < REFUSED_EVERY_MS) return
    this.#toldAt = performance.now()
    this.#onRefused?.(from, error)
  }

  stop(): void {
    for (const socket of this.#lingering) socket.destroy()
  }
}
