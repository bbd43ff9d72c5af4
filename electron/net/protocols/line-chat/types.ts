import type { LineEnd } from '../../../../shared/model/conversation.ts'
import type { Clock, Closed } from '../../core/types.ts'

export interface LineChatOptions {
  readonly clock: Clock
  /** The side that accepted answers `FIN` with `Au revoir` and closes. */
  readonly side: 'listening' | 'connecting'
  /** A promise holds the reading back until it settles: no more than 256 texts are on their way to the disk. */
  readonly onText: (text: string) => void | Promise<void>
  /** A line went past the limit; its rest is being dropped. Once per line. */
  readonly onLineTooLong: () => void
  /** The other side has finished writing; it may still read. */
  readonly onEnded: () => void
  /** `FIN` was read; what is said to it in the person's name. */
  readonly onFin: (answer: string | null) => void
  readonly onClosed: (closed: Closed) => void
}

/** One plain conversation on one stream. */
export interface LineChat {
  /**
   * Fulfils when the bytes were given to the system. Rejects `peer-silent` when `limits.sendBufferBytes` wait unread, `EPIPE` after the end.
   * `FIN` alone goes out without a line end.
   */
  send(text: string, lineEnd: LineEnd): Promise<void>
  /** Ends our half, then closes after theirs ends or 1 s. */
  close(): void
  readonly writable: boolean
}
